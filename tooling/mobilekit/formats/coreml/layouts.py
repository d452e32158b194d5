"""Kernels from TensorFlow's axes to Core ML's, (out, in / groups, height, width) or (out, in), and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.lowering.fold import Linear

Array = npt.NDArray[Any]


def outputs_first(layer: Linear) -> Array:
    """A layer's kernel as a half-precision program holds it."""
    kernel = layer.kernel.astype(np.float16)
    if layer.op == "MatMul":
        return np.ascontiguousarray(kernel.T)
    if layer.op == "DepthwiseConv2dNative":
        height, width, channels, multiplier = kernel.shape
        return np.ascontiguousarray(kernel.transpose(2, 3, 0, 1)).reshape(channels * multiplier, 1, height, width)
    return np.ascontiguousarray(kernel.transpose(3, 2, 0, 1))


def as_layer(values: Array, layer: Linear) -> Array:
    """The inverse: ``values``, outputs first, in the axes of the layer's own kernel."""
    if layer.op == "MatMul":
        return np.ascontiguousarray(values.T)
    if layer.op == "DepthwiseConv2dNative":
        height, width, channels, multiplier = layer.kernel.shape
        parts = values.reshape(channels, multiplier, height, width)
        return np.ascontiguousarray(parts.transpose(2, 3, 0, 1))
    return np.ascontiguousarray(values.transpose(2, 3, 1, 0))
