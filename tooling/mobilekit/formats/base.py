"""What a format offers: a row with the same verbs in every folder beside this file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from mobilekit.errors import MobileKitError
from mobilekit.preprocess import Pixels, Preprocessing
from mobilekit.spec import Batch, Job, Readback, Rung, Step


class Runner(Protocol):
    """A written file, loaded and ready to answer on this machine."""

    def run(self, tensors: Pixels) -> Batch:
        """(N, H, W, 3) uint8 RGB with geometry done -> (N, classes) float32, dequantised."""

    def run_values(self, values: Batch) -> Batch:
        """The same for (N, H, W, 3) float32 on the 0..255 scale, RGB: pictures that are not whole numbers.

        A file whose input takes integers rounds them.
        """

    def layers(self, tensors: Pixels) -> dict[str, Batch]:
        """(N, H, W, 3) uint8 RGB -> every intermediate result by name, in the order of computation.

        Each is (N, ...) float32, dequantised, channels last: what a comparison layer by layer needs.
        """


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
        runner: opens a written file: (path, the model's preprocessing, the artifact's ``app_steps``).
        on_request: those of the recipes that are made only where the user names them.
    """

    name: str
    suffix: str
    recipes: tuple[str, ...]
    convert: Callable[[Job, tuple[str, ...], Path, Step], dict[str, Path]]
    readback: Callable[[Path], Readback]
    ladder: Callable[[Path, str], tuple[Rung, ...]]
    runner: Callable[[Path, Preprocessing, tuple[str, ...]], Runner]
    on_request: tuple[str, ...] = ()


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
