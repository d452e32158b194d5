"""Channels of one result made to reach equally far, so that one step serves them all.

Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias Correction", section 4.1: a positive
factor on a channel passes a ReLU, so a kernel multiplied by it and the next one divided by it compute the same. The
factors here come from how far each channel reaches on the calibration pictures. Behind a ReLU6 the same is done up to
what was seen of the channel: beyond, integers are cut off, as they are at the end of any calibrated range.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from mobilekit.formats.tflite.execute import Executor
from mobilekit.formats.tflite.net import Net, Node, Value
from mobilekit.formats.tflite.quantise.scales import along_axis
from mobilekit.formats.tflite.rules import RULES, WEIGHTED
from mobilekit.spec import Batch

Array = npt.NDArray[np.float32]
Reaches = dict[Value, tuple[Array, Array]]
"""Result -> (least, largest) of each channel."""

PASSED = ("ADD", "SUB", "MEAN", "PAD", "AVERAGE_POOL_2D", "MAX_POOL_2D")
"""Ops through which a factor on a channel goes, beside a product with a result of no such factor."""
MOST = 16.0
"""Largest factor: a channel that hardly ever answers is not blown up to what it never reached."""
SIX = 6.0


def reaches(net: Net, batches: Iterable[Batch]) -> Reaches:
    """The extremes of each channel, the last axis, of every float32 result."""
    watched = [v for v in net.values() if v.data is None and v.dtype == "float32" and v.shape]
    executor, found = Executor(net, watched), dict[Value, tuple[Array, Array]]()
    for batch in batches:
        for value, data in zip(watched, executor.run(batch), strict=True):
            rows = data.reshape(-1, data.shape[-1])
            low, high = rows.min(0), rows.max(0)
            if value in found:
                low, high = np.minimum(low, found[value][0]), np.maximum(high, found[value][1])
            found[value] = low, high
    return found


def equalise(net: Net, extremes: Reaches, share: float) -> Net:
    """A net whose channels reach more alike; ``net`` is left alone.

    Args:
        net: float32.
        extremes: of its results.
        share: how much of the way, 0..1, where a kernel that mixes channels pays for it; one that does not (depthwise)
            goes all the way.
    """
    copied = net.copy()
    twins = dict(zip(net.values(), copied.values(), strict=True))
    known = {twins[value]: pair for value, pair in extremes.items()}
    for group in _groups(copied):
        _scale(copied, group, known, share)
    return copied


@dataclasses.dataclass
class _Group:
    """Results that must have the same factors: ``makers`` multiply by them, ``takers`` divide."""

    values: set[Value]
    makers: list[Node]
    takers: list[Node]


def _groups(net: Net) -> list[_Group]:
    producers, consumers = net.producers(), net.consumers()
    found, seen = [], set[Value]()
    for node in net.nodes:
        if node.kind in WEIGHTED and node.out not in seen:
            group = _spread(node.out, producers, consumers, net)
            seen |= group.values if group else {node.out}
            if group and group.takers:
                found.append(group)
    return found


def _spread(start: Value, producers: dict[Value, Node], consumers: dict[Value, list[Node]], net: Net) -> _Group | None:
    """Everything linked to a result by ops that keep channels; None where one of them is no such op."""
    group, open_ = _Group(set(), [], []), [start]
    while open_:
        value = open_.pop()
        if value in group.values:
            continue
        group.values.add(value)
        maker = producers.get(value)
        if maker is None or value in net.outputs:
            return None
        if maker.kind in WEIGHTED:
            if maker.activation not in ("NONE", "RELU", "RELU6") or maker.data(1) is None:
                return None
            group.makers.append(maker)
        else:
            linked = _linked(maker, value, producers)
            if linked is None:
                return None
            open_ += linked
        for taker in consumers.get(value, []):
            if taker.kind in WEIGHTED:
                if taker.inputs[0] is not value or not _divisible(taker, value):
                    return None
                group.takers.append(taker)
            else:
                linked = _linked(taker, value, producers)
                if linked is None:
                    return None
                open_ += [*linked, taker.out]
    return group


def _linked(node: Node, value: Value, producers: dict[Value, Node]) -> list[Value] | None:
    """Inputs and output of an op that must share a factor with ``value``."""
    if node.activation not in ("NONE", "RELU"):
        return None
    live = [v for v in node.inputs if v is not None and v.data is None]
    if node.kind == "MUL" and len(live) == 2 and live[0] is not live[1]:
        gates = [v for v in live if _gate(v, producers)]
        if len(gates) != 1 or value is gates[0]:
            return None
        return [v for v in live if v is not gates[0]] + [node.out]
    if node.kind not in PASSED or (node.kind in ("ADD", "SUB") and len(live) != 2):
        return None
    if any(v.shape[-1] != value.shape[-1] for v in (*live, node.out)):
        return None
    return [*live, node.out]


def _gate(value: Value, producers: dict[Value, Node]) -> bool:
    """One factor a picture and channel, made by a squeeze-and-excite."""
    maker = producers.get(value)
    flat = len(value.shape) == 4 and value.shape[1:3] == (1, 1)
    return flat and maker is not None and maker.activation == "RELU6"


def _divisible(node: Node, value: Value) -> bool:
    kernel = node.data(1)
    if kernel is None:
        return False
    if node.kind == "DEPTHWISE_CONV_2D":
        return kernel.shape[3] == value.shape[-1]
    return kernel.shape[-1] == value.shape[-1]


def _scale(net: Net, group: _Group, extremes: Reaches, share: float) -> None:
    six = [maker for maker in group.makers if maker.activation == "RELU6"]
    if six and len(group.values) > 1:
        return
    pairs = [extremes[value] for value in group.values]
    reach = np.max([np.maximum(-low, high) for low, high in pairs if len(low) == len(pairs[0][0])], axis=0)
    top = SIX if six else float(reach.max())
    if top <= 0:
        return
    mixed = any(taker.kind != "DEPTHWISE_CONV_2D" for taker in group.takers)
    factors = np.clip(top / np.maximum(reach, top / MOST), 1.0, MOST) ** (share if mixed else 1.0)
    for maker in group.makers:
        _multiply(maker, factors.astype(np.float32))
    for taker in group.takers:
        _divide(taker, factors.astype(np.float32))


def _multiply(node: Node, factors: Array) -> None:
    axis, kernel = RULES[node.kind].kernel, node.inputs[1]
    if axis is None or kernel is None or kernel.data is None:
        raise TypeError(f"{node.kind} lacks its kernel")
    node.inputs[1] = _times(kernel, along_axis(factors, axis, kernel.data.ndim))
    bias = node.inputs[2] if len(node.inputs) > 2 else None
    if bias is not None and bias.data is not None:
        node.inputs[2] = dataclasses.replace(bias, data=bias.data * factors)


def _divide(node: Node, factors: Array) -> None:
    kernel = node.inputs[1]
    if kernel is None or kernel.data is None:
        raise TypeError(f"{node.kind} lacks its kernel")
    node.inputs[1] = _times(kernel, along_axis(1 / factors, kernel.data.ndim - 1, kernel.data.ndim))


def _times(kernel: Value, factors: Array) -> Value:
    before = 1.0 if kernel.factor is None else kernel.factor
    return dataclasses.replace(kernel, data=np.asarray(kernel.data * factors, np.float32), factor=before * factors)
