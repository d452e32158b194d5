"""What a format offers: five verbs, the same in every folder beside this file."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from mobilekit.preprocess import Pixels
from mobilekit.spec import Batch, Job, Readback, Rung, Step


class Runner(Protocol):
    """A loaded file, ready to answer."""

    def run(self, tensors: Pixels) -> Batch:
        """(N, H, W, 3) uint8 RGB with geometry done -> (N, classes) float32, dequantised.

        The runner applies the rest of the contract (normalise, quantise) as the file's own tensors demand.
        """


class Format(Protocol):
    """One folder: convert, metadata, delegates, readback, run."""

    name: str
    suffix: str
    """Of the written file or folder, with its dot."""
    recipes: tuple[str, ...]
    """Names of the variants, in the order users see them."""

    def convert(self, job: Job, recipes: tuple[str, ...], folder: Path, step: Step) -> dict[str, Path]:
        """Write ``folder/<card.name>-<recipe><suffix>`` for each recipe, metadata included, byte-reproducibly."""

    def readback(self, path: Path) -> Readback:
        """Read a written file from its bytes, without TensorFlow, Keras or coremltools."""

    def ladder(self, path: Path, recipe: str) -> tuple[Rung, ...]:
        """The delegates to try for this file, best first, CPU last."""
