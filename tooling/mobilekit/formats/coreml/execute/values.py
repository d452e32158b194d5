"""Constants of a program as arrays: from the program itself or its weights file, sub-byte types unpacked."""

from __future__ import annotations

import struct
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.coreml.blob import record
from mobilekit.formats.coreml.program import dtype
from mobilekit.formats.coreml.unpack import Broken, Unpacked

Array = npt.NDArray[Any]

MOST_ELEMENTS, MOST_AXES = 1 << 28, 8
"""Of one tensor: 1 GB in single precision; MobileNetV3's largest has 1.2 million."""

SUB_BYTE = {"uint1": 1, "uint2": 2, "uint3": 3, "uint4": 4, "int4": 4, "uint6": 6}
"""Element type -> bits; held here in a whole byte each."""

STORED = {
    "float16": 1,
    "float32": 2,
    "uint8": 3,
    "int8": 4,
    "int16": 6,
    "uint16": 7,
    "int4": 8,
    "uint1": 9,
    "uint2": 10,
    "uint4": 11,
    "uint3": 12,
    "uint6": 13,
    "int32": 14,
    "uint32": 15,
}
"""Element type -> its number in a weights record (coremltools, mlmodel/src/MILBlob/Blob/BlobDataType.hpp)."""

LISTS = {"floats": "<f4", "doubles": "<f8", "ints": "<i8", "longInts": "<i8", "bools": "?"}
"""Fields of a ``TensorValue`` that hold numbers one by one -> numpy type that holds them all."""


def shape_of(tensor: Any) -> tuple[int, ...]:  # noqa: ANN401
    """The static shape of a ``MIL_pb2.TensorType``.

    Raises:
        Broken: a size that is not fixed, or more of it than any MobileNet has.
    """
    sizes = tuple(int(dimension.constant.size) for dimension in tensor.dimensions)
    if len(sizes) != tensor.rank or any(d.WhichOneof("dimension") != "constant" for d in tensor.dimensions):
        raise Broken("it has a tensor whose sizes are not fixed")
    if len(sizes) > MOST_AXES or prod(max(size, 1) for size in sizes) > MOST_ELEMENTS:
        raise Broken(f"it has a tensor of {sizes}, which is too large")
    return sizes


def constant(value: Any, unpacked: Unpacked) -> Array | str | tuple[str, ...]:  # noqa: ANN401
    """A ``MIL_pb2.Value`` as an array of its declared type and shape, a string, or a list of strings.

    Raises:
        Broken: data of another kind or size than declared, or not in the package.
    """
    if value.type.WhichOneof("type") == "listType":
        return tuple(str(constant(one, unpacked)) for one in value.immediateValue.list.values)
    if value.type.WhichOneof("type") != "tensorType":
        raise Broken("it has a constant that is no tensor")
    kind, shape = dtype(value), shape_of(value.type.tensorType)
    if value.WhichOneof("value") == "blobFileValue":
        return _from_bytes(_stored(value.blobFileValue, unpacked, kind), kind, shape)
    tensor = value.immediateValue.tensor
    held = tensor.WhichOneof("value")
    if held == "bytes":
        return _from_bytes(tensor.bytes.values, kind, shape)
    if held == "strings" and kind == "string" and len(tensor.strings.values) == 1:
        return str(tensor.strings.values[0])
    if held not in LISTS or kind == "string":
        raise Broken(f"it has a constant of type {kind} without a value")
    return _counted(np.array(getattr(tensor, held).values, LISTS[held]), kind, shape)


def _stored(where: Any, unpacked: Unpacked, kind: str) -> bytes:  # noqa: ANN401
    """The bytes of a weights record, whose own element type must be the program's: Core ML refuses others."""
    file = unpacked.weights(where.fileName)
    offset, length = record(file, where.offset)
    with file.open("rb") as stream:
        stream.seek(where.offset + 4)
        if struct.unpack("<I", stream.read(4))[0] != STORED.get(kind):
            raise Broken(f"its {file.name} holds something else than {kind} at {where.offset}")
        stream.seek(offset)
        return stream.read(length)


def _from_bytes(data: bytes, kind: str, shape: tuple[int, ...]) -> Array:
    if kind in SUB_BYTE:
        return unpacked_bits(np.frombuffer(data, np.uint8), SUB_BYTE[kind], shape, signed=kind == "int4")
    if kind not in STORED and kind not in ("bool", "int64", "uint64"):
        raise Broken(f"it has a constant of type {kind}, which is not known here")
    width = np.dtype(kind).itemsize
    if len(data) != prod(shape) * width:
        raise Broken(f"its weights have {len(data)} bytes where {shape} {kind} was declared")
    return np.frombuffer(data, np.dtype(kind).newbyteorder("<")).reshape(shape)


def unpacked_bits(data: npt.NDArray[np.uint8], bits: int, shape: tuple[int, ...], *, signed: bool = False) -> Array:
    """A stream of ``bits``-wide numbers, lowest bit first across byte borders -> (``shape``) uint8, or int8 if signed.

    Raises:
        Broken: more or fewer bytes than the shape takes.
    """
    count = prod(shape)
    if data.size != -(-count * bits // 8):
        raise Broken(f"its weights have {data.size} bytes where {shape} of {bits} bits was declared")
    single = np.unpackbits(data, count=count * bits, bitorder="little").reshape(count, bits)
    found = np.packbits(single, axis=1, bitorder="little").reshape(shape)
    if not signed:
        return found
    half = 1 << (bits - 1)
    return ((found.astype(np.int16) ^ half) - half).astype(np.int8)


def _counted(values: Array, kind: str, shape: tuple[int, ...]) -> Array:
    if values.size != prod(shape):
        raise Broken(f"it has a constant of {values.size} numbers where {shape} was declared")
    return values.astype(kind).reshape(shape)
