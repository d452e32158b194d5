"""Constant factors leave the graph: each is carried forward through linear ops until a kernel absorbs it.

Hard-swish written out is ``x relu6(x + 3)``, six times itself, and a multiplication by 1/6; here the multiplication
vanishes and the next convolution's kernel is divided by six. The same holds for the gate of squeeze-and-excite,
``relu6(x + 3) / 6``, and for a rescaling of the input, in whatever order a layer writes them: no pattern is matched,
each op only says what becomes of a factor.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from mobilekit.formats.tflite.net import Net, Node, Value, constant, make
from mobilekit.formats.tflite.rules import LINEAR, WEIGHTED

HOMOGENEOUS = ("NONE", "RELU")
"""Fused activations through which a positive factor passes."""
CANCELLED = 1e-7
"""Factors that meet and leave no more than float32's rounding of 1/6 does have cancelled out."""


def carry(net: Net) -> Net:
    """A net without multiplications by one positive constant, but where nothing absorbs it; ``net`` is left alone."""
    carrier = _Carrier(net.copy())
    return carrier.result()


@dataclasses.dataclass
class _Held:
    """What stands for a value of the source: ``stored = factor * value``."""

    stored: Value
    factor: float


class _Carrier:
    def __init__(self, net: Net) -> None:
        self._net = net
        self._held: dict[Value, _Held] = {}
        self._restored: dict[Value, Value] = {}
        self._nodes: list[Node] = []

    def result(self) -> Net:
        for node in self._net.nodes:
            self._step(node)
        self._net.outputs = [self._plain(value) or value for value in self._net.outputs]
        self._net.nodes = self._nodes
        self._net.prune()
        return self._net

    def _step(self, node: Node) -> None:
        scalar = _scalar(node)
        if scalar is not None:
            held = self._of(scalar[0])
            factor = held.factor / scalar[1]
            self._held[node.out] = _Held(held.stored, 1.0 if abs(factor - 1) < CANCELLED else factor)
        elif node.kind in WEIGHTED and node.data(1) is not None:
            self._absorb(node)
        elif node.kind == "MUL" and node.activation in HOMOGENEOUS:
            self._emit(node, float(np.prod([self._of(value).factor for value in node.inputs])))
        elif node.kind in LINEAR and getattr(node.options, "fusedActivationFunction", 0) in _numbers():
            self._pass(node)
        else:
            node.inputs = [self._plain(value) for value in node.inputs]
            self._nodes.append(node)

    def _pass(self, node: Node) -> None:
        """One factor on all inputs goes on; constants take it upon them; otherwise each is undone here."""
        live = [value for value in node.inputs if value is not None and value.data is None]
        factors = {self._of(value).factor for value in live}
        if len(factors) != 1:
            node.inputs = [self._plain(value) for value in node.inputs]
            self._nodes.append(node)
            return
        factor = factors.pop()
        if factor != 1 and node.kind in ("ADD", "SUB", "CONCATENATION"):
            node.inputs = [_times(value, factor) for value in node.inputs]
        self._emit(node, factor)

    def _emit(self, node: Node, factor: float) -> None:
        node.inputs = [None if value is None else self._of(value).stored for value in node.inputs]
        self._nodes.append(node)
        if factor == 1:
            return
        for place, value in enumerate(node.outputs):
            stored = dataclasses.replace(value, name=f"{value.name}/{factor:.6g}x")
            node.outputs[place] = stored
            self._held[value] = _Held(stored, factor)

    def _absorb(self, node: Node) -> None:
        held, kernel = self._of(node.inputs[0]), node.inputs[1]
        if held.factor != 1 and kernel is not None and kernel.data is not None:
            scaled = (kernel.data.astype(np.float64) / held.factor).astype(np.float32)
            all_in_all = (1.0 if kernel.factor is None else kernel.factor) / held.factor
            node.inputs[1] = dataclasses.replace(kernel, data=scaled, factor=all_in_all)
        node.inputs[0] = held.stored
        self._nodes.append(node)

    def _of(self, value: Value | None) -> _Held:
        if value is None:
            raise TypeError("an op lacks an input that it needs")
        return self._held.get(value) or _Held(value, 1.0)

    def _plain(self, value: Value | None) -> Value | None:
        """The value itself: its factor undone by an op, once for all that need it."""
        held = self._held.get(value) if value is not None else None
        if value is None or held is None:
            return value
        if held.factor == 1:
            return held.stored
        if value not in self._restored:
            back = constant(f"{1 / held.factor:.6g}", np.asarray(1 / held.factor, np.float32))
            self._nodes.append(make("MUL", [held.stored, back], value))
            self._restored[value] = value
        return value


def _numbers() -> tuple[int, ...]:
    from mobilekit.formats.tflite import flat

    kinds = flat.schema().ActivationFunctionType
    return tuple(getattr(kinds, name) for name in HOMOGENEOUS)


def _scalar(node: Node) -> tuple[Value, float] | None:
    """(value, number) where the op multiplies a computed value by one positive number."""
    if node.kind not in ("MUL", "DIV") or node.activation != "NONE":
        return None
    for place in (1, 0) if node.kind == "MUL" else (1,):
        data, value = node.data(place), node.inputs[1 - place]
        if (
            data is not None
            and data.size == 1
            and value is not None
            and value.data is None
            and value.shape == node.out.shape
        ):
            number = float(data.reshape(-1)[0])
            if np.isfinite(number) and number > 0:
                return value, number if node.kind == "MUL" else 1 / number
    return None


def _times(value: Value | None, factor: float) -> Value | None:
    if value is None or value.data is None or value.dtype != "float32":
        return value
    return dataclasses.replace(value, data=(value.data.astype(np.float64) * factor).astype(np.float32))
