"""The TFLite variants: one row each. A new variant is a new row."""

from __future__ import annotations

from dataclasses import dataclass

from mobilekit.formats.base import row_named


@dataclass(frozen=True)
class Recipe:
    """One variant.

    Attributes:
        name: of the variant, as in ``tflite-int8``.
        title: what a progress bar says.
        tolerance: largest |difference| from the source's probabilities that still counts as PASS where the CPU runs
            the file. Single precision: the parity promised for every golden image. The others: half again the
            largest that the trained ImageNet nets V1 0.25, V1 1.0 and V2 1.0 showed on 50 photos each (float16
            .020 .011 .034, dynamic_int8 .193 .255 .023, int8 .296 .395 .111), since a phone's kernels add their own.
        calibrated: measure the activations' ranges on pictures and compute in integers throughout.
    """

    name: str
    title: str
    tolerance: float
    calibrated: bool = False


RECIPES = (
    Recipe("float32", "single precision", 1e-4),
    Recipe("float16", "weights in half precision", 0.05),
    Recipe("dynamic_int8", "weights in 8 bits", 0.4),
    Recipe("int8", "8-bit integers throughout", 0.6, calibrated=True),
)


def recipe(name: str) -> Recipe:
    """The row called ``name``.

    Raises:
        MobileKitError: no such variant.
    """
    return row_named(name, RECIPES, "TFLite")
