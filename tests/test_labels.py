"""Labels are split on bytes and never silently mended."""

from __future__ import annotations

import pytest

from mobilekit.errors import MobileKitError
from mobilekit.labels import check_count, parse_labels, unique_labels, write_labels


def test_lines_end_in_either_way_and_unicode_separators_do_not_split() -> None:
    text = "cat\r\nd\u2028og\x0b\nfish".encode()
    assert parse_labels(text, "f") == ("cat", "d\u2028og\x0b", "fish")


def test_what_is_written_reads_back() -> None:
    labels = ("Katze", "犬", "poisson rouge")
    assert write_labels(labels) == "Katze\n犬\npoisson rouge\n".encode()
    assert parse_labels(write_labels(labels), "f") == labels


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"caf\xe9\n", "f is not UTF-8."),
        (b"\xef\xbb\xbfcat\n", "f starts with a byte-order mark."),
        (b"cat\n\ndog\n", "f has an empty label on line 2."),
        (b"", "f has an empty label on line 1."),
    ],
)
def test_bad_labels_are_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(MobileKitError) as caught:
        parse_labels(data, "f")
    assert caught.value.message == sentence


def test_a_missing_background_label_is_recognised() -> None:
    with pytest.raises(MobileKitError, match="1001 labels, the model has 1000 outputs") as error:
        check_count(("x",) * 1001, 1000, "f")
    assert "background" in error.value.remedy
    check_count(("x",) * 1000, 1000, "f")


def test_labels_that_stand_twice_become_distinct() -> None:
    assert unique_labels(("crane", "dog", "crane")) == ("crane (0)", "dog", "crane (2)")
    assert unique_labels(("crane", "dog")) == ("crane", "dog")
