"""Why a bundle is refused: one table of reasons and sentences for the three programs."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from mobilekit.errors import MobileKitError

FOLDER = Path(__file__).resolve().parent


class Refusal(MobileKitError):
    """A file of a bundle that no reader takes.

    Attributes:
        reason: a key of ``refusals.json``: what the programs compare, and tests too.
    """

    def __init__(self, reason: str, *, file: str, at: str = "") -> None:
        sentence, remedy = sentences()[reason]
        super().__init__(sentence.format(file=file, at=at), remedy=remedy)
        self.reason = reason


@cache
def sentences() -> dict[str, tuple[str, str]]:
    """Reason -> (sentence with ``{file}`` and ``{at}``, remedy)."""
    table = json.loads((FOLDER / "refusals.json").read_text("utf-8"))
    return {reason: (sentence, remedy) for reason, (sentence, remedy) in table.items()}
