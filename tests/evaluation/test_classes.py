"""A class is named by its label, exactly, or by its index; nothing is guessed."""

from __future__ import annotations

import pytest

from mobilekit.evaluation.classes import Classes

ANIMALS = Classes(("cat", "great white shark", "caf\u00e9", "0", "crane", "crane (5)"))


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("cat", 0),
        ("great white shark", 1),
        ("cafe\u0301", 2),
        ("5", 5),
        ("005", 5),
        ("0", 3),
        ("Cat", None),
        ("cat ", None),
        ("great", None),
        ("6", None),
        ("-1", None),
        ("1.0", None),
        ("\u0661", None),
        ("1" * 5000, None),
        ("", None),
    ],
)
def test_what_a_text_names(text: str, index: int | None) -> None:
    assert ANIMALS.find(text) == index


def test_the_nearest_label_is_offered_whatever_was_written() -> None:
    assert ANIMALS.nearest("Great_White_Shark") == "great white shark"
    assert ANIMALS.nearest("~~~~") in ANIMALS.names


def test_a_network_with_one_output_answers_no_or_yes() -> None:
    hot_dog = Classes(("hot dog",))
    assert hot_dog.names == ("not hot dog", "hot dog")
    assert [hot_dog.find(text) for text in ("hot dog", "not hot dog", "0", "1", "2")] == [1, 0, 0, 1, None]
    assert Classes(hot_dog.names).names == hot_dog.names
