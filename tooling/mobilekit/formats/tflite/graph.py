"""The graph inside a .tflite, read from untrusted bytes: whatever is out of bounds ends in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from mobilekit.errors import MobileKitError
from mobilekit.formats.tflite import flat, metadata
from mobilekit.formats.tflite.fields import BROKEN

_Read = TypeVar("_Read")

MOST_OBJECTS, MOST_SIDES, MOST_ENDS, MOST_BYTES = 100_000, 8, 64, 2**31
"""Limits on tensors, ops, buffers or edges; on a tensor's rank; on inputs or outputs; on the file (flatbuffers' own).

Far above any MobileNet (V3-Large: 260 tensors, rank 4); they keep a hostile file from stalling the reader."""


@dataclass(frozen=True)
class Op:
    """One node of the graph: its builtin (or custom) name, its fused activation, and its inputs.

    Attributes:
        name: of the builtin, such as ``CONV_2D``; a custom op's own name.
        activation: fused into it, such as ``RELU6``; None where there is none.
        options: the schema's options table of a builtin; None where it has none.
        shapes: of its inputs; absent ones are left out.
    """

    name: str
    activation: str | None
    options: Any
    shapes: tuple[tuple[int, ...], ...]


def operations(path: Path) -> tuple[Op, ...]:
    """The nodes of the main graph, in order.

    Raises:
        MobileKitError: missing, truncated, or not a TFLite model.
    """
    return guarded(path, lambda data: nodes_of(graph_of(model_of(data)), model_of(data)))


def guarded(path: Path, reader: Callable[[bytes], _Read]) -> _Read:
    """``reader(bytes of the file)``, with whatever broken bytes raise turned into one sentence."""
    remedy = "Give a .tflite file, or convert the model again: this one may be damaged."
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("larger than a flatbuffer can be")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise MobileKitError(f"{path} cannot be read as a TFLite model.", remedy=remedy) from error
    try:
        return reader(data)
    except metadata.LabelsError as error:
        raise MobileKitError(f"{path} has lost the labels that its metadata names: {error}.", remedy=remedy) from error
    except BROKEN as error:
        raise MobileKitError(f"{path} is not a TFLite model.", remedy=remedy) from error


def model_of(data: bytes) -> Any:  # noqa: ANN401
    """The root of the flatbuffer."""
    if data[4:8] != flat.IDENTIFIER:
        raise ValueError("no TFLite identifier")
    return flat.schema().Model.GetRootAs(data, 0)


def graph_of(model: Any) -> Any:  # noqa: ANN401
    """The main graph; raises where the file claims more objects than any net has."""
    graph = model.Subgraphs(0)
    counts = (graph.TensorsLength(), graph.OperatorsLength(), model.BuffersLength(), model.OperatorCodesLength())
    if max(counts) > MOST_OBJECTS or not graph.TensorsLength():
        raise ValueError("an impossible number of objects")
    return graph


def shape_of(tensor: Any) -> tuple[int, ...]:  # noqa: ANN401
    """Of a tensor, batch included."""
    if tensor.ShapeLength() > MOST_SIDES:
        raise ValueError("an impossible rank")
    return tuple(int(tensor.Shape(axis)) for axis in range(tensor.ShapeLength()))


def open_shape_of(tensor: Any) -> tuple[int, ...]:  # noqa: ANN401
    """The same with -1 for a size that the file leaves to the runtime, as converters do with the batch."""
    shape, count = shape_of(tensor), tensor.ShapeSignatureLength()
    return tuple(int(tensor.ShapeSignature(axis)) for axis in range(count)) if count == len(shape) else shape


def within(index: int, length: int) -> int:
    """``index``, if it is one of ``length`` objects; a negative one would count from the end."""
    if not 0 <= index < length:
        raise IndexError(index)
    return index


def nodes_of(graph: Any, model: Any) -> tuple[Op, ...]:  # noqa: ANN401
    """Every op of the graph, in order."""
    generated = flat.schema()
    builtins, options = flat.enum_names(generated.BuiltinOperator), flat.enum_names(generated.BuiltinOptions)
    names = [_op_name(model.OperatorCodes(index), builtins) for index in range(model.OperatorCodesLength())]
    nodes = [graph.Operators(index) for index in range(graph.OperatorsLength())]
    if sum(node.InputsLength() for node in nodes) > MOST_OBJECTS:
        raise ValueError("an impossible number of edges")
    return tuple(_op(node, names, options, graph) for node in nodes)


def _op_name(code: Any, builtins: dict[int, str]) -> str:  # noqa: ANN401
    number = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
    name = builtins.get(number, f"BUILTIN_{number}")
    return (code.CustomCode() or b"CUSTOM")[:200].decode("utf-8") if name == "CUSTOM" else name


def _op(node: Any, names: list[str], options: dict[int, str], graph: Any) -> Op:  # noqa: ANN401
    generated = flat.schema()
    union, kind, activation = node.BuiltinOptions(), options.get(node.BuiltinOptionsType()), None
    table = None
    if union is not None and kind not in (None, "NONE"):
        table = getattr(generated, str(kind))()
        table.Init(union.Bytes, union.Pos)
        if hasattr(table, "FusedActivationFunction"):
            activation = flat.enum_names(generated.ActivationFunctionType)[table.FusedActivationFunction()]
    used = [index for index in range(node.InputsLength()) if node.Inputs(index) >= 0]
    shapes = [shape_of(graph.Tensors(within(node.Inputs(index), graph.TensorsLength()))) for index in used]
    name = names[within(node.OpcodeIndex(), len(names))]
    return Op(name, None if activation == "NONE" else activation, table, tuple(shapes))
