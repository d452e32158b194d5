"""Constants computed once, and each batch norm made part of the convolution before it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mobilekit.lowering.net import Array, Net, Node, apply, owner

PRODUCTS = ("Conv2D", "DepthwiseConv2dNative", "MatMul")
"""Linear ops that hold a kernel: (kh, kw, cin / groups, cout), (kh, kw, channels, multiplier), (in, out)."""

_BATCH_NORM = ("FusedBatchNormV3", "FusedBatchNormV2", "FusedBatchNorm")


@dataclass(frozen=True)
class Linear:
    """A convolution, depthwise convolution or matrix product, batch norm and bias folded in.

    Attributes:
        name: of its node.
        op: ``Conv2D`` | ``DepthwiseConv2dNative`` | ``MatMul``.
        kernel: float32, (kh, kw, cin / groups, cout), (kh, kw, channels, multiplier) or (in, out).
        bias: float32, (cout,) or (channels * multiplier,).
    """

    name: str
    op: str
    kernel: Array
    bias: Array

    def by_output(self) -> Array:
        """The kernel as a matrix (outputs, what makes one of them): a view or copy."""
        return by_output(self.op, self.kernel)


def by_output(op: str, kernel: Array) -> Array:
    """A kernel as a matrix: one row an output channel."""
    if op == "DepthwiseConv2dNative":
        return kernel.reshape(-1, kernel.shape[2] * kernel.shape[3]).T
    return kernel.reshape(-1, kernel.shape[-1]).T


def from_output(op: str, rows: Array, shape: tuple[int, ...]) -> Array:
    """The inverse of ``by_output``, for a kernel of that shape."""
    return np.ascontiguousarray(rows.T).reshape(shape)


def fold(net: Net) -> Net:
    """The same function with every product followed by exactly one BiasAdd, whatever scaled and shifted it before.

    After Jacob et al. 2018, "Quantization and Training of Neural Networks", section 3.2: w' = w g / sqrt(v + e),
    b' = beta - m g / sqrt(v + e), here for any product by a constant per channel, written as one op or as several.
    In double precision, rounded once.
    """
    return _with_products_folded(_with_constants_computed(net))


def linears(net: Net) -> tuple[Linear, ...]:
    """The products of a folded net whose kernel is constant, in the order of computation."""
    after = net.consumers()
    found = []
    for node in net.nodes:
        if is_product(node, net.constants):
            bias = after[node.name][0]
            found.append(Linear(node.name, node.op, net.constants[node.inputs[1]], net.constants[bias.inputs[1]]))
    return tuple(found)


def is_product(node: Node, constants: Mapping[str, Array]) -> bool:
    """Whether a node is a product with a constant kernel whose output channels come last."""
    turned = any(node.attributes.get(name) for name in ("transpose_a", "transpose_b"))
    first = node.attributes.get("data_format") == b"NCHW"
    return node.op in PRODUCTS and node.inputs[1] in constants and not turned and not first


def with_linears(net: Net, changed: dict[str, Linear]) -> Net:
    """A folded net with the kernels and biases of ``changed`` (by name) in the places of its own."""
    constants, after = dict(net.constants), net.consumers()
    for node in net.nodes:
        if node.name in changed:
            constants[node.inputs[1]] = changed[node.name].kernel
            constants[after[node.name][0].inputs[1]] = changed[node.name].bias
    return dataclasses.replace(net, constants=constants)


def _with_constants_computed(net: Net) -> Net:
    import tensorflow as tf

    constants, nodes = dict(net.constants), []
    with tf.device("/CPU:0"):
        for node in net.nodes:
            if node.inputs and all(name in constants for name in node.inputs):
                made = apply(node, [tf.constant(constants[name]) for name in node.inputs])
                constants |= {f"{node.name}:{i}" if i else node.name: value.numpy() for i, value in enumerate(made)}
            else:
                nodes.append(node)
    return dataclasses.replace(net, nodes=tuple(nodes), constants=constants)


def _with_products_folded(net: Net) -> Net:
    """Walk from each product along ops that scale or shift its channels, and put what they did into it."""
    constants, after = dict(net.constants), net.consumers()
    gone: dict[str, str] = {}
    biases: dict[str, Node] = {}
    for node in net.nodes:
        if not is_product(node, constants):
            continue
        kernel = constants[node.inputs[1]]
        rows = by_output(node.op, kernel).astype(np.float64)
        bias, last = np.zeros(len(rows)), node.name
        while (step := _affine(after.get(last, []), last, constants, len(rows), net.output)) is not None:
            follower, scale, shift = step
            rows, bias, last = rows * scale[:, None], bias * scale + shift, follower.name
            gone[follower.name] = f"{node.name}/bias"
        own = f"{node.name}/kernel"
        constants[own] = from_output(node.op, rows.astype(np.float32), kernel.shape)
        constants[f"{node.name}/bias_value"] = bias.astype(np.float32)
        biases[node.name] = Node(f"{node.name}/bias", "BiasAdd", (node.name, f"{node.name}/bias_value"), {})
        gone.setdefault(node.name, f"{node.name}/bias")
    return _rewired(net, constants, gone, biases)


def _rewired(net: Net, constants: dict[str, Array], gone: dict[str, str], biases: dict[str, Node]) -> Net:
    nodes = []
    for node in net.nodes:
        inputs = tuple(gone.get(name, name) for name in node.inputs)
        if node.name in biases:
            nodes += [dataclasses.replace(node, inputs=(inputs[0], f"{node.name}/kernel")), biases[node.name]]
        elif node.name not in gone:
            nodes.append(dataclasses.replace(node, inputs=inputs))
    used = {name for node in nodes for name in node.inputs}
    kept = {name: value for name, value in constants.items() if name in used}
    return dataclasses.replace(net, nodes=tuple(nodes), constants=kept, output=gone.get(net.output, net.output))


def _affine(
    followers: list[Node], before: str, constants: dict[str, Array], channels: int, output: str
) -> tuple[Node, Array, Array] | None:
    """(node, scale, shift) of the only op that takes ``before``, where it is x * scale + shift for each channel."""
    if len(followers) != 1 or owner(output) == before:
        return None
    node = followers[0]
    if node.op in _BATCH_NORM and node.inputs[0] == before and not node.attributes.get("is_training", False):
        return _batch_norm(node, constants)
    if len(node.inputs) != 2 or node.op not in _STEPS:
        return None
    first = node.inputs[0] == before
    value = constants.get(node.inputs[1 if first else 0])
    wide = None if value is None else _per_channel(value, channels)
    return None if wide is None or not (first or node.op in _COMMUTES) else (node, *_STEPS[node.op](wide))


def _batch_norm(node: Node, constants: dict[str, Array]) -> tuple[Node, Array, Array] | None:
    if not all(name in constants for name in node.inputs[1:5]):
        return None
    gamma, beta, mean, variance = (constants[name].astype(np.float64) for name in node.inputs[1:5])
    scale = gamma / np.sqrt(variance + node.attributes["epsilon"])
    return node, scale, beta - mean * scale


def _per_channel(value: Array, channels: int) -> Array | None:
    """``value`` as one number a channel; None where it differs from place to place, or is no float.

    Of more than two dimensions only where all but the last are there for a convolution's (1, H, W, channels).
    """
    if value.dtype != np.float32 or value.size not in (1, channels) or (value.ndim and value.shape[-1] != value.size):
        return None
    return np.broadcast_to(value.reshape(-1).astype(np.float64), (channels,))


_STEPS: dict[str, Any] = {
    "Mul": lambda value: (value, np.zeros_like(value)),
    "RealDiv": lambda value: (1 / value, np.zeros_like(value)),
    "Add": lambda value: (np.ones_like(value), value),
    "AddV2": lambda value: (np.ones_like(value), value),
    "BiasAdd": lambda value: (np.ones_like(value), value),
    "Sub": lambda value: (np.ones_like(value), -value),
}
_COMMUTES = ("Mul", "Add", "AddV2")
