"""Edits of a .tflite in memory: tensors as arrays, ops by name, a few bytes changed and the file packed again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.tflite import flat, metadata

Array = npt.NDArray[Any]
DTYPES = {"FLOAT32": np.float32, "FLOAT16": np.float16, "INT8": np.int8, "INT32": np.int32, "UINT8": np.uint8}


class Net:
    """The only graph of an unpacked .tflite.

    Attributes:
        model: the ``ModelT`` tree.
        graph: its ``SubGraphT``.
    """

    def __init__(self, data: bytes) -> None:
        self.model = flat.unpack(data)
        self.graph = self.model.subgraphs[0]
        self._builtins = flat.enum_names(flat.schema().BuiltinOperator)

    def kind(self, op: Any) -> str:
        code = self.model.operatorCodes[op.opcodeIndex]
        return self._builtins[max(code.builtinCode, code.deprecatedBuiltinCode)]

    def ops(self, kind: str) -> list[Any]:
        return [op for op in self.graph.operators if self.kind(op) == kind]

    def tensor(self, index: int) -> Any:
        return self.graph.tensors[int(index)]

    def array(self, index: int) -> Array:
        """A constant's values; a copy."""
        tensor = self.tensor(index)
        name = flat.enum_names(flat.schema().TensorType)[tensor.type]
        data = bytes(bytearray(self.model.buffers[tensor.buffer].data))
        return np.frombuffer(data, DTYPES[name]).reshape([int(side) for side in tensor.shape]).copy()

    def store(self, index: int, values: Array) -> None:
        tensor = self.tensor(index)
        tensor.shape = list(values.shape)
        self.model.buffers[tensor.buffer].data = np.frombuffer(values.tobytes(), np.uint8)

    def change(self, index: int, how: Callable[[Array], Array]) -> None:
        """Replace a constant's values by ``how`` of them."""
        self.store(index, np.ascontiguousarray(how(self.array(index))))

    def constant(self, values: Array) -> int:
        """A new constant; its index."""
        generated = flat.schema()
        kind = getattr(generated.TensorType, {v: k for k, v in DTYPES.items()}[values.dtype.type])
        self.model.buffers.append(generated.BufferT(data=np.frombuffer(values.tobytes(), np.uint8)))
        buffer = len(self.model.buffers) - 1
        return self._add(generated.TensorT(name="extra", type=kind, buffer=buffer, shape=list(values.shape)))

    def result(self, like: int, shape: Sequence[int] | None = None) -> int:
        """A new intermediate tensor of the type of ``like``; its index."""
        other = self.tensor(like)
        shape = list(other.shape) if shape is None else list(shape)
        made = flat.schema().TensorT(name="extra", type=other.type, buffer=0, shape=shape)
        made.quantization = other.quantization
        return self._add(made)

    def insert(self, at: int, kind: str, inputs: list[int], output: int) -> None:
        """A new op before the one at ``at``."""
        generated = flat.schema()
        number = getattr(generated.BuiltinOperator, kind)
        code = generated.OperatorCodeT(builtinCode=number, deprecatedBuiltinCode=min(number, 127), version=1)
        self.model.operatorCodes.append(code)
        name, options = OPTIONS[kind]
        op = generated.OperatorT(opcodeIndex=len(self.model.operatorCodes) - 1, inputs=inputs, outputs=[output])
        op.builtinOptionsType = getattr(generated.BuiltinOptions, name)
        op.builtinOptions = getattr(generated, f"{name}T")(**options)
        self.graph.operators.insert(at, op)

    def prepend(self, kind: str, values: Array) -> None:
        """Let the net compute ``image kind values`` before anything else."""
        image = int(self.graph.inputs[0])
        made = self.result(image)
        for op in self.graph.operators:
            op.inputs = [made if int(index) == image else int(index) for index in op.inputs]
        self.insert(0, kind, [image, self.constant(values)], made)

    def _add(self, tensor: Any) -> int:
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1


OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "MUL": ("MulOptions", {}),
    "ADD": ("AddOptions", {}),
    "PAD": ("PadOptions", {}),
    "SOFTMAX": ("SoftmaxOptions", {"beta": 1.0}),
}


def edit(path: Path, change: Callable[[Net], None], labels: Sequence[str] | None = None) -> None:
    """Change a file; its labels stay unless others are given. A change of nothing changes no byte."""
    data = path.read_bytes()
    kept = metadata.read_labels(data, metadata.LABELS) if labels is None else labels
    net = Net(data)
    change(net)
    path.write_bytes(metadata.append_labels(flat.pack(net.model), tuple(kept)))


def metadata_buffer(net: Net) -> Any:
    """The ``BufferT`` that holds the metadata flatbuffer."""
    entry = next(e for e in net.model.metadata if bytes(e.name) == metadata.ENTRY)
    return net.model.buffers[entry.buffer]
