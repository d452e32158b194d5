from __future__ import annotations

import pytest
from google.protobuf.internal import api_implementation

from mobilekit.formats.coreml.proto import messages
from mobilekit.formats.coreml.wire import entries, fields, serialise


def parsed(package):
    model = messages("Model_pb2").Model()
    model.ParseFromString((package / "Data/com.apple.CoreML/model.mlmodel").read_bytes())
    return model


@pytest.mark.parametrize("recipe", ["float16", "palettized_6bit"])
def test_bytes_are_those_of_the_library(packages, recipe):
    """To the byte for the library in Python; the compiled one has another order of map entries for the same message."""
    model = parsed(packages[recipe])
    theirs = model.SerializeToString(deterministic=True)
    assert messages("Model_pb2").Model.FromString(serialise(model)) == model
    assert len(serialise(model)) == len(theirs)
    if api_implementation.Type() == "python":
        assert serialise(model) == theirs


def test_map_entries_are_in_order_and_empty_values_are_written():
    model = messages("Model_pb2").Model()
    model.description.metadata.userDefined["b"] = ""
    model.description.metadata.userDefined["a"] = "é"
    assert serialise(model) == model.SerializeToString(deterministic=True)
    assert serialise(model).endswith(b"\x0a\x01a\x12\x02\xc3\xa9\xa2\x06\x05\x0a\x01b\x12\x00")


def test_lengths_above_127_take_two_bytes():
    model = messages("Model_pb2").Model(specificationVersion=300)
    model.description.metadata.author = "x" * 200
    assert serialise(model)[:3] == b"\x08\xac\x02"
    assert serialise(model) == model.SerializeToString()


def test_a_message_is_split_into_its_fields():
    data = b"\x08\xac\x02" + b"\x12\x03abc" + b"\x1d\x01\x02\x03\x04" + b"\x21" + bytes(8)
    assert [(number, payload) for number, payload, _ in fields(data)] == [
        (1, b""),
        (2, b"abc"),
        (3, b"\x01\x02\x03\x04"),
        (4, bytes(8)),
    ]
    assert b"".join(whole for _, _, whole in fields(data)) == data


@pytest.mark.parametrize("data", [b"\x12\x03ab", b"\x12", b"\xff" * 11, b"\x0b", b"\x1d\x00"])
def test_what_is_no_message_is_refused(data):
    with pytest.raises(ValueError, match=r"beyond the end|without end|wire type"):
        list(fields(data))


def test_a_map_is_opened_by_key_and_the_last_entry_counts():
    def entry(key, value):
        return (
            b"\x12"
            + bytes([4 + len(key) + len(value)])
            + b"\x0a"
            + bytes([len(key)])
            + key
            + b"\x12"
            + bytes([len(value)])
            + value
        )

    data = entry(b"main", b"1") + b"\x08\x05" + entry(b"other", b"2") + entry(b"main", b"34")
    assert entries(data, 2) == {"main": b"34", "other": b"2"}
