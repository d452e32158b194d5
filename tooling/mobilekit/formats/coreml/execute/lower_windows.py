"""Convolution and pooling in TensorFlow, channels last."""

from __future__ import annotations

from typing import Any

import numpy as np

from mobilekit.formats.coreml.execute.held import Builder, Held
from mobilekit.formats.coreml.execute.windows import shares, sides

Given = dict[str, Any]
Shape = tuple[int, ...]

NHWC = (0, 2, 3, 1)


def conv(to: Builder, given: Given, shape: Shape) -> Held:
    """A plain, depthwise or grouped convolution, whichever kernel serves."""
    x, weight, groups = to.ordered(given["x"], NHWC), given["weight"], given["groups"]
    out, inner, *kernel = weight.shape
    height, width, channels = x.shape.as_list()[1:]
    if channels != inner * groups or out % groups:
        raise ValueError(f"conv of {channels} channels with {weight.shape} in {groups} groups")
    around = sides(given, (height, width), (kernel[0], kernel[1]))
    if groups == 1:
        made = _plain(to, x, weight, given, around)
    elif inner == 1 and given["strides"][0] == given["strides"][1] and given["dilations"] == (1, 1):
        made = _depthwise(to, x, weight, given, around)
    else:
        parts = zip(to.tf.split(x, groups, 3), np.split(weight, groups), strict=True)
        made = to.tf.concat([_plain(to, part, kernels, given, around) for part, kernels in parts], 3)
    if given["bias"] is not None:
        made = to.tf.nn.bias_add(made, to.tf.constant(given["bias"]))
    return Held(made, NHWC)


def _padding(given: Given, around: Any) -> Any:  # noqa: ANN401
    """What TensorFlow's kernels take; their ``SAME`` is the program's, and faster than the same edges by number."""
    if given["pad_type"] == "same":
        return "SAME"
    return [(0, 0), *around, (0, 0)] if any(map(any, around)) else "VALID"


def _plain(to: Builder, x: Any, weight: Any, given: Given, around: Any) -> Any:  # noqa: ANN401
    kernel = to.tf.constant(np.ascontiguousarray(weight.transpose(2, 3, 1, 0)))
    return to.tf.nn.conv2d(x, kernel, given["strides"], _padding(given, around), dilations=given["dilations"])


def _depthwise(to: Builder, x: Any, weight: Any, given: Given, around: Any) -> Any:  # noqa: ANN401
    """Weights (channels * many, 1, height, width) -> (height, width, channels, many)."""
    channels = given["groups"]
    kernel = weight.reshape(channels, -1, *weight.shape[2:]).transpose(2, 3, 0, 1)
    steps, padding = [1, *given["strides"], 1], _padding(given, around)
    if isinstance(padding, list):
        x, padding = to.tf.pad(x, padding), "VALID"
    return to.tf.nn.depthwise_conv2d(x, to.tf.constant(np.ascontiguousarray(kernel)), steps, padding)


def max_pool(to: Builder, given: Given, shape: Shape) -> Held:
    """Largest of each window; edges never win."""
    x = _edged(to, given, -np.inf)
    return Held(to.tf.nn.max_pool2d(x, given["kernel_sizes"], given["strides"], "VALID"), NHWC)


def avg_pool(to: Builder, given: Given, shape: Shape) -> Held:
    """Mean of each window; edges count as zeros, or not at all."""
    x, kernel = _edged(to, given, 0.0), given["kernel_sizes"]
    made = to.tf.nn.avg_pool2d(x, kernel, given["strides"], "VALID")
    if given["exclude_padding_from_average"]:
        height, width = (given["x"].tensor.shape.as_list()[given["x"].axis(axis)] for axis in (2, 3))
        made = made * to.broadcast(np.asarray(np.prod(kernel) / shares(given, (height, width)), np.float32), NHWC)
    return Held(made, NHWC)


def _edged(to: Builder, given: Given, fill: float) -> Any:  # noqa: ANN401
    x = to.ordered(given["x"], NHWC)
    around = sides(given, tuple(x.shape.as_list()[1:3]), given["kernel_sizes"])
    if not any(map(any, around)):
        return x
    return to.tf.pad(x, [(0, 0), *around, (0, 0)], constant_values=fill)
