"""Flatbuffer tables without generated code: a field's slot is its place in the table's row."""

from __future__ import annotations

import struct
from typing import Any

MODEL = "ModelMetadata"
TABLES: dict[str, tuple[str, ...]] = {
    "ModelMetadata": (
        "name", "description", "version", "subgraphs", "author", "license", "files", "min_parser_version",
    ),
    "SubGraphMetadata": ("name", "description", "inputs", "outputs"),
    "TensorMetadata": ("name", "description", "dimension_names", "content", "process_units", "stats", "files"),
    "Content": ("properties_type", "properties", "range"),
    "FeatureProperties": (),
    "ImageProperties": ("color_space", "default_size"),
    "ImageSize": ("width", "height"),
    "ProcessUnit": ("options_type", "options"),
    "NormalizationOptions": ("mean", "std"),
    "Stats": ("max", "min"),
    "AssociatedFile": ("name", "description", "type", "locale", "version"),
}  # fmt: skip
"""Field order of tflite-support's metadata_schema.fbs 1.5.0; tables end where the kit needs no later field."""

SCALARS = {
    "properties_type": "Uint8", "options_type": "Uint8", "color_space": "Int8", "type": "Int8",
    "width": "Uint32", "height": "Uint32",
}  # fmt: skip

BROKEN = (struct.error, ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError)
"""What the flatbuffers library and the readers here raise on bytes that are no flatbuffer of the kind expected."""

LONGEST = 4096
"""Longest vector read: far above any classifier's metadata, far below what would stall the reader."""


class Table:
    """One table to be written: ``Table("Stats", max=[1.0], min=[0.0])``. Fields that are None are left out."""

    def __init__(self, kind: str, **values: Any) -> None:  # noqa: ANN401
        self.kind = kind
        self.values = {TABLES[kind].index(name): (name, value) for name, value in values.items() if value is not None}

    def write(self, builder: Any) -> int:  # noqa: ANN401
        """Put the table and all below it into a ``flatbuffers.Builder``; its offset."""
        offsets = {slot: _offset(builder, value) for slot, (name, value) in self.values.items() if name not in SCALARS}
        builder.StartObject(len(TABLES[self.kind]))
        for slot, (name, value) in self.values.items():
            if name in SCALARS:
                getattr(builder, f"Prepend{SCALARS[name]}Slot")(slot, value, 0)
            else:
                builder.PrependUOffsetTRelativeSlot(slot, offsets[slot], 0)
        return int(builder.EndObject())


def _offset(builder: Any, value: Any) -> int:  # noqa: ANN401
    if isinstance(value, str):
        return int(builder.CreateString(value))
    if isinstance(value, Table):
        return value.write(builder)
    if all(isinstance(item, float) for item in value):
        return _vector(builder, value, builder.PrependFloat32)
    return _vector(builder, [_offset(builder, item) for item in value], builder.PrependUOffsetTRelative)


def _vector(builder: Any, items: list[Any], prepend: Any) -> int:  # noqa: ANN401
    builder.StartVector(4, len(items), 4)
    for item in reversed(items):
        prepend(item)
    return int(builder.EndVector())


class Node:
    """One table to be read; each getter answers None or an empty list where the field is absent.

    The bytes are not trusted: whatever is out of range raises one of ``BROKEN``.
    """

    def __init__(self, kind: str, data: bytes, position: int) -> None:
        from flatbuffers.table import Table as Raw

        self.kind, self.raw = kind, Raw(data, position)

    @classmethod
    def root(cls, kind: str, data: bytes) -> Node:
        """The root table of a whole buffer."""
        return cls(kind, data, int.from_bytes(data[:4], "little"))

    def text(self, field: str) -> str | None:
        """A string field, UTF-8."""
        at = self._at(field)
        if not at:
            return None
        start = self.raw.Indirect(at)
        length = int.from_bytes(self.raw.Bytes[start : start + 4], "little")
        value = bytes(self.raw.Bytes[start + 4 : start + 4 + length])
        if len(value) != length:
            raise ValueError(f"{field} ends outside the file")
        return value.decode("utf-8")

    def number(self, field: str) -> int:
        """A scalar field; 0 where absent, the schema's default for all of them."""
        from flatbuffers import number_types

        offset = self.raw.Offset(self._slot(field))
        flags = getattr(number_types, f"{SCALARS[field]}Flags")
        return int(self.raw.Get(flags, self.raw.Pos + offset)) if offset else 0

    def child(self, field: str, kind: str) -> Node | None:
        """A table field, read as ``kind``."""
        at = self._at(field)
        return Node(kind, self.raw.Bytes, self.raw.Indirect(at)) if at else None

    def children(self, field: str, kind: str) -> list[Node]:
        """A vector of tables."""
        return [Node(kind, self.raw.Bytes, self.raw.Indirect(at)) for at in self._items(field)]

    def floats(self, field: str) -> list[float]:
        """A vector of float32."""
        from flatbuffers import number_types

        return [float(self.raw.Get(number_types.Float32Flags, at)) for at in self._items(field)]

    def _items(self, field: str) -> list[int]:
        offset = self.raw.Offset(self._slot(field))
        if not offset:
            return []
        length = self.raw.VectorLen(offset)
        if length > LONGEST:
            raise ValueError(f"{field} has {length} items")
        start = self.raw.Vector(offset)
        return [start + 4 * index for index in range(length)]

    def _at(self, field: str) -> int:
        offset = self.raw.Offset(self._slot(field))
        return self.raw.Pos + offset if offset else 0

    def _slot(self, field: str) -> int:
        return 4 + 2 * TABLES[self.kind].index(field)
