"""The weights file of an ML program: 64-byte headers that point at data, looked at without reading the data.

Layout after coremltools' MILBlob (mlmodel/src/MILBlob/Blob/StorageFormat.hpp): a file header {u32 count, u32 version}
and, wherever a program points, a record {u32 sentinel, u32 dtype, u64 bytes, u64 offset of the data, u64 padding bits}.
"""

from __future__ import annotations

import struct
from pathlib import Path

from mobilekit.formats.coreml.unpack import Broken

HEADER, RECORD = struct.Struct("<II"), struct.Struct("<IIQQQ")
VERSION, SENTINEL, ALIGNMENT = 2, 0xDEADBEEF, 64


def record(file: Path, at: int) -> tuple[int, int]:
    """(offset, length) in bytes of the data that the record at offset ``at`` of ``file`` describes.

    Raises:
        Broken: no such record, or data beyond the end of the file.
    """
    size = file.stat().st_size
    with file.open("rb") as stream:
        head = stream.read(HEADER.size)
        if len(head) < HEADER.size or HEADER.unpack(head)[1] != VERSION:
            raise Broken(f"its {file.name} has no header of version {VERSION}")
        if at % ALIGNMENT or at + RECORD.size > size:
            raise Broken(f"its {file.name} has no weights at {at}")
        stream.seek(at)
        sentinel, _, length, offset, _ = RECORD.unpack(stream.read(RECORD.size))
    if sentinel != SENTINEL:
        raise Broken(f"its {file.name} has no weights at {at}")
    if offset % ALIGNMENT or offset + length > size:
        raise Broken(f"its {file.name} ends before the weights at {at}")
    return offset, length
