"""What a serialised ML program says: operations, constants, normalisation, labels. Reads protobuf messages only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log2, prod
from typing import Any

from mobilekit.formats.coreml.blob import record
from mobilekit.formats.coreml.head import Head, read_head
from mobilekit.formats.coreml.proto import messages
from mobilekit.formats.coreml.unpack import Broken, Unpacked
from mobilekit.formats.coreml.wire import entries, fields

Three = tuple[float, float, float]

WHOLE_BYTES = {"float16": 2, "float32": 4, "float64": 8, "int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "int32": 4}

INDICES, MASKS = ("indices", "indices_nonzero_data"), ("mask", "indices_mask", "data_mask")
"""What the ops that unpack call the places in a table, and the bits that say where a sparse kernel holds something."""

ML_PROGRAM, FUNCTIONS, OPSET, BLOCKS = 502, 2, 2, 3
"""Field numbers: ``Model.mlProgram``, ``Program.functions``, ``Function.opset``, ``Function.block_specializations``."""


@dataclass(frozen=True)
class Program:
    """One package's main function.

    Attributes:
        head: version, features and metadata.
        block: the ``MIL_pb2.Block`` of its main function.
        unpacked: where the weights are.
    """

    head: Head
    block: Any
    unpacked: Unpacked

    @cached_property
    def constants(self) -> dict[str, Any]:
        """Name -> ``MIL_pb2.Value`` of every ``const``."""
        return {op.outputs[0].name: op.attributes["val"] for op in self.block.operations if op.type == "const"}

    def counts(self) -> dict[str, int]:
        """Op type -> how many, constants left out."""
        found = Counter(op.type for op in self.block.operations if op.type != "const")
        return dict(sorted(found.items()))

    def argument(self, op: Any, name: str) -> Any:  # noqa: ANN401
        """The constant ``MIL_pb2.Value`` that ``op`` takes as ``name``, or None."""
        if name in op.attributes:
            return op.attributes[name]
        if name not in op.inputs or not op.inputs[name].arguments:
            return None
        bound = op.inputs[name].arguments[0]
        return bound.value if bound.WhichOneof("binding") == "value" else self.constants.get(bound.name)

    def labels(self) -> list[str] | None:
        """Class labels in output order, or None where the program is no classifier."""
        for op in self.block.operations:
            if op.type == "classify":
                value = self.argument(op, "classes")
                if value is None:
                    raise Broken("its classifier has no labels")
                return [str(_immediate(one)[0]) for one in value.immediateValue.list.values]
        return None

    def normalisation(self, image: str) -> tuple[Three, Three]:
        """(mean, std) on the 0..255 scale that the program subtracts and divides by, to six digits.

        coremltools writes an ImageType's scale and bias as the ops ``<image>__scaled__`` and ``<image>__biased__``
        (mil_backend::insert_image_preprocessing_ops), and neither where it would change nothing.
        """
        scale = self._factor("mul", f"{image}__scaled__", [1.0])[0]
        bias = self._factor("add", f"{image}__biased__", [0.0]) * 3
        if scale == 0:
            raise Broken("its image is multiplied by 0")
        mean = [_six(-value / scale) + 0.0 for value in bias[:3]]
        return (mean[0], mean[1], mean[2]), (_six(1 / scale),) * 3

    def _factor(self, kind: str, output: str, default: list[float]) -> list[float]:
        for op in self.block.operations:
            if op.type == kind and op.outputs[0].name == output:
                value = self.argument(op, "y")
                return [float(one) for one in _immediate(value)] if value is not None else default
        return default

    def weights(self) -> dict[str, int]:
        """Bytes in the weights file by dtype; indices into a table of 64 values count as ``palette6``."""
        found: Counter[str] = Counter()
        seen = set()
        for op in self.block.operations:
            for name, value in self._stored(op):
                where = value.blobFileValue
                if (where.fileName, where.offset) not in seen:
                    seen.add((where.fileName, where.offset))
                    _, length = record(self.unpacked.weights(where.fileName), where.offset)
                    _fits(value, length)
                    found[self.kind(op, name, value)] += length
        return dict(sorted(found.items()))

    @cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Name of every result -> its shape; 0 for a size that is not fixed."""
        return {output.name: value_shape(output) for op in self.block.operations for output in op.outputs}

    def _stored(self, op: Any) -> list[tuple[str, Any]]:  # noqa: ANN401
        values = list(op.attributes.items())
        for name, argument in op.inputs.items():
            values += [(name, bound.value) for bound in argument.arguments if bound.WhichOneof("binding") == "value"]
        return [(name, value) for name, value in values if value.WhichOneof("value") == "blobFileValue"]

    def kind(self, op: Any, name: str, value: Any) -> str:  # noqa: ANN401
        """Of what ``op`` has in the weights file as ``name``: a dtype, ``palette6`` or ``sparse_mask``."""
        table = self.palette(op) if name in INDICES else None
        return table or ("sparse_mask" if name in MASKS else dtype(value))

    def palette(self, op: Any) -> str | None:  # noqa: ANN401
        """``palette6`` where ``op`` looks values up in tables of 64; None where it does not, or computes the tables."""
        table = self.argument(op, "lut")
        if table is None:
            return None
        sizes = value_shape(table)
        return f"palette{int(log2(sizes[0] if len(sizes) == 1 else sizes[-2]))}"


def read_program(unpacked: Unpacked) -> Program:
    """Parse a package.

    Raises:
        Broken: no ML program, or one without a main function.
        Exception: what protobuf raises on garbage.
    """
    return Program(*_parsed(unpacked.program), unpacked)


@lru_cache(maxsize=8)
def _parsed(data: bytes) -> tuple[Head, Any]:
    """(head, ``Block`` of the main function). Outer messages and maps are opened by hand, see ``wire`` and ``head``."""
    parts = list(fields(data))
    head = read_head(parts)
    programs = [payload for number, payload, _ in parts if number == ML_PROGRAM]
    if not programs:
        model = messages("Model_pb2").Model.FromString(data)
        raise Broken(f"it holds a {model.WhichOneof('Type') or 'nothing'}, not an ML program")
    function = entries(programs[-1], FUNCTIONS).get(head.main or "main", b"")
    opset = {number: payload for number, payload, _ in fields(function)}.get(OPSET, b"").decode()
    content = entries(function, BLOCKS).get(opset)
    if content is None:
        raise Broken("its program has no main function")
    block = messages("MIL_pb2").Block()
    block.ParseFromString(content)
    return head, block


def dtype(value: Any) -> str:  # noqa: ANN401
    """Numpy's name for the element type of a ``MIL_pb2.Value`` or ``NamedValueType``."""
    return str(messages("MIL_pb2").DataType.Name(value.type.tensorType.dataType)).lower()


def value_shape(value: Any) -> tuple[int, ...]:  # noqa: ANN401
    """The declared shape of a ``MIL_pb2.Value`` or ``NamedValueType``; 0 for a size that is not fixed."""
    return tuple(dimension.constant.size for dimension in value.type.tensorType.dimensions)


def _fits(value: Any, length: int) -> None:  # noqa: ANN401
    """Refuse a constant whose data are not of its declared size; sub-byte types are left to their runtime."""
    width = WHOLE_BYTES.get(dtype(value))
    if width is not None and prod(value_shape(value)) * width != length:
        raise Broken(f"its weights have {length} bytes where {value_shape(value)} {dtype(value)} was declared")


def _immediate(value: Any) -> list[Any]:  # noqa: ANN401
    tensor = value.immediateValue.tensor
    kind = tensor.WhichOneof("value")
    if kind is None or kind == "bytes" or not getattr(tensor, kind).values:
        raise Broken("its program has a constant of a kind that was not expected")
    return list(getattr(tensor, kind).values)


def _six(value: float) -> float:
    """The single-precision constants of a program hold about seven digits: 127.49999 was 127.5."""
    return float(f"{value:.6g}")
