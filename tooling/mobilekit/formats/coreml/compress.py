"""Smaller weights for a program in memory: one function a way of storing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.coreml.palette import palette

SMALLEST = 2048
"""Weights of up to so many elements stay as they are: coremltools' own default, since they are a few kB in all."""


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
    """64 values a weight, by k-means."""
    from coremltools.optimize.coreml import OpPalettizerConfig, OptimizationConfig
    from coremltools.optimize.coreml._quantization_passes import palettize_weights

    each = OpPalettizerConfig(mode="custom", lut_function=_lookup, weight_threshold=SMALLEST)
    palettize_weights(OptimizationConfig(global_config=each)).apply(program)


def _lookup(weight: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[np.uint8]]:
    """As ``OpPalettizerConfig.lut_function`` wants it: the table in the weight's type, flat indices into it."""
    table, index = palette(weight, 1 << 6)
    return table.astype(weight.dtype), index.astype(np.uint8)


COMPRESSORS: dict[str, Callable[[Any], None]] = {"linear_int8": _linear_int8, "palette_6bit": _palette_6bit}
