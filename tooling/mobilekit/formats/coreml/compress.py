"""Smaller weights for a program in memory: one function a way of storing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.coreml.balance import balanced
from mobilekit.formats.coreml.palette import palette

SMALLEST = 2048
"""Weights of up to so many elements stay as they are: coremltools' own default, since they are a few kB in all."""

SMALL_SHARE = 0.04
"""Of a network's elements above that, which palettes leave alone, for 2 to 5 % more bytes. On 500 photographs 64 values
for every weight gave V1 1.0 a top-1 agreement of .828 and V2 1.0 .872; with each channel's errors balanced and all
depthwise kernels kept .914 and .916; with this share kept .928 and .934 (tests/bench/agreement.py)."""


def compress(program: Any, way: str, target: Any) -> None:  # noqa: ANN401
    """Replace the large constants of a half-precision program by their compressed form, in place.

    Args:
        program: coremltools' ``Program``.
        way: a key of ``COMPRESSORS``.
        target: the ``coremltools.target`` that knows the ops which unpack them.
    """
    for function in program.functions.values():
        function.opset_version = target
    COMPRESSORS[way](program)


def _linear_int8(program: Any) -> None:  # noqa: ANN401
    """Symmetric int8, a scale for each output channel."""
    from coremltools.optimize.coreml import OpLinearQuantizerConfig, OptimizationConfig
    from coremltools.optimize.coreml._quantization_passes import linear_quantize_weights

    class Guarded(linear_quantize_weights):  # type: ignore[misc]
        """A channel of zeros has scale 0, and 0 / 0 cast to int8 is a byte that C leaves undefined."""

        @classmethod
        def blockwise_compress_by_dtype(cls, original_data: Any, *rest: Any) -> Any:  # noqa: ANN401
            with np.errstate(divide="ignore", invalid="ignore"):
                made = super().blockwise_compress_by_dtype(original_data, *rest)
            return made and made._replace(data=np.where(original_data == 0, made.data.dtype.type(0), made.data))

    each = OpLinearQuantizerConfig(mode="linear_symmetric", weight_threshold=SMALLEST)
    Guarded(OptimizationConfig(global_config=each)).apply(program)


def _palette_6bit(program: Any) -> None:  # noqa: ANN401
    """64 values a weight, by k-means, the errors of each output channel balanced; the smallest weights stay."""
    from coremltools.optimize.coreml import OpPalettizerConfig, OptimizationConfig
    from coremltools.optimize.coreml._quantization_passes import palettize_weights

    constants = [op.val.val for function in program.functions.values() for op in function.find_ops(op_type="const")]
    sizes = [value.size for value in constants if getattr(value, "dtype", None) == np.float16]
    each = OpPalettizerConfig(mode="custom", lut_function=_lookup, weight_threshold=largest_kept(sizes))
    palettize_weights(OptimizationConfig(global_config=each)).apply(program)


def largest_kept(sizes: Iterable[int]) -> int:
    """Elements up to which a weight keeps its half precision instead of a palette.

    The smallest weights of a MobileNet, depthwise kernels and the first bottlenecks, are its most sensitive, and all of
    them together weigh little: those that make up ``SMALL_SHARE`` of the elements stay.

    Args:
        sizes: elements of each constant.
    """
    large = sorted(size for size in sizes if size > SMALLEST)
    total, before, kept = sum(large), 0, SMALLEST
    for size, group in groupby(large):
        before += sum(group)
        if before > SMALL_SHARE * total:
            break
        kept = size
    return kept


def _lookup(weight: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[np.uint8]]:
    """As ``OpPalettizerConfig.lut_function`` wants it: the table in the weight's type, flat indices into it."""
    values, nearest = palette(weight, 1 << 6)
    table = values.astype(weight.dtype)
    return table, balanced(weight, table, nearest).astype(np.uint8)


COMPRESSORS: dict[str, Callable[[Any], None]] = {"linear_int8": _linear_int8, "palette_6bit": _palette_6bit}
