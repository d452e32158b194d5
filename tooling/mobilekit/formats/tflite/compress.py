"""Weights in fewer bytes, arithmetic in floating point: half precision, and int8 with dynamic ranges."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from mobilekit.formats.tflite.net import Array, Net, Node, Value, make
from mobilekit.formats.tflite.quantise.scales import channel_steps, rounded
from mobilekit.formats.tflite.rules import RULES, WEIGHTED

LEAST = 1024
"""Values of a kernel from which TensorFlow's dynamic-range files hold it in int8, and so do these."""
HYBRID = {"CONV_2D": (5, "2.4.0"), "DEPTHWISE_CONV_2D": (6, "2.3.0"), "FULLY_CONNECTED": (12, "2.17.0")}
"""Version that takes float32 data and int8 weights with a step a channel, and the oldest TFLite with it (as
TensorFlow's converter marks them)."""
HALF_NOTE = ("reduced_precision_support", b"fp16accfp32")
"""Entry by which TensorFlow's converter tells delegates that they may compute in half precision."""


def half(net: Net) -> Net:
    """Constants of more than one value in float16, unpacked by a DEQUANTIZE each; ``net`` is left alone."""
    net = net.copy()
    unpacked: dict[Value, Value] = {}
    before: list[Node] = []
    for value in list(net.values()):
        if value.data is not None and value.dtype == "float32" and value.data.size > 1:
            stored = dataclasses.replace(value, dtype="float16", data=value.data.astype(np.float16))
            unpacked[value] = dataclasses.replace(value, name=f"{value.name}/float32", data=None)
            node = make("DEQUANTIZE", [stored], unpacked[value])
            node.version = 3
            before.append(node)
    for node in net.nodes:
        node.inputs = [unpacked.get(value, value) if value is not None else None for value in node.inputs]
    net.nodes = before + net.nodes
    net.needs("1.15.0")
    net.notes[HALF_NOTE[0]] = HALF_NOTE[1]
    return net


def dynamic(net: Net, biases: Mapping[Node, Array]) -> Net:
    """Large kernels in int8 with a step a channel; each op finds its input's range as it runs.

    Args:
        net: float32; is left alone.
        biases: corrected ones, by op of ``net``.
    """
    copied = net.copy()
    for source, node in zip(net.nodes, copied.nodes, strict=True):
        kernel = node.inputs[1] if node.kind in WEIGHTED else None
        if source in biases and len(node.inputs) > 2 and node.inputs[2] is not None:
            node.inputs[2] = dataclasses.replace(node.inputs[2], data=biases[source])
        if kernel is not None and kernel.data is not None and kernel.data.size >= LEAST:
            node.inputs[1] = in_int8(kernel, int(RULES[node.kind].kernel or 0))
            version, runtime = HYBRID[node.kind]
            node.version = max(node.version, version)
            copied.needs(runtime)
            if node.kind == "FULLY_CONNECTED":
                node.options.asymmetricQuantizeInputs = True
    return copied


def in_int8(kernel: Value, axis: int) -> Value:
    """A kernel in int8, a step a channel."""
    if kernel.data is None:
        raise TypeError(f"{kernel.name} is no constant")
    steps = channel_steps(kernel.data, axis)
    return dataclasses.replace(
        kernel, dtype="int8", data=rounded(kernel.data, steps, axis), scale=steps,
        zero=np.zeros(steps.shape, np.int64), axis=axis,
    )  # fmt: skip
