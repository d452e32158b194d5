"""Edits of an .mlpackage in memory: the program as a protobuf message, weights as arrays over ``weight.bin``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.coreml.blob import record
from mobilekit.formats.coreml.package import AUTHOR, BLOB, DATA, MODEL, WEIGHTS, write_package
from mobilekit.formats.coreml.program import dtype
from mobilekit.formats.coreml.proto import messages
from mobilekit.formats.coreml.wire import serialise

Array = npt.NDArray[Any]


class Package:
    """An unpacked package.

    Attributes:
        model: the ``Model_pb2.Model``.
        block: the ``Block`` of its main function.
        blob: ``weight.bin``.
    """

    def __init__(self, path: Path) -> None:
        inner = path / DATA / AUTHOR
        self.file = inner / WEIGHTS / BLOB
        self.model = messages("Model_pb2").Model.FromString((inner / MODEL).read_bytes())
        self.block = next(iter(self.model.mlProgram.functions["main"].block_specializations.values()))
        self.blob = bytearray(self.file.read_bytes())
        self.constants = {op.outputs[0].name: op for op in self.block.operations if op.type == "const"}

    def ops(self, kind: str) -> list[Any]:
        return [op for op in self.block.operations if op.type == kind]

    def value(self, op: Any, name: str) -> Any:
        """The ``Value`` message of a constant argument or attribute."""
        if name in op.attributes:
            return op.attributes[name]
        bound = op.inputs[name].arguments[0]
        return bound.value if bound.WhichOneof("binding") == "value" else self.constants[bound.name].attributes["val"]

    def numbers(self, op: Any, name: str) -> Any:
        """The repeated field of an immediate constant: to be changed in place."""
        tensor = self.value(op, name).immediateValue.tensor
        return getattr(tensor, tensor.WhichOneof("value")).values

    def multiply(self, op: Any, name: str, factor: float) -> None:
        """A half-precision number in the program itself."""
        held = self.value(op, name).immediateValue.tensor.bytes
        held.values = (np.frombuffer(held.values, np.float16) * np.float16(factor)).tobytes()

    def array(self, op: Any, name: str) -> Array:
        """A constant's values in ``weight.bin``; changing the array changes the package."""
        value = self.value(op, name)
        offset, length = record(self.file, value.blobFileValue.offset)
        shape = [dimension.constant.size for dimension in value.type.tensorType.dimensions]
        flat = np.frombuffer(memoryview(self.blob)[offset : offset + length], np.dtype(dtype(value)))
        return flat.reshape(shape)

    def insert_after(self, op: Any, kind: str, output: str) -> Any:
        """A copy of ``op`` as another ``kind`` behind it, fed by its result; later ops take the copy's.

        Returns:
            The new op.
        """
        ops = [messages("MIL_pb2").Operation.FromString(one.SerializeToString()) for one in self.block.operations]
        at = next(i for i, one in enumerate(self.block.operations) if one is op)
        made = messages("MIL_pb2").Operation.FromString(ops[at].SerializeToString())
        old = made.outputs[0].name
        made.type, made.outputs[0].name = kind, output
        made.inputs["x"].arguments[0].name = old
        for later in ops[at + 1 :]:
            for argument in later.inputs.values():
                for bound in argument.arguments:
                    if bound.name == old:
                        bound.name = output
        del self.block.operations[:]
        self.block.operations.extend([*ops[: at + 1], made, *ops[at + 1 :]])
        return self.block.operations[at + 1]


def edit(path: Path, change: Callable[[Package], None]) -> None:
    """Change a package. A change of nothing changes no byte."""
    package = Package(path)
    change(package)
    with write_package(path) as written:
        (written.weights / BLOB).write_bytes(package.blob)
        written.spec = serialise(package.model)
