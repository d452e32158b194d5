"""Hard-swish with channels of one range: 8 bits serve the small channels of a result as well as its largest.

A result has one step for all its channels. In front of a ReLU, channels may be scaled and the next kernel divided
instead (Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias Correction", section 4.1). In
front of ``x * relu6(x + 3)`` they may not, for the sum has to see x itself. It does where the sum becomes a depthwise
convolution of one by one, ``relu6(x' / s + 3)`` with a weight a channel; then ``x' * gate`` is s times the product, and
the kernels behind it are divided by s. The s are powers of two: in floating point not one bit of the answer changes.

Only the first hard-swish of a net and the last before the pooling are written so. On MobileNetV3-Small those two win
most of what all nineteen do (disagreements with the float net .026 -> .019; all: .017), for a fiftieth of the time.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np

from mobilekit.formats.tflite import flat
from mobilekit.formats.tflite.execute import Executor
from mobilekit.formats.tflite.net import Array, Net, Node, Value, constant, make
from mobilekit.formats.tflite.quantise.scales import along_axis
from mobilekit.formats.tflite.rules import RULES
from mobilekit.spec import Batch

MOST = 4
"""Largest exponent: beyond 16 a channel is noise, and its kernel would need steps that XNNPACK does not take."""
TAKES = {"CONV_2D": 3, "DEPTHWISE_CONV_2D": 3, "FULLY_CONNECTED": 1}
"""Op -> axis of its kernel along which its input's channels run."""


@dataclasses.dataclass(frozen=True)
class Swish:
    """One hard-swish of a net.

    Attributes:
        made: the op that computes its input.
        gate: ``relu6(x + 3)``.
        product: ``x * gate``.
        takers: the ops whose kernels meet the product's channels, all of them.
    """

    made: Node
    gate: Node
    product: Node
    takers: tuple[Node, ...]


def equalised(net: Net, batches: Iterable[Batch]) -> Net | None:
    """The net with its first and its last hard-swish equalised; None where it has none, or nothing to gain.

    Args:
        net: float32, as ``quantise.build.prepared`` makes it; is left alone.
        batches: (1, H, W, 3) inputs, from which the channels have their ranges.
    """
    done = net.copy()
    found = [swish for swish in swishes(done) if int(np.prod(swish.product.out.shape[1:3])) > 1]
    chosen = [*found[:1], *found[1:][-1:]]
    if not chosen:
        return None
    reaches = _reaches(done, [value for swish in chosen for value in (swish.made.out, swish.product.out)], batches)
    exponents = [_exponents(reaches[swish.made.out], reaches[swish.product.out]) for swish in chosen]
    for swish, powers in zip(chosen, exponents, strict=True):
        _scale(done, swish, powers)
    return done if any(powers.any() for powers in exponents) else None


def swishes(net: Net) -> list[Swish]:
    """Those that can be equalised: made by a kernel of their own, and met by nothing but kernels."""
    takers, makers = net.consumers(), net.producers()
    found = []
    for product in net.nodes:
        if product.kind != "MUL" or product.activation != "NONE":
            continue
        for x, opened in (product.inputs, product.inputs[::-1]):
            gate, made = (makers.get(value) if value is not None else None for value in (opened, x))
            if gate is None or made is None or x is None or not _is_gate(gate, x):
                continue
            alone = len(takers[x]) == 2 and len(takers[gate.out]) == 1
            kernels = _kernels_behind(product.out, net, takers)
            own = made.kind in ("CONV_2D", "DEPTHWISE_CONV_2D") and made.activation == "NONE"
            if alone and own and _unshared(made, takers) and kernels:
                found.append(Swish(made, gate, product, kernels))
    return found


def _is_gate(node: Node, x: Value) -> bool:
    number = node.data(1)
    sums = node.kind == "ADD" and node.activation == "RELU6" and node.inputs[0] is x
    return sums and number is not None and number.size == 1


def _kernels_behind(product: Value, net: Net, takers: dict[Value, list[Node]]) -> tuple[Node, ...]:
    """The ops that absorb the product's factors; empty where something else meets them."""
    found, left, channels = [], [product], product.shape[-1]
    while left:
        value = left.pop()
        if value in net.outputs:
            return ()
        for node in takers.get(value, []):
            if node.kind in TAKES and node.inputs[0] is value:
                kernel = node.data(1)
                if kernel is None or kernel.shape[TAKES[node.kind]] != channels or not _unshared(node, takers):
                    return ()
                found.append(node)
            elif _keeps_channels(node, value):
                left.append(node.out)
            else:
                return ()
    return tuple(found)


def _keeps_channels(node: Node, value: Value) -> bool:
    """A mean over places, or a gate of one number a channel: both are linear in each channel."""
    if node.kind == "MEAN":
        return node.out.shape[-1] == value.shape[-1]
    others = [other for other in node.inputs if other is not value]
    gated = len(others) == 1 and others[0] is not None and others[0].data is None and others[0].shape != value.shape
    return node.kind == "MUL" and node.activation == "NONE" and gated and node.out.shape == value.shape


def _unshared(node: Node, takers: dict[Value, list[Node]]) -> bool:
    """Whether its kernel is nobody else's: the file's record knows kernels by name."""
    kernel = node.inputs[1]
    return kernel is not None and len(takers[kernel]) == 1


def _reaches(net: Net, values: list[Value], batches: Iterable[Batch]) -> dict[Value, Array]:
    """Value -> (channels,) largest magnitude, what lies below a result's floor left out."""
    executor = Executor(net, values)
    most = [np.full(value.shape[-1], 1e-30) for value in values]
    for batch in batches:
        for value, kept, result in zip(values, most, executor.run(batch), strict=True):
            least = -np.inf if value.floor is None else value.floor
            rows = np.maximum(result.reshape(-1, result.shape[-1]), least)
            np.maximum(kept, np.abs(rows).max(0), out=kept)
    return dict(zip(values, most, strict=True))


def _exponents(*reaches: Array) -> Array:
    """(channels,) int: by which power of two each channel may grow before it reaches as far as the largest."""
    share = np.max([reach / reach.max() for reach in reaches], axis=0)
    return np.asarray(np.clip(np.rint(-np.log2(share)), 0, MOST), np.int64)


def _scale(net: Net, swish: Swish, powers: Array) -> None:
    made, x = swish.made, swish.made.out
    made.inputs[1] = _scaled(made.inputs[1], int(RULES[made.kind].kernel or 0), powers)
    bias = made.data(2)
    if bias is not None and made.inputs[2] is not None:
        made.inputs[2] = dataclasses.replace(made.inputs[2], data=np.ldexp(bias, powers).astype(np.float32))
    for taker in swish.takers:
        taker.inputs[1] = _scaled(taker.inputs[1], TAKES[taker.kind], -powers)
    if x.floor is not None:
        x.floor *= 2.0 ** int(powers.max())
    net.nodes[net.nodes.index(swish.gate)] = _gate(x, swish.gate, powers)


def _gate(x: Value, gate: Node, powers: Array) -> Node:
    number = gate.data(1)
    if number is None:
        raise TypeError("a gate without its constant")
    weights = constant(f"{x.name}/gate", np.ldexp(np.ones((1, 1, 1, len(powers)), np.float32), -powers))
    weights.added = True
    bias = constant(f"{x.name}/gate/bias", np.full(len(powers), number.reshape(-1)[0], np.float32))
    node = make(
        "DEPTHWISE_CONV_2D", [x, weights, bias], gate.out, padding=flat.schema().Padding.VALID,
        strideW=1, strideH=1, depthMultiplier=1, dilationWFactor=1, dilationHFactor=1,
    )  # fmt: skip
    node.fuse("RELU6")
    return node


def _scaled(kernel: Value | None, axis: int, powers: Array) -> Value:
    if kernel is None or kernel.data is None:
        raise TypeError("an op without its kernel")
    data = np.ldexp(kernel.data, along_axis(powers, axis, kernel.data.ndim)).astype(np.float32)
    return dataclasses.replace(kernel, data=data, exponents=(*kernel.exponents, (axis, tuple(powers.tolist()))))
