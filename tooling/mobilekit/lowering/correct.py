"""Biases that make up for rounded kernels: a channel's mean output stays what it was.

A kernel rounded to few bits is off by a little in each weight; times the mean of what it is applied to, that is a shift
of the whole channel, which the layers after it were not trained for (Nagel et al. 2019, "Data-Free Quantization Through
Weight Equalization and Bias Correction", section 4.2, and appendix D for the measured form used here). Subtracting it
costs nothing on the device: the bias is there anyway.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from mobilekit.lowering.fold import PRODUCTS, Linear, linears
from mobilekit.lowering.net import Array, Net, Node, apply, inputs_of, keep, owner, release, replay
from mobilekit.spec import Batch

Rounding = Callable[[Linear], Array]
"""A layer -> its kernel as some form of storage will hold it, unpacked to float32, in the same layout."""


def mean_outputs(net: Net, images: Iterable[Batch]) -> dict[str, Array]:
    """Mean output of every product over all pictures and places, (channels,) float64 each; one picture in memory.

    Args:
        net: folded.
        images: (1, H, W, 3) float32 each.
    """
    import tensorflow as tf

    sums: dict[str, Array] = {}
    count = 0
    for image in images:
        count += 1

        def add(node: Node, made: Any) -> Any:  # noqa: ANN401  (tf.Tensor)
            if node.op in PRODUCTS:
                sums[node.name] = sums.get(node.name, 0) + _mean(made)
            return made

        replay(net, tf.constant(image), add)
    return {name: total / count for name, total in sums.items()}


def corrected(net: Net, rounding: Rounding, images: list[Batch], means: dict[str, Array]) -> dict[str, Linear]:
    """Each layer with its rounded kernel, and the bias under which its mean output is the original's.

    Layer by layer: each is measured on what the rounded and already corrected layers before it give.

    Args:
        net: folded.
        rounding: what the form of storage does to a kernel; layers whose kernel it leaves alone are corrected too,
            for the shifts that reach them.
        images: (1, H, W, 3) float32 each; one layer's results of all of them are in memory at once.
        means: of ``net`` itself on the same pictures (``mean_outputs``).

    Returns:
        Name -> layer.
    """
    import tensorflow as tf

    layers = {layer.name: layer for layer in linears(net)}
    done: dict[str, Linear] = {}
    left = Counter(owner(name) for node in net.nodes for name in node.inputs)
    left[owner(net.output)] += 1
    streams: list[dict[str, Any]] = [{"image": tf.constant(image)} for image in images]
    constants = dict(net.constants)
    for node in net.nodes:
        if node.name in layers:
            constants[node.inputs[1]] = rounding(layers[node.name])
        changed = dataclasses.replace(net, constants=constants)
        names = Counter(left)
        for values in streams:
            keep(node, apply(node, inputs_of(node, changed, values)), values)
            # At once, so that no more than one picture has a layer's input and its output in memory.
            left = Counter(names)
            release(node, left, values)
        if node.name in layers:
            shift = np.mean([_mean(values[node.name]) for values in streams], axis=0) - means[node.name]
            layer = layers[node.name]
            bias = (layer.bias - shift).astype(np.float32)
            done[node.name] = Linear(node.name, node.op, constants[node.inputs[1]], bias)
            constants[_bias_of(node, net)] = bias
    return done


def _bias_of(node: Node, net: Net) -> str:
    return next(other.inputs[1] for other in net.nodes if other.inputs and other.inputs[0] == node.name)


def _mean(value: Any) -> Array:  # noqa: ANN401  (tf.Tensor)
    """(..., channels) -> (channels,) float64."""
    array = value.numpy()
    return np.asarray(array.mean(axis=tuple(range(array.ndim - 1)), dtype=np.float64))
