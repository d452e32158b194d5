"""The Core ML variants: one row each. A new variant is a new row."""

from __future__ import annotations

from dataclasses import dataclass

from mobilekit.formats.base import row_named

SMALLEST = 2048
"""Kernels of up to so many elements stay as they are: coremltools' own default, since they are a few kB in all."""


@dataclass(frozen=True)
class Recipe:
    """How one .mlpackage is made from the single-precision program.

    Attributes:
        name: of the variant, as in ``coreml-weight_int8``.
        title: what a progress bar says.
        target: oldest iOS that loads it, a name of ``coremltools.target``. ML programs need iOS15, the ops that
            unpack small weights iOS16 (coremltools guide, "Compressing Neural Network Weights").
        precision: of the program's arithmetic: ``float16`` | ``float32``.
        compression: a key of ``compress.WAYS``, or None to keep the weights as they are.
        tolerance: see ``delegates``.
        activations: whether intermediate results have 8 bits as well.
        default: whether it is made when the user names no variant.
    """

    name: str
    title: str
    target: str
    precision: str
    compression: str | None
    tolerance: float
    activations: bool = False
    default: bool = True


RECIPES = (
    Recipe("float16", "half precision", "iOS15", "float16", None, 0.06),
    Recipe("float32", "single precision, the validation twin", "iOS15", "float32", None, 1e-4),
    Recipe("weight_int8", "weights in 8 bits, a scale for each channel", "iOS16", "float16", "int8", 0.4),
    Recipe("palettized_6bit", "weights as indices of 64 values", "iOS16", "float16", "palette_6bit", 0.7),
    Recipe("w8a8", "weights and results in 8 bits", "iOS17", "float16", "int8", 0.4, default=False, activations=True),
    Recipe("weight_int4", "weights in 4 bits, a scale a block", "iOS18", "float16", "int4", 0.8, default=False),
    Recipe("palettized_4bit", "indices of 16 values a group", "iOS18", "float16", "palette_4bit", 0.8, default=False),
    Recipe("pruned_50", "the larger half of the weights", "iOS16", "float16", "sparse", 0.7, default=False),
    Recipe(
        "pruned_50_palettized_6bit", "indices of that half", "iOS18", "float16", "sparse_palette", 0.7, default=False
    ),
)

COMPRESSED = frozenset(f"coreml-{row.name}" for row in RECIPES if row.compression)
"""Variants whose large kernels are promised to be smaller, every one of them."""


def recipe(name: str) -> Recipe:
    """The row called ``name``.

    Raises:
        MobileKitError: no such variant.
    """
    return row_named(name, RECIPES, "Core ML")
