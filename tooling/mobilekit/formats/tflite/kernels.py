"""The weights of a .tflite as its arithmetic meets them: dequantised, in the order of computation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.stored import Kernel
from mobilekit.formats.tflite import flat, record
from mobilekit.formats.tflite.graph import graph_of, guarded, model_of, nodes_of, shape_of, within
from mobilekit.formats.tflite.readback import entries_of

WEIGHTED = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
"""Ops whose second input is a kernel."""

DTYPES = {name: np.dtype(name) for name in ("float32", "float16", "int8")}


def kernels(path: Path) -> tuple[Kernel, ...]:
    """The kernels of the main graph, those of other element types left out.

    If the file says so, what a rewrite multiplied one by is taken out again, and those that it put in are left out.

    Raises:
        MobileKitError: missing, truncated, or not a TFLite model.
    """
    return guarded(path, lambda data: tuple(_kernels(model_of(data))))


def _kernels(model: Any) -> Iterator[Kernel]:  # noqa: ANN401
    graph = graph_of(model)
    unpacked: dict[int, int] = {}
    said = entries_of(model).get(record.ENTRY)
    noted = record.parse(said) if said else {}
    added = record.added(noted)
    for number, node in enumerate(nodes_of(graph, model)):
        op = graph.Operators(number)
        if node.name == "DEQUANTIZE":  # half-precision weights become single before the op that takes them
            unpacked[int(op.Outputs(0))] = int(op.Inputs(0))
        if node.name in WEIGHTED and op.InputsLength() > 1:
            index = int(op.Inputs(1))
            tensor = graph.Tensors(within(unpacked.get(index, index), graph.TensorsLength()))
            values, name = _values(model, tensor), tensor.Name().decode("utf-8")
            if values is not None and name not in added:
                yield Kernel(name, record.source_kernel(noted, name, values))


def _values(model: Any, tensor: Any) -> npt.NDArray[np.float32] | None:  # noqa: ANN401
    """``scale * (q - zero_point)``, both along the quantised dimension (TensorFlow's schema.fbs)."""
    dtype = DTYPES.get(flat.enum_names(flat.schema().TensorType)[tensor.Type()].lower())
    buffer = model.Buffers(within(tensor.Buffer(), model.BuffersLength()))
    if dtype is None or buffer.DataIsNone():
        return None
    shape, found = shape_of(tensor), tensor.Quantization()
    values = np.frombuffer(buffer.DataAsNumpy().tobytes(), dtype).reshape(shape).astype(np.float32)
    if found is None or not found.ScaleLength():
        return values
    scales, zeros = np.array(found.ScaleAsNumpy(), np.float32), np.array(found.ZeroPointAsNumpy(), np.float32)
    sides = [-1 if axis == found.QuantizedDimension() else 1 for axis in range(len(shape))]
    along = sides if len(scales) > 1 else [1] * len(shape)
    return np.asarray((values - zeros.reshape(along)) * scales.reshape(along), np.float32)
