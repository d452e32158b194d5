"""Activations that some accelerators refuse, written as ops that all of them take; exact up to float32's rounding."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mobilekit.formats.tflite.net import Net, Node, Value, constant, make


def expand(net: Net, *kinds: str) -> Net:
    """A net in which ops of these kinds are spelt out; the others are as they were.

    Args:
        net: is left alone.
        kinds: ``HARD_SWISH`` | ``RELU_0_TO_1``.
    """
    net = net.copy()
    spelt = [SPELLINGS[node.kind](node) if node.kind in kinds else [node] for node in net.nodes]
    net.nodes = [node for nodes in spelt for node in nodes]
    return net


def _hard_swish(node: Node) -> list[Node]:
    """``x relu6(x + 3) / 6`` (Howard et al. 2019, "Searching for MobileNetV3", section 5.2).

    XNNPACK takes no 8-bit HARD_SWISH; each one would end a partition.
    """
    x, gate, product = node.inputs[0], _like(node.out, "gate"), _like(node.out, "product")
    above = make("ADD", [x, _number(3.0)], gate)
    above.fuse("RELU6")
    return [above, make("MUL", [x, gate], product), make("MUL", [product, _number(1 / 6)], node.out)]


def _zero_to_one(node: Node) -> list[Node]:
    """``relu6(6 x) / 6``: the GPU refuses RELU_0_TO_1 (https://github.com/google-ai-edge/LiteRT/issues/8598)."""
    wide = _like(node.out, "wide")
    six = make("MUL", [node.inputs[0], _number(6.0)], wide)
    six.fuse("RELU6")
    return [six, make("MUL", [wide, _number(1 / 6)], node.out)]


def _like(value: Value, word: str) -> Value:
    return Value(f"{value.name}/{word}", value.shape, value.dtype)


def _number(number: float) -> Value:
    return constant(f"{number:.6g}", np.asarray(number, np.float32))


SPELLINGS: dict[str, Callable[[Node], list[Node]]] = {"HARD_SWISH": _hard_swish, "RELU_0_TO_1": _zero_to_one}
