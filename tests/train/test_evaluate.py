"""The numbers of an evaluation, and their picture."""

from __future__ import annotations

import filecmp
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import f1_score, precision_score, recall_score

from mobilekit.train.card import card_text
from mobilekit.train.evaluate import scored
from mobilekit.train.plots import confusion_picture, learning_curve
from mobilekit.train.watch import Epoch

TRUTH = [0, 0, 0, 0, 1, 1, 2]
ANSWERS = [0, 0, 0, 1, 1, 0, 0]


def test_scores_are_scikit_learns_and_a_class_never_answered_has_zero() -> None:
    found = scored(("a", "b|c", "d"), TRUTH, ANSWERS, 2)
    assert found.confusion.tolist() == [[3, 1, 0], [1, 1, 0], [1, 0, 0]]
    assert (found.images, found.skipped, found.accuracy) == (7, 2, 4 / 7)
    assert found.scores["a"] == {"precision": 0.6, "recall": 0.75, "f1": pytest.approx(2 / 3), "images": 4}
    assert found.scores["d"] == {"precision": 0, "recall": 0, "f1": 0, "images": 1}
    for score, theirs in (("precision", precision_score), ("recall", recall_score), ("f1", f1_score)):
        assert found.mean(score) == pytest.approx(theirs(TRUTH, ANSWERS, average="macro", zero_division=0))


def test_what_json_holds() -> None:
    record = scored(("a", "b|c", "d"), TRUTH, ANSWERS, 2).as_json()
    assert record["accuracy"] == 0.5714
    assert record["macro_f1"] == round((2 / 3 + 0.5) / 3, 4)
    assert record["confusion"][0] == [3, 1, 0]
    assert record["classes"]["b|c"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "images": 2}


def test_a_bar_in_a_class_name_does_not_break_the_cards_tables() -> None:
    test = scored(("a", "b|c", "d"), TRUTH, ANSWERS, 2).as_json()
    line = {"phase": "train", "size": 32}
    training = {
        "command": "c", "data": {"name": "n", "images": {"train": 3}, "skipped": 0}, "start": "s", "epochs": 1,
        "history": [line], "val_accuracy": 0.5, "zeros": 0.0, "test": test,
    }  # fmt: skip
    about = {
        "net": {"arch": "x", "alpha": 1.0}, "card": {"description": "d", "author": "a", "license": "l"},
        "preprocessing": {"size": [32, 32], "mean": [0.0], "std": [1.0], "crop_fraction": 1.0},
        "labels": ["a", "b|c", "d"], "training": training,
    }  # fmt: skip
    text = card_text("n", about, 1, 1, 90.0)
    assert "| b\\|c | 0.5000 | 0.5000 | 0.5000 | 2 |" in text
    assert "| a | 3 | 1 | 0 |" in text
    assert "(2 more could not be read)" in text
    assert "Time: 1.5 minutes" in text


@pytest.mark.parametrize("classes", [3, 60])
def test_pictures_are_drawn_alike_each_time(classes: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    names = tuple(f"class {k}" for k in range(classes))
    found = scored(names, rng.integers(0, classes, 300).tolist(), rng.integers(0, classes, 300).tolist(), 0)
    history = [Epoch(k, "head" if k < 2 else "train", 32, 1 / k, 0.5, 0.6, 1 / k, 0.1, 1.0) for k in range(1, 5)]
    for name in ("first", "second"):
        confusion_picture(found, tmp_path / f"{name}.confusion.png")
        learning_curve(history, tmp_path / f"{name}.curve.png")
    for kind in ("confusion", "curve"):
        first, second = (tmp_path / f"{name}.{kind}.png" for name in ("first", "second"))
        assert filecmp.cmp(first, second, shallow=False)
        assert min(Image.open(first).size) > 300
