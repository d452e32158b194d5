"""What each layer of a traced network costs, for a network of any family."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from mobilekit.sources.graph import macs_of

KINDS = {
    "Conv2D": "conv",
    "DepthwiseConv2dNative": "depthwise",
    "Conv2DBackpropInput": "transposed conv",
    "MatMul": "dense",
}
"""Ops that multiply by weights -> what people call them."""


CALL = re.compile(r"_\d+$")
"""What is put behind a name that was used before."""


@dataclass(frozen=True)
class Cost:
    """One product of the graph.

    Attributes:
        name: of the layer it belongs to.
        kind: a value of ``KINDS``, or ``pointwise`` for a 1x1 convolution.
        kernel: its height; 0 for a matrix product.
        inputs: channels in.
        outputs: channels out.
        size: height of the output; 1 for a matrix product.
        weights: numbers in its kernel.
        macs: multiply-accumulates for one picture.
    """

    name: str
    kind: str
    kernel: int
    inputs: int
    outputs: int
    size: int
    weights: int
    macs: int


def costs_of(function: Any) -> tuple[Cost, ...]:  # noqa: ANN401  (tf ConcreteFunction)
    """Every product of the graph, in the order of computation; their MACs add up to ``graph.macs``."""
    products = [op for op in function.graph.get_operations() if op.type in KINDS]
    names = _layer_names([op.name for op in products])
    return tuple(_cost(name, op) for name, op in zip(names, products, strict=True))


def _cost(name: str, op: Any) -> Cost:  # noqa: ANN401  (tf.Operation)
    shape = [int(side) for side in op.inputs[1].shape]
    spatial = len(shape) == 4
    inputs, outputs = shape[-2:]
    if op.type == "DepthwiseConv2dNative":  # kernel (kh, kw, channels, multiplier)
        outputs *= inputs
    if op.type == "Conv2DBackpropInput":  # kernel (kh, kw, out, in)
        inputs, outputs = outputs, inputs
    if op.type == "MatMul" and op.get_attr("transpose_b"):
        inputs, outputs = outputs, inputs
    pointwise = op.type == "Conv2D" and shape[:2] == [1, 1]
    return Cost(
        name=name,
        kind="pointwise" if pointwise else KINDS[op.type],
        kernel=shape[0] if spatial else 0,
        inputs=inputs,
        outputs=outputs,
        size=int(op.outputs[0].shape[1]) if spatial else 1,
        weights=math.prod(shape),
        macs=macs_of(op),
    )


def _layer_names(names: list[str]) -> list[str]:
    """``net_1/conv1_1/convolution`` -> ``conv1``: Keras 3 numbers the calls of a network and of each layer in it."""
    found = [name.split("/")[-2] if "/" in name else name for name in names]
    numbered = all(
        CALL.search(name.split("/")[0]) and CALL.search(layer) for name, layer in zip(names, found, strict=True)
    )
    return [CALL.sub("", layer) for layer in found] if numbered else found
