"""The head of a Core ML model: version, features and metadata, opened by hand.

``Model_pb2`` would do it, but it defines every kind of model there is: .13 s to import without a compiled protobuf, as
much as all else that ``inspect`` imports. Field numbers are those of Model.proto
(https://apple.github.io/coremltools/mlmodel/Format/Model.html).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mobilekit.formats.coreml.proto import messages
from mobilekit.formats.coreml.wire import fields, number_of

VERSION, DESCRIPTION = 1, 2
INPUT, OUTPUT, DEFAULT_FUNCTION, METADATA = 1, 10, 21, 100
NAME, TEXT, TYPE = 1, 2, 3
SHORT, MODEL_VERSION, AUTHOR, LICENSE, USER_DEFINED = 1, 2, 3, 4, 100


@dataclass(frozen=True)
class Feature:
    """An input or output: its name, what people read of it, and its ``FeatureTypes_pb2.FeatureType``."""

    name: str
    text: str
    type: Any


@dataclass(frozen=True)
class Head:
    """All of a ``Model`` message but the model.

    Attributes:
        version: of the specification.
        inputs: features taken.
        outputs: features given.
        main: name of the function to run; empty means ``main``.
        texts: description, version, author and license by their field number.
        user_defined: key -> text.
    """

    version: int
    inputs: tuple[Feature, ...]
    outputs: tuple[Feature, ...]
    main: str
    texts: dict[int, str]
    user_defined: dict[str, str]


def read_head(parts: list[tuple[int, bytes, bytes]]) -> Head:
    """The head among a model's top-level fields.

    Raises:
        ValueError: no message, or text that is not UTF-8.
        Exception: what protobuf raises on garbage.
    """
    about = list(fields(_last(parts, DESCRIPTION)))
    metadata = list(fields(_last(about, METADATA)))
    versions = [number_of(whole) for number, _, whole in parts if number == VERSION]
    return Head(
        version=versions[-1] if versions else 0,
        inputs=tuple(_feature(payload) for number, payload, _ in about if number == INPUT),
        outputs=tuple(_feature(payload) for number, payload, _ in about if number == OUTPUT),
        main=_last(about, DEFAULT_FUNCTION).decode(),
        texts={number: _last(metadata, number).decode() for number in (SHORT, MODEL_VERSION, AUTHOR, LICENSE)},
        user_defined=dict(_pair(payload) for number, payload, _ in metadata if number == USER_DEFINED),
    )


def _last(parts: list[tuple[int, bytes, bytes]], number: int) -> bytes:
    return next((payload for one, payload, _ in reversed(parts) if one == number), b"")


def _pair(entry: bytes) -> tuple[str, str]:
    parts = list(fields(entry))
    return _last(parts, 1).decode(), _last(parts, 2).decode()


def _feature(data: bytes) -> Feature:
    parts = list(fields(data))
    kind = messages("FeatureTypes_pb2").FeatureType()
    kind.ParseFromString(_last(parts, TYPE))
    return Feature(_last(parts, NAME).decode(), _last(parts, TEXT).decode(), kind)
