"""How good the finished file is, measured through the preprocessing contract and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.decoding import Undecodable
from mobilekit.preprocess import Preprocessing, load_image, normalise, to_tensor
from mobilekit.sources.base import Source
from mobilekit.train.listing import Labelled

CHUNK = 256
"""Pictures in memory at once."""


@dataclass(frozen=True)
class Evaluation:
    """Right and wrong answers on labelled pictures.

    Attributes:
        names: of the classes.
        confusion: (classes, classes) counts; first index the label, second the answer.
        skipped: pictures that could not be read.
        scores: class -> its precision, recall, F1 and number of pictures, as scikit-learn defines them; 0 where a
            class was never answered or has no pictures.
    """

    names: tuple[str, ...]
    confusion: npt.NDArray[np.int64]
    skipped: int
    scores: dict[str, dict[str, float]]

    @property
    def images(self) -> int:
        """Pictures looked at."""
        return int(self.confusion.sum())

    @property
    def accuracy(self) -> float:
        """Share answered right, in [0, 1]."""
        return float(np.trace(self.confusion) / max(1, self.images))

    def mean(self, score: str) -> float:
        """The plain mean over the classes of ``precision``, ``recall`` or ``f1``."""
        return float(np.mean([row[score] for row in self.scores.values()]))

    def as_json(self) -> dict[str, Any]:
        """As ``mobilekit.json`` and ``--json`` hold it, rounded to what a count of pictures can mean."""
        means = {f"macro_{score}": round(self.mean(score), 4) for score in ("precision", "recall", "f1")}
        classes = {name: {key: round(value, 4) for key, value in row.items()} for name, row in self.scores.items()}
        return {
            "images": self.images,
            "skipped": self.skipped,
            "accuracy": round(self.accuracy, 4),
            **means,
            "classes": classes,
            "confusion": self.confusion.tolist(),
        }


def evaluate(
    source: Source, listed: tuple[Labelled, ...], names: tuple[str, ...], rule: Preprocessing, step: Callable[[], None]
) -> Evaluation:
    """Hold the answers of ``source`` against the labels of pictures; those that cannot be read are counted.

    Args:
        source: the network.
        listed: the pictures.
        names: classes in output order.
        rule: the whole preprocessing.
        step: called once a picture.
    """
    truth: list[int] = []
    answers: list[int] = []
    for start in range(0, len(listed), CHUNK):
        tensors = []
        for picture in listed[start : start + CHUNK]:
            step()
            try:
                tensors.append(to_tensor(load_image(picture.path), rule))
            except Undecodable:
                continue
            truth.append(picture.label)
        if tensors:
            answers += source.predict(normalise(np.stack(tensors), rule)).argmax(1).tolist()
    return scored(names, truth, answers, len(listed) - len(truth))


def scored(names: tuple[str, ...], truth: list[int], answers: list[int], skipped: int) -> Evaluation:
    """The evaluation of (N,) class indices."""
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    every = list(range(len(names)))
    confusion = confusion_matrix(truth, answers, labels=every)
    rows = zip(*precision_recall_fscore_support(truth, answers, labels=every, zero_division=0), strict=True)
    keys = ("precision", "recall", "f1", "images")
    scores = {name: dict(zip(keys, map(float, row), strict=True)) for name, row in zip(names, rows, strict=True)}
    return Evaluation(names, confusion, skipped, scores)
