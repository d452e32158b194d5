"""The constants of a package as arrays, from its bytes: no coremltools."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.coreml.blob import record
from mobilekit.formats.coreml.program import WHOLE_BYTES, Program, dtype, read_program, value_shape
from mobilekit.formats.coreml.unpack import Unpacked, guarded
from mobilekit.formats.stored import Stored

QUANTISED = ("quantized_data", "data")
"""What the ops of iOS16 and iOS18 call the integers that a ``scale`` belongs to."""


def weights(path: Path) -> tuple[Stored, ...]:
    """Every constant that is in the weights file, in the order of the program.

    A palette is two of them: its indices as bytes, called ``palette6`` where the table has 64 values, and the table.

    Raises:
        MobileKitError: not a Core ML package that holds an ML program.
    """
    found: tuple[Stored, ...] = guarded(path, lambda unpacked: tuple(_weights(read_program(unpacked), unpacked)))
    return found


def _weights(program: Program, unpacked: Unpacked) -> Iterator[Stored]:
    for op in program.block.operations:
        for name, value in _constants(op):
            if value.WhichOneof("value") == "blobFileValue":
                kind = program.kind(op, name, value)
                scale = program.argument(op, "scale") if name in QUANTISED else None
                scales = None if scale is None else _numbers(scale, unpacked).astype(np.float32)
                kernel = len(value_shape(value)) in (2, 4) or kind.startswith("palette")
                yield Stored(op.outputs[0].name, kind, _numbers(value, unpacked), scales, kernel=kernel)


def _constants(op: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    yield from op.attributes.items()
    for name, argument in op.inputs.items():
        for bound in argument.arguments:
            if bound.WhichOneof("binding") == "value":
                yield name, bound.value


def _numbers(value: Any, unpacked: Unpacked) -> npt.NDArray[Any]:  # noqa: ANN401
    """Of a constant, flat: in the weights file, or in the program itself; sub-byte types as the bytes they are in."""
    kind = dtype(value)
    element = np.dtype(kind if kind in WHOLE_BYTES else np.uint8)
    if value.WhichOneof("value") == "blobFileValue":
        where = value.blobFileValue
        file = unpacked.weights(where.fileName)
        offset, length = record(file, where.offset)
        return np.fromfile(file, element, length // element.itemsize, offset=offset)
    tensor = value.immediateValue.tensor
    field = tensor.WhichOneof("value")
    content = getattr(tensor, field).values if field else b""
    return np.frombuffer(content, element) if isinstance(content, bytes) else np.asarray(content)
