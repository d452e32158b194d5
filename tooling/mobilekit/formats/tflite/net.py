"""A .tflite as plain records to edit: constants are arrays, ops point at values; read from bytes, written again."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.tflite import flat

Array = npt.NDArray[Any]
RUNTIME = "min_runtime_version"
"""Name of the metadata entry in which TensorFlow's converter writes the oldest runtime that knows all ops."""


class Unreadable(Exception):
    """The file holds what these records cannot: several graphs, strings, sparse tensors."""


@dataclass(eq=False)
class Value:
    """A tensor; compared by identity.

    Attributes:
        name: in the file.
        shape: batch included.
        dtype: numpy's name.
        data: of a constant; None for what is computed.
        scale: quantisation steps, one or one a channel; None where it is not quantised.
        zero: zero points, as many.
        axis: along which the steps run.
        floor: below it the net does not tell values apart; None where it does everywhere.
        factor: of a kernel: by what a rewrite multiplied it; None where it is the source's.
        exponents: of a kernel: by which powers of two a rewrite multiplied its channels, (axis, one a channel) each.
        added: whether it is a kernel that a rewrite put in, which the source does not have.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    data: Array | None = None
    scale: npt.NDArray[np.float32] | None = None
    zero: npt.NDArray[np.int64] | None = None
    axis: int = 0
    floor: float | None = None
    factor: Any = None
    exponents: tuple[tuple[int, tuple[int, ...]], ...] = ()
    added: bool = False


@dataclass(eq=False)
class Node:
    """An op; compared by identity.

    Attributes:
        kind: of the builtin, such as ``CONV_2D``.
        inputs: None where an optional one is absent.
        outputs: what it computes.
        options: the schema's options object; None where the op has none.
        version: of the op: which types and options its kernel must know.
    """

    kind: str
    inputs: list[Value | None]
    outputs: list[Value]
    options: Any = None
    version: int = 1

    @property
    def out(self) -> Value:
        """Its only, or first, output."""
        return self.outputs[0]

    @property
    def activation(self) -> str:
        """Fused into it: ``NONE``, ``RELU``, ``RELU6``..."""
        number = getattr(self.options, "fusedActivationFunction", 0)
        return flat.enum_names(flat.schema().ActivationFunctionType)[number]

    def fuse(self, activation: str) -> None:
        """Let ``activation`` be the fused one."""
        self.options.fusedActivationFunction = getattr(flat.schema().ActivationFunctionType, activation)

    def data(self, place: int) -> Array | None:
        """The constant at an input; None where there is no input or it is computed."""
        value = self.inputs[place] if place < len(self.inputs) else None
        return None if value is None else value.data


@dataclass
class Net:
    """The only graph of a model, in an order of computation.

    Attributes:
        nodes: each after those it takes from.
        inputs: of the graph.
        outputs: of the graph.
        runtime: oldest TFLite that knows every op in its version.
        notes: further entries of the model's metadata, in order.
    """

    nodes: list[Node]
    inputs: list[Value]
    outputs: list[Value]
    runtime: str = "1.5.0"
    notes: dict[str, bytes] = field(default_factory=dict)

    def needs(self, runtime: str) -> None:
        """Raise the oldest runtime to this one, if it is younger."""
        self.runtime = max(self.runtime, runtime, key=lambda text: [int(part) for part in text.split(".")])

    def copy(self) -> Net:
        """Another one to edit; constants are shared until replaced."""
        arrays = {id(v.data): v.data for v in self.values() if v.data is not None}
        return copy.deepcopy(self, dict(arrays))

    def values(self) -> Iterator[Value]:
        """Every tensor once: inputs first, then by first use."""
        seen = dict.fromkeys(self.inputs)
        for node in self.nodes:
            seen |= dict.fromkeys(v for v in (*node.inputs, *node.outputs) if v is not None)
        return iter(dict.fromkeys([*seen, *self.outputs]))

    def producers(self) -> dict[Value, Node]:
        """Value -> the op that computes it."""
        return {value: node for node in self.nodes for value in node.outputs}

    def consumers(self) -> dict[Value, list[Node]]:
        """Value -> the ops that take it."""
        found: dict[Value, list[Node]] = {}
        for node in self.nodes:
            for value in dict.fromkeys(v for v in node.inputs if v is not None):
                found.setdefault(value, []).append(node)
        return found

    def replace(self, old: Value, new: Value) -> None:
        """Whoever takes ``old`` takes ``new``, the graph's end included."""
        for node in self.nodes:
            node.inputs = [new if value is old else value for value in node.inputs]
        self.outputs = [new if value is old else value for value in self.outputs]

    def insert(self, before: Node, *nodes: Node) -> None:
        """Place ``nodes`` in front of another."""
        at = self.nodes.index(before)
        self.nodes[at:at] = nodes

    def prune(self) -> None:
        """Drop the ops whose results nobody takes."""
        wanted = set(self.outputs)
        kept = []
        for node in reversed(self.nodes):
            if wanted.intersection(node.outputs):
                kept.append(node)
                wanted.update(v for v in node.inputs if v is not None)
        self.nodes = kept[::-1]

    def write(self) -> Any:  # noqa: ANN401
        """The net as a ``ModelT`` tree."""
        return _Writer().model(self)


def make(kind: str, inputs: Iterable[Value | None], out: Value, **options: Any) -> Node:  # noqa: ANN401
    """A new op with the options table of its name."""
    generated = flat.schema()
    words = "".join(word.capitalize() for word in kind.split("_")).replace("2d", "2D")
    table = getattr(generated, f"{words}OptionsT", None)
    return Node(kind, list(inputs), [out], None if table is None else table(**options))


def constant(name: str, data: Array) -> Value:
    """A new constant, not quantised."""
    return Value(name, tuple(data.shape), data.dtype.name, data)


def read(data: bytes) -> Net:
    """The net of a file this process has just made: its bytes are trusted.

    Raises:
        Unreadable: more than one graph, or tensors of a kind that numpy does not know.
    """
    model = flat.unpack(data)
    if len(model.subgraphs) != 1:
        raise Unreadable("more than one graph")
    graph = model.subgraphs[0]
    values = [_value(tensor, model) for tensor in graph.tensors]
    names = flat.enum_names(flat.schema().BuiltinOperator)
    codes = [(names[max(c.builtinCode, c.deprecatedBuiltinCode)], c.version) for c in model.operatorCodes]
    if any(kind == "CUSTOM" for kind, _ in codes):
        raise Unreadable("an op that is no builtin")

    def chosen(indices: Any) -> list[Value | None]:  # noqa: ANN401
        return [values[int(index)] if index >= 0 else None for index in indices]

    nodes = []
    for op in graph.operators:
        kind, version = codes[op.opcodeIndex]
        outputs = [values[int(index)] for index in op.outputs]
        nodes.append(Node(kind, chosen(op.inputs), outputs, op.builtinOptions, version))
    inputs, outputs = ([values[int(index)] for index in side] for side in (graph.inputs, graph.outputs))
    net = Net(nodes, inputs, outputs)
    for entry in model.metadata or []:
        if entry.name == RUNTIME.encode():
            net.needs(bytes(bytearray(model.buffers[entry.buffer].data)).rstrip(b"\0").decode() or net.runtime)
    return net


def _value(tensor: Any, model: Any) -> Value:  # noqa: ANN401
    kind = flat.enum_names(flat.schema().TensorType)[tensor.type].lower()
    dtype = {"bool": "bool_"}.get(kind, kind)
    if not hasattr(np, dtype) or tensor.sparsity is not None or kind == "string":
        raise Unreadable(f"a tensor of {kind}")
    shape = tuple(int(side) for side in tensor.shape) if tensor.shape is not None else ()
    raw = model.buffers[tensor.buffer].data
    data = None if raw is None else np.frombuffer(bytes(bytearray(raw)), dtype).reshape(shape)
    value = Value(tensor.name.decode("utf-8"), shape, np.dtype(dtype).name, data)
    found = tensor.quantization
    if found is not None and found.scale is not None and len(found.scale):
        value.scale, value.zero = np.asarray(found.scale, np.float32), np.asarray(found.zeroPoint, np.int64)
        value.axis = int(found.quantizedDimension)
    return value


class _Writer:
    """Collects the tables of one model."""

    def __init__(self) -> None:
        self._schema = flat.schema()
        self._buffers = [self._schema.BufferT()]
        self._codes: dict[tuple[str, int], int] = {}

    def model(self, net: Net) -> Any:  # noqa: ANN401
        values = list(net.values())
        places = {value: place for place, value in enumerate(values)}
        tensors = [self._tensor(value) for value in values]
        operators = [self._operator(node, places) for node in net.nodes]
        graph = self._schema.SubGraphT(
            tensors=tensors, operators=operators, name=b"main",
            inputs=[places[v] for v in net.inputs], outputs=[places[v] for v in net.outputs],
        )  # fmt: skip
        notes = {RUNTIME: net.runtime.encode().ljust(16, b"\0"), **net.notes}
        metadata = [
            self._schema.MetadataT(name=name.encode(), buffer=self._buffer(data)) for name, data in notes.items()
        ]
        return self._schema.ModelT(
            version=3, operatorCodes=[self._code(*key) for key in self._codes], subgraphs=[graph],
            description=b"", buffers=self._buffers, metadata=metadata,
        )  # fmt: skip

    def _buffer(self, data: bytes) -> int:
        self._buffers.append(self._schema.BufferT(data=np.frombuffer(data, np.uint8)))
        return len(self._buffers) - 1

    def _tensor(self, value: Value) -> Any:  # noqa: ANN401
        quantisation = None
        if value.scale is not None and value.zero is not None:
            quantisation = self._schema.QuantizationParametersT(
                scale=value.scale, zeroPoint=value.zero, quantizedDimension=value.axis
            )
        return self._schema.TensorT(
            name=value.name, shape=list(value.shape), type=getattr(self._schema.TensorType, value.dtype.upper()),
            buffer=0 if value.data is None else self._buffer(np.ascontiguousarray(value.data).tobytes()),
            quantization=quantisation, hasRank=True,
        )  # fmt: skip

    def _operator(self, node: Node, places: dict[Value, int]) -> Any:  # noqa: ANN401
        key = (node.kind, node.version)
        operator = self._schema.OperatorT(
            opcodeIndex=self._codes.setdefault(key, len(self._codes)),
            inputs=[-1 if value is None else places[value] for value in node.inputs],
            outputs=[places[value] for value in node.outputs],
        )
        if node.options is not None:
            operator.builtinOptionsType = getattr(self._schema.BuiltinOptions, type(node.options).__name__[:-1])
            operator.builtinOptions = node.options
        return operator

    def _code(self, kind: str, version: int) -> Any:  # noqa: ANN401
        number = getattr(self._schema.BuiltinOperator, kind)
        return self._schema.OperatorCodeT(builtinCode=number, deprecatedBuiltinCode=min(number, 127), version=version)
