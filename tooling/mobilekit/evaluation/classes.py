"""From what people write for a class to its index."""

from __future__ import annotations

import difflib
import unicodedata
from functools import cached_property

MAX_DIGITS = 6
"""Of an index: the contract ends at 100,000 classes."""


class Classes:
    """The names of a network's answers, in the order of their indices."""

    def __init__(self, labels: tuple[str, ...]) -> None:
        """Take the labels of the outputs; a network with one output answers no (0) or yes (1)."""
        self.names = labels if len(labels) > 1 else (f"not {labels[0]}", labels[0])

    def find(self, text: str) -> int | None:
        """The class that ``text`` names: by its label, exactly, or by its index; None where it is neither.

        Only Unicode's two spellings of an accent count as the same: macOS stores folder names decomposed.
        """
        known = self._by_name.get(_composed(text))
        if known is not None:
            return known
        plain = text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS
        return int(text) if plain and int(text) < len(self.names) else None

    def nearest(self, text: str) -> str:
        """The label that looks most like ``text``."""
        lower = {name.lower(): name for name in reversed(self.names)}
        near = difflib.get_close_matches(text.lower(), lower, n=1, cutoff=0.0)
        return lower[near[0]]

    @cached_property
    def _by_name(self) -> dict[str, int]:
        return {_composed(name): index for index, name in reversed(list(enumerate(self.names)))}


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
