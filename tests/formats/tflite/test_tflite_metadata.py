"""The metadata writer and reader against literal bytes, a zip reader, and damage."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest

from formats.frozen import CARD
from mobilekit.errors import MobileKitError
from mobilekit.formats.tflite import TFLITE, metadata
from mobilekit.preprocess import Preprocessing

PINNED = "97aad26887c489e48db095f52bc21d25f68d4428f3881090c4a6276dcc04037c"
"""Of 728 bytes that tflite-support's displayer read in full (test_tflite_consumers.py) when they were pinned."""

FLOAT = metadata.Interface("float32", "float32")


def test_the_metadata_says_what_the_card_and_the_preprocessing_say(files):
    found = TFLITE.readback(files["float32"]).metadata
    assert {key: found[key] for key in ("name", "description", "version", "author", "license")} == {
        "name": "tiny_net",
        "description": "Tells ten things apart.",
        "version": "1.2.3",
        "author": "The MobileKit authors",
        "license": "Apache-2.0",
    }
    assert found["mean"] == found["std"] == [127.5, 127.5, 127.5]
    assert found["color_order"] == "RGB"
    assert found["labels"] == [f"thing {index}" for index in range(10)]
    assert found["score_range"] == [0.0, 1.0]
    assert found["min_parser_version"] == "1.0.0"


def test_the_flatbuffer_is_these_bytes():
    built = metadata.build(CARD, Preprocessing((33, 32), mean=(123.5, 116.0, 103.0), std=(58.0, 58.0, 58.0)), FLOAT)
    assert built[4:8] == b"M001"
    assert hashlib.sha256(built).hexdigest() == PINNED


def test_mean_and_std_keep_their_channels():
    rule = Preprocessing((2, 3), mean=(1.0, 2.0, 3.0), std=(4.0, 5.0, 6.0))
    found = metadata.read(metadata.build(CARD, rule, FLOAT))
    assert (found["mean"], found["std"]) == ([1.0, 2.0, 3.0], [4.0, 5.0, 6.0])


def test_labels_are_stored_uncompressed_with_a_fixed_time():
    whole = metadata.append_labels(b"TFL3 model", ("cat", "dog"))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        (entry,) = archive.infolist()
        assert (entry.filename, entry.compress_type, entry.date_time) == (
            "labels.txt", zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0),
        )  # fmt: skip
        assert archive.read("labels.txt") == b"cat\ndog\n"
    assert whole.startswith(b"TFL3 model")


def test_labels_split_on_line_feeds_alone():
    labels = ("crème brûlée", "two\u2028lines", "kept \r", " ", "")
    assert metadata.read_labels(metadata.append_labels(b"", labels), "labels.txt") == list(labels)


@pytest.mark.parametrize("damage", [lambda data: data[:-30], lambda data: data.replace(b"thing 3\n", b"thing 4\n")])
def test_a_damaged_labels_file_is_refused(files, tmp_path, damage):
    broken = tmp_path / "broken.tflite"
    broken.write_bytes(damage(files["float32"].read_bytes()))
    with pytest.raises(MobileKitError, match=r"has lost the labels that its metadata names: no readable labels\.txt\."):
        TFLITE.readback(broken)


def test_labels_that_unpack_to_more_than_the_limit_are_not_unpacked():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("labels.txt", b"\n" * (metadata.LARGEST + 1))
    with pytest.raises(metadata.LabelsError):
        metadata.read_labels(file.getvalue(), "labels.txt")


def test_what_is_no_metadata_flatbuffer_is_refused():
    built = bytearray(metadata.build(CARD, Preprocessing((2, 2)), FLOAT))
    built[4:8] = b"M002"
    with pytest.raises(ValueError, match="no metadata flatbuffer"):
        metadata.read(bytes(built))
