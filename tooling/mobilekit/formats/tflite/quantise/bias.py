"""Biases that take back the mean shift which rounding brings to each layer's output.

Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias Correction", section 4.2, with means
measured on pictures: ``b' = b + W E[x] - W' E[x']``, where x' is what the layer gets in the quantised net. The layers
are linear, so the mean of the output needs the mean of the input alone, one value for each place of the kernel.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.tflite import flat
from mobilekit.formats.tflite.net import Node
from mobilekit.formats.tflite.rules import RULES

Mean = npt.NDArray[np.float64]


def mean_output(node: Node, kernel: npt.NDArray[Any], mean: Mean) -> Mean:
    """(channels out,) what a weighted op gives on average, bias and activation left out.

    Args:
        node: CONV_2D, DEPTHWISE_CONV_2D or FULLY_CONNECTED.
        kernel: as the op stores it, real numbers.
        mean: (1, ...) of its input.
    """
    weights = kernel.astype(np.float64)
    if node.kind == "FULLY_CONNECTED":
        return np.asarray(weights @ mean.reshape(-1, weights.shape[1]).mean(0))
    places = patch_mean(node, mean, (kernel.shape[1], kernel.shape[2]))
    if node.kind == "DEPTHWISE_CONV_2D":
        many = np.repeat(places, weights.shape[3] // places.shape[2], axis=2)
        return np.asarray((weights[0] * many).sum((0, 1)))
    shared = weights.shape[3]
    if shared == places.shape[2]:
        return np.tensordot(weights, places, 3)
    parts = np.split(weights, places.shape[2] // shared)  # grouped: each part sees its own channels
    return np.concatenate(
        [np.tensordot(part, places[..., k * shared : (k + 1) * shared], 3) for k, part in enumerate(parts)]
    )


def patch_mean(node: Node, mean: Mean, size: tuple[int, int]) -> Mean:
    """(kernel height, width, channels in): the mean of what each place of the kernel is laid on, padding as zeros."""
    options = node.options
    rows = _places(mean.shape[1], node.out.shape[1], size[0], (options.strideH, options.dilationHFactor), node)
    columns = _places(mean.shape[2], node.out.shape[2], size[1], (options.strideW, options.dilationWFactor), node)
    # (places, positions) of ones and zeros: how often a place of the kernel lies on each position of the input.
    total = np.einsum("ky,yxc,lx->klc", rows, mean[0], columns)
    return np.asarray(total / (node.out.shape[1] * node.out.shape[2]))


def _places(length: int, results: int, size: int, steps: tuple[int, int], node: Node) -> npt.NDArray[np.float64]:
    stride, dilation = steps
    same = node.options.padding == flat.schema().Padding.SAME
    around = max(0, (results - 1) * stride + (size - 1) * dilation + 1 - length) if same else 0
    found = np.zeros((size, length))
    for place in range(size):
        at = np.arange(results) * stride + place * dilation - around // 2
        np.add.at(found[place], at[(at >= 0) & (at < length)], 1.0)
    return found


def axis_of(node: Node) -> int:
    """Of a kernel's output channels."""
    return int(RULES[node.kind].kernel or 0)
