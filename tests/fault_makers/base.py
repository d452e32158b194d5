"""What a seeded fault is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from fault_makers.bundle import Bundle
from fault_makers.kit import Kit

Make = Callable[[Bundle, Kit], None]


@dataclass(frozen=True)
class Fault:
    """One way in which a bundle goes wrong.

    Attributes:
        name: what happened, in words.
        make: does it to a copy of a good bundle.
        check: the check that has to fail.
        subject: of that failure, a glob.
        says: pattern that the failure's message matches, where the check is to name the cause.
        reach: subjects that may fail other checks for it, a glob; empty means ``subject``.
        finish: what the maker of the fault made consistent afterwards: everything that would give it away cheaply.
    """

    name: str
    make: Make
    check: str
    subject: str
    says: str = ""
    reach: str = ""
    finish: Callable[[Bundle], None] = Bundle.seal

    @property
    def caught_by(self) -> tuple[str, str]:
        return self.check, self.subject

    def touches(self, subject: str) -> bool:
        return fnmatch(subject, self.reach or self.subject)

    def write(self, good: Path, folder: Path, kit: Kit) -> Path:
        """The faulty bundle at ``folder``."""
        bundle = Bundle.copied(good, folder)
        self.make(bundle, kit)
        self.finish(bundle)
        return folder
