"""The constants of a .tflite as arrays, from its bytes: no runtime."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.stored import Stored
from mobilekit.formats.tflite import flat
from mobilekit.formats.tflite.graph import graph_of, guarded, model_of, shape_of, within

DTYPES = {name: np.dtype(name) for name in ("float32", "float16", "int8", "uint8", "int16", "int32", "int64")}
"""Others, such as strings and 4-bit integers, are left out."""


def weights(path: Path) -> tuple[Stored, ...]:
    """Every constant of the main graph, in the order of its tensors.

    Raises:
        MobileKitError: missing, truncated, or not a TFLite model.
    """
    return guarded(path, lambda data: tuple(_weights(model_of(data))))


def _weights(model: Any) -> Iterator[Stored]:  # noqa: ANN401
    graph = graph_of(model)
    names = flat.enum_names(flat.schema().TensorType)
    for index in range(graph.TensorsLength()):
        tensor = graph.Tensors(index)
        buffer = model.Buffers(within(tensor.Buffer(), model.BuffersLength()))
        dtype = names[tensor.Type()].lower()
        if not buffer.DataIsNone() and dtype in DTYPES:
            shape = shape_of(tensor)
            values = np.frombuffer(buffer.DataAsNumpy().tobytes(), DTYPES[dtype]).reshape(shape)
            name = tensor.Name().decode("utf-8")
            yield Stored(name, dtype, values, _scales(tensor.Quantization()), kernel=len(shape) in (2, 4))


def _scales(quantisation: Any) -> npt.NDArray[np.float32] | None:  # noqa: ANN401
    if quantisation is None or not quantisation.ScaleLength():
        return None
    return np.array(quantisation.ScaleAsNumpy(), np.float32)
