"""TFLite: files for LiteRT on Android."""

from __future__ import annotations

from pathlib import Path

from mobilekit.formats.tflite import convert, delegates, readback
from mobilekit.formats.tflite.recipes import RECIPES
from mobilekit.spec import Job, Readback, Rung, Step


class _TFLite:
    """The row of this format; see ``mobilekit.formats.base.Format``."""

    name = "tflite"
    suffix = convert.SUFFIX
    recipes = tuple(row.name for row in RECIPES)

    def convert(self, job: Job, recipes: tuple[str, ...], folder: Path, step: Step) -> dict[str, Path]:
        """Write ``folder/<card.name>-<recipe>.tflite`` for each recipe."""
        return convert.convert(job, recipes, folder, step)

    def readback(self, path: Path) -> Readback:
        """Read a .tflite from its bytes."""
        return readback.readback(path)

    def ladder(self, path: Path, recipe: str) -> tuple[Rung, ...]:
        """NPU, GPU and CPU for this file."""
        return delegates.ladder(path, recipe)


TFLITE = _TFLite()
