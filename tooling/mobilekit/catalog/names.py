"""Networks with published ImageNet weights, by name."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from mobilekit.catalog.architectures import ARCHITECTURES
from mobilekit.errors import MobileKitError


@dataclass(frozen=True)
class Checkpoint:
    """A network with published ImageNet weights. Prints as ``mobilenet_v2_0.35_96``."""

    arch: str
    alpha: float
    size: int

    def __str__(self) -> str:
        return f"{self.arch}_{self.alpha}_{self.size}"

    def weights_file(self) -> str:
        """Name of the weights in Keras' cache."""
        # V1 writes 1.0 as 1_0 and .75, .5, .25 as 7_5, 5_0, 2_5: the decimal point is lost.
        text = f"{self.alpha:.2f}"
        v1 = "1_0" if self.alpha == 1.0 else f"{text[2]}_{text[3]}"
        alpha = v1 if self.arch == "mobilenet_v1" else str(self.alpha)
        return ARCHITECTURES[self.arch].file.format(alpha=alpha, size=self.size)


def checkpoints() -> tuple[Checkpoint, ...]:
    """All of the catalogue, in the order of the table."""
    return tuple(
        Checkpoint(arch, alpha, size)
        for arch, row in ARCHITECTURES.items()
        for alpha, sizes in row.published
        for size in sizes
    )


def is_catalog_name(text: str) -> bool:
    """Whether ``text`` is meant as a name of the catalogue, misspelt ones included, and not as a path."""
    return bool(re.fullmatch(r"mobile[_-]?net[\w.-]*(?<!\.keras)(?<!\.h5)(?<!\.hdf5)", text, re.IGNORECASE))


def parse(name: str) -> Checkpoint:
    """The checkpoint called ``name``.

    Raises:
        MobileKitError: no such name; the remedy holds the nearest.
    """
    known = {str(checkpoint): checkpoint for checkpoint in checkpoints()}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    raise MobileKitError(
        f"{name} is neither a file nor a name of the catalogue.",
        remedy=f"Did you mean {near[0]}?" if near else f"Names look like {', '.join(list(known)[:3])}.",
    )


def written_name(model_name: str) -> tuple[str, float | None]:
    """(architecture, width multiplier) from the name a network carries; its own name and None where it says neither."""
    for arch, row in ARCHITECTURES.items():
        match = re.fullmatch(row.model_name, model_name)
        if match:
            alpha = match.groupdict().get("alpha")
            return arch, float(alpha) if alpha else None
    return model_name, None
