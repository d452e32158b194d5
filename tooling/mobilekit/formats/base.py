"""What a format offers: a row with the same verbs in every folder beside this file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from mobilekit.errors import MobileKitError
from mobilekit.spec import Job, Readback, Rung, Step


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes:
        name: ``tflite`` | ``coreml``: its folder here and in a bundle.
        suffix: of the written file or folder, with its dot.
        recipes: names of the variants, in the order users see them.
        convert: writes ``folder/<card.name>-<recipe><suffix>`` for each recipe, metadata included; the same job gives
            the same bytes. Returns recipe -> path.
        readback: reads a written file from its bytes, without TensorFlow, Keras or coremltools.
        ladder: the delegates to try for a file of a recipe, best first, CPU last.
    """

    name: str
    suffix: str
    recipes: tuple[str, ...]
    convert: Callable[[Job, tuple[str, ...], Path, Step], dict[str, Path]]
    readback: Callable[[Path], Readback]
    ladder: Callable[[Path, str], tuple[Rung, ...]]


class Named(Protocol):
    """A row of a table of recipes."""

    @property
    def name(self) -> str:
        """Of the variant, as in ``tflite-int8``."""


Row = TypeVar("Row", bound=Named)


def row_named(name: str, rows: Iterable[Row], title: str) -> Row:
    """The row of a format's table of recipes called ``name``.

    Raises:
        MobileKitError: no such variant.
    """
    table = {row.name: row for row in rows}
    if name not in table:
        raise MobileKitError(f"No {title} variant is called {name}.", remedy=f"Choose one of {', '.join(table)}.")
    return table[name]
