"""Biases corrected in the source net, found again by the kernels of a TFLite net."""

from __future__ import annotations

import numpy as np

from mobilekit.formats.tflite.compress import LEAST
from mobilekit.formats.tflite.net import Array, Net, Node
from mobilekit.formats.tflite.quantise.scales import along_axis, channel_steps, rounded
from mobilekit.formats.tflite.rules import WEIGHTED
from mobilekit.lowering import Linear, Lowered, by_output, find, from_output


def as_stored(layer: Linear) -> Array:
    """The layer's kernel as a dynamic-range file holds it, unpacked: the small ones as they are."""
    if layer.kernel.size < LEAST:
        return layer.kernel
    rows = by_output(layer.op, layer.kernel)
    steps = channel_steps(rows, 0)
    return from_output(layer.op, rounded(rows, steps, 0) * along_axis(steps, 0, 2), layer.kernel.shape)


def corrected(net: Net, lowered: Lowered | None) -> dict[Node, Array]:
    """Op -> bias that makes up for its rounded kernel, and those before it; none where there is no telling.

    Ops whose kernel a rewrite scaled keep their bias: it is in units of the output, which is what it was.
    """
    if lowered is None:
        return {}
    layers, found = lowered.corrected(as_stored), {}
    for node in net.nodes:
        data = node.data(1) if node.kind in WEIGHTED else None
        if data is None or node.inputs[1] is None:
            continue
        source = data if node.inputs[1].factor is None else data / np.float32(node.inputs[1].factor)
        rows = (
            source.reshape(-1, source.shape[3]).T
            if node.kind == "DEPTHWISE_CONV_2D"
            else source.reshape(len(source), -1)
        )
        layer = find(lowered.linears(), rows)
        if layer is not None:
            found[node] = layers[layer.name].bias + (_bias(node) - layer.bias)
    return found


def _bias(node: Node) -> Array:
    data = node.data(2)
    return np.zeros(node.out.shape[-1], np.float32) if data is None else data
