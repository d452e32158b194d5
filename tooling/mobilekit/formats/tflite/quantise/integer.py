"""A float net and its ranges -> the net in 8-bit integers."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from mobilekit.formats.tflite.net import Net, Node, Value, make
from mobilekit.formats.tflite.quantise import scales
from mobilekit.formats.tflite.rules import RULES, SHARED, Rule

Ranges = dict[Value, tuple[float, float]]
Biases = dict[Node, npt.NDArray[np.float32]]
QUANTIZE, DEQUANTIZE = (1, "1.14.0"), (2, "1.14.0")
"""(version for int8, oldest TFLite with it)."""


@dataclasses.dataclass(frozen=True)
class Ends:
    """What the file takes and gives.

    Attributes:
        kind: ``uint8`` | ``float32``.
        step: of the input; pixel p is the integer p.
        zero: of a uint8 input.
    """

    kind: str
    step: float
    zero: int


def integer(net: Net, ranges: Ranges, ends: Ends, biases: Biases, floats: frozenset[Node] = frozenset()) -> Net:
    """The same net in int8 where the table of rules has a row.

    Args:
        net: float32, batch 1; is left alone.
        ranges: of every float32 result.
        ends: of the file.
        biases: corrected ones of weighted ops, instead of the net's own.
        floats: ops that stay in floating point.
    """
    return _Quantiser(net, ranges, ends, biases, floats).result()


def takes_integers(node: Node) -> bool:
    """Whether the op has a form in int8: a row, known activation, constant weights, float32 data.

    A constant would have to have the step that all inputs share, whatever its values are.
    """
    rule = RULES.get(node.kind)
    if rule is None or node.activation not in rule.activations or any(v.dtype != "float32" for v in node.outputs):
        return False
    kernel = node.data(1)
    if rule.kernel is None:
        constants = [v for v in node.inputs if v is not None and v.data is not None and v.dtype == "float32"]
        return rule.scales != SHARED or not constants
    bias = node.inputs[2] if len(node.inputs) > 2 else None
    return kernel is not None and kernel.dtype == np.float32 and (bias is None or bias.data is not None)


class _Quantiser:
    def __init__(self, net: Net, ranges: Ranges, ends: Ends, biases: Biases, floats: frozenset[Node]) -> None:
        self._net, self._ends, self._biases = net, ends, biases
        self._chosen = {node for node in net.nodes if takes_integers(node) and node not in floats}
        self._steps = _steps(net, self._chosen, ranges, ends)
        self._int8: dict[Value, Value] = {}
        self._float: dict[Value, Value] = {}
        self._nodes: list[Node] = []
        self._runtime = [net.runtime]

    def result(self) -> Net:
        inputs = [self._open(value) for value in self._net.inputs]
        for node in self._net.nodes:
            (self._whole if node in self._chosen else self._real)(node)
        outputs = [self._close(value) for value in self._net.outputs]
        done = Net(self._nodes, inputs, outputs, notes=dict(self._net.notes))
        for runtime in self._runtime:
            done.needs(runtime)
        done.prune()
        return done

    def _open(self, value: Value) -> Value:
        if self._ends.kind == "float32":
            self._float[value] = value
            return value
        pixels = _stepped(value, "uint8", (self._ends.step, self._ends.zero))
        self._int8[value] = self._twin(value, f"{value.name}/int8")
        self._convert("QUANTIZE", pixels, self._int8[value])
        return pixels

    def _close(self, value: Value) -> Value:
        if self._ends.kind == "float32":
            return self._as_float(value)
        whole = self._as_int8(value)
        scores = dataclasses.replace(whole, dtype="uint8", zero=whole.zero + 128 if whole.zero is not None else None)
        whole.name = f"{value.name}/int8"
        self._convert("QUANTIZE", whole, scores)
        return scores

    def _whole(self, node: Node) -> None:
        rule = RULES[node.kind]
        inputs = [self._operand(value) for value in node.inputs]
        outputs = [self._twin(value) for value in node.outputs]
        if rule.kernel is not None and node.inputs[0] is not None:
            inputs = [inputs[0], *self._weights(node, rule, inputs[0], outputs[0])]
        if rule.scales == SHARED:
            inputs = [self._aligned(value, outputs[0]) for value in inputs]
        self._int8 |= dict(zip(node.outputs, outputs, strict=True))
        self._nodes.append(Node(node.kind, inputs, outputs, node.options, max(node.version, rule.version)))
        self._runtime.append(rule.runtime)

    def _real(self, node: Node) -> None:
        inputs = [value if value is None or value.data is not None else self._as_float(value) for value in node.inputs]
        self._float |= {value: value for value in node.outputs}
        self._nodes.append(dataclasses.replace(node, inputs=inputs))

    def _operand(self, value: Value | None) -> Value | None:
        if value is None or value.dtype != "float32":
            return value
        return scales.integers(value) if value.data is not None else self._as_int8(value)

    def _weights(self, node: Node, rule: Rule, source: Value | None, out: Value) -> list[Value | None]:
        kernel, bias = node.inputs[1], node.inputs[2] if len(node.inputs) > 2 else None
        if kernel is None or kernel.data is None or source is None or source.scale is None or out.scale is None:
            raise TypeError(f"{node.kind} lacks its kernel")
        axis = int(rule.kernel or 0)
        values = self._biases.get(node)
        if values is None:
            values = np.zeros(kernel.shape[axis], np.float32) if bias is None or bias.data is None else bias.data
        taken, given = float(source.scale[0]), float(out.scale[0])
        least = np.maximum(np.abs(values) / (scales.BIAS * taken), scales.FEWEST * given / taken)
        steps = np.maximum(scales.channel_steps(kernel.data, axis), least).astype(np.float32)
        zeros = np.zeros(steps.shape, np.int64)
        stored = scales.rounded(kernel.data, steps, axis)
        sums = (steps * np.float32(taken)).astype(np.float32)
        return [
            dataclasses.replace(kernel, dtype="int8", data=stored, scale=steps, zero=zeros, axis=axis),
            Value(f"{kernel.name}/bias" if bias is None else bias.name, values.shape, "int32",
                  np.rint(values / sums.astype(np.float64)).astype(np.int32), sums, zeros, 0),
        ]  # fmt: skip

    def _aligned(self, value: Value | None, out: Value) -> Value | None:
        """An input with another step than the one that all must share is requantised."""
        if value is None or value.dtype != "int8" or value.data is not None:
            return value
        if np.array_equal(value.scale, out.scale) and np.array_equal(value.zero, out.zero):  # type: ignore[arg-type]
            return value
        moved = dataclasses.replace(value, name=f"{value.name}/aligned", scale=out.scale, zero=out.zero)
        self._convert("QUANTIZE", value, moved)
        return moved

    def _as_int8(self, value: Value) -> Value:
        if value not in self._int8:
            self._int8[value] = self._twin(value, f"{value.name}/int8")
            self._convert("QUANTIZE", self._float[value], self._int8[value])
        return self._int8[value]

    def _as_float(self, value: Value) -> Value:
        if value not in self._float:
            self._float[value] = dataclasses.replace(value, name=f"{value.name}/float32")
            self._convert("DEQUANTIZE", self._int8[value], self._float[value])
        return self._float[value]

    def _twin(self, value: Value, name: str | None = None) -> Value:
        return dataclasses.replace(_stepped(value, "int8", self._steps[value]), name=name or value.name)

    def _convert(self, kind: str, source: Value, target: Value) -> None:
        node = make(kind, [source], target)
        node.version, runtime = QUANTIZE if kind == "QUANTIZE" else DEQUANTIZE
        self._nodes.append(node)
        self._runtime.append(runtime)


def _stepped(value: Value, dtype: str, found: tuple[float, int]) -> Value:
    step, zero = found
    return dataclasses.replace(value, dtype=dtype, scale=np.asarray([step], np.float32), zero=np.asarray([zero]))


def groups(net: Net, chosen: set[Node]) -> list[list[Value]]:
    """Results that share a step, each group once; those that share it with nobody are groups of one."""
    parent: dict[Value, Value] = {}

    def root(value: Value) -> Value:
        while parent.setdefault(value, value) is not value:
            value = parent[value]
        return value

    fixed = {node.out for node in chosen if RULES[node.kind].fixed}
    for value in net.values():
        if value.data is None and value.dtype == "float32":
            root(value)
    for node in net.nodes:
        if node in chosen and RULES[node.kind].scales == SHARED:
            live = [v for v in node.inputs if v is not None and v.data is None and v.dtype == "float32"]
            joined = live if len(live) == 1 else [v for v in live if v not in fixed]
            for value in (*joined, *node.outputs):
                parent[root(value)] = root(node.out)
    found: dict[Value, list[Value]] = {}
    for value in parent:
        found.setdefault(root(value), []).append(value)
    return list(found.values())


def _steps(net: Net, chosen: set[Node], ranges: Ranges, ends: Ends) -> dict[Value, tuple[float, int]]:
    fixed = {node.out: RULES[node.kind].fixed for node in chosen if RULES[node.kind].fixed}
    fixed[net.inputs[0]] = (ends.step, ends.zero - 128)
    found: dict[Value, tuple[float, int]] = {}
    for group in groups(net, chosen):
        told = next((fixed[value] for value in group if value in fixed), None)
        low, high = min(ranges[v][0] for v in group), max(ranges[v][1] for v in group)
        found |= dict.fromkeys(group, told or scales.step_of(low, high))
    return found
