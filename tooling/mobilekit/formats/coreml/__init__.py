"""Core ML: .mlpackage folders for Apple's systems."""

from __future__ import annotations

from pathlib import Path

from mobilekit.formats.coreml import convert, delegates, readback
from mobilekit.formats.coreml.recipes import RECIPES
from mobilekit.spec import Job, Readback, Rung, Step


class _CoreML:
    """The row of this format; see ``mobilekit.formats.base.Format``."""

    name = "coreml"
    suffix = convert.SUFFIX
    recipes = tuple(row.name for row in RECIPES)

    def convert(self, job: Job, recipes: tuple[str, ...], folder: Path, step: Step) -> dict[str, Path]:
        """Write ``folder/<card.name>-<recipe>.mlpackage`` for each recipe."""
        return convert.convert(job, recipes, folder, step)

    def readback(self, path: Path) -> Readback:
        """Read an .mlpackage from its bytes."""
        return readback.readback(path)

    def ladder(self, path: Path, recipe: str) -> tuple[Rung, ...]:
        """Neural Engine, GPU and CPU for this package."""
        return delegates.ladder(path, recipe)


COREML = _CoreML()
