"""Protobuf messages to bytes and back, without copying every map entry on the way.

Without a compiled protobuf (its 3.20 has none for Python 3.11, and tflite-support accepts no newer one) the library
copies the value of each map entry, twice to write it and once to read it, and a program nests four maps: 2.7 CPU
seconds to write MobileNetV2's 150 kB, against 0.1 here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

VARINT, FIXED64, LENGTH_DELIMITED, FIXED32 = 0, 1, 2, 5
"""Wire types: protobuf.dev/programming-guides/encoding."""


def serialise(message: Any) -> bytes:  # noqa: ANN401
    """The message as bytes: fields by number, map entries by key, so that every protobuf's kit writes the same.

    The same bytes as ``SerializeToString(deterministic=True)`` of the library in Python; the compiled one has an order
    of map entries of its own.
    """
    present = message.ListFields()
    if not any(field.message_type for field, _ in present):
        return bytes(message.SerializeToString(deterministic=True))
    return b"".join(_field(message, field, value) for field, value in present)


def _field(message: Any, field: Any, value: Any) -> bytes:  # noqa: ANN401
    if field.message_type is None:
        return _scalar(message, field, value)
    if field.message_type.GetOptions().map_entry:
        return b"".join(_framed(field.number, _entry(key, value[key])) for key in sorted(value))
    values = value if hasattr(value, "add") else [value]
    return b"".join(_framed(field.number, serialise(one)) for one in values)


def _entry(key: str, value: Any) -> bytes:  # noqa: ANN401
    """A map entry: a message of field 1, the key, and field 2, the value, both written even where empty.

    Core ML's programs and descriptions have maps from text to text or to messages, and no others.
    """
    return _framed(1, key.encode()) + _framed(2, value.encode() if isinstance(value, str) else serialise(value))


def _scalar(message: Any, field: Any, value: Any) -> bytes:  # noqa: ANN401
    """The bytes of one plain field, by a message that has no other."""
    alone = type(message)()
    if isinstance(value, (bool, int, float, str, bytes)):
        setattr(alone, field.name, value)
    else:
        getattr(alone, field.name).extend(value)
    return bytes(alone.SerializeToString(deterministic=True))


def _framed(number: int, payload: bytes) -> bytes:
    return _varint(number << 3 | LENGTH_DELIMITED) + _varint(len(payload)) + payload


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def fields(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The top level of a message: (field number, payload of a length-delimited field, the whole field).

    Raises:
        ValueError: no message.
    """
    at = 0
    while at < len(data):
        start = at
        tag, at = _read_varint(data, at)
        size = {FIXED64: 8, FIXED32: 4}.get(tag & 7, 0)
        if tag & 7 == LENGTH_DELIMITED:
            size, at = _read_varint(data, at)
        elif tag & 7 == VARINT:
            _, at = _read_varint(data, at)
        elif not size:
            raise ValueError(f"wire type {tag & 7}")
        if at + size > len(data):
            raise ValueError("a field beyond the end")
        yield tag >> 3, data[at : at + size], data[start : at + size]
        at += size


def number_of(field: bytes) -> int:
    """The value of a whole varint field, as ``fields`` gives it.

    Raises:
        ValueError: a field of another wire type.
    """
    tag, at = _read_varint(field, 0)
    if tag & 7 != VARINT:
        raise ValueError(f"wire type {tag & 7}")
    return _read_varint(field, at)[0]


def entries(data: bytes, number: int) -> dict[str, bytes]:
    """The map from text to messages that is field ``number``: key -> serialised value; the last of a key counts."""
    found = {}
    for one, payload, _ in fields(data):
        if one == number:
            entry = {part: value for part, value, _ in fields(payload)}
            found[entry.get(1, b"").decode()] = entry.get(2, b"")
    return found


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for index in range(10):
        byte = data[at + index] if at + index < len(data) else 0x80
        value |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return value, at + index + 1
    raise ValueError("a number without end")
