"""A model's answers beside the right ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mobilekit.evaluation.records import Answers, Whole, Wide


@dataclass(frozen=True)
class ClassRow:
    """One class that has pictures.

    Attributes:
        index: of the class.
        pictures: that show it.
        answered: pictures for which it was the answer.
        precision: share of ``answered`` that show it; 0 where it was never answered.
        recall: share of ``pictures`` for which it was the answer.
        f1: harmonic mean of the two; 0 where both are.
    """

    index: int
    pictures: int
    answered: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Accuracy:
    """What a model gets right.

    Attributes:
        top1: share of pictures whose class is the first answer; 0 without pictures.
        top5: share whose class is among the first five; None for a model with five answers or fewer.
        precision: macro: mean over the classes that have pictures.
        recall: macro, likewise.
        f1: macro, likewise: the mean of the classes' F1.
        classes: those that have pictures.
        confusion: (class, answer, pictures) for every pair that occurs, the right ones included; -1 for no answer.
    """

    top1: float
    top5: float | None
    precision: float
    recall: float
    f1: float
    classes: tuple[ClassRow, ...]
    confusion: tuple[tuple[int, int, int], ...]


def accuracy(answers: Answers, truth: Whole, count: int) -> Accuracy:
    """Figures of N answers whose right ones are ``truth``, (N,) indices below ``count``.

    Source of precision, recall and F1: van Rijsbergen, Information Retrieval, 1979, chapter 7.
    """
    first = answers.top5[:, 0]
    hits = first == truth
    rows = _classes(first, truth, count)
    means = [float(np.mean([getattr(row, name) for row in rows])) if rows else 0.0 for name in _MACRO]
    return Accuracy(
        top1=float(hits.mean()) if len(hits) else 0.0,
        top5=float((answers.top5 == truth[:, None]).any(axis=-1).mean()) if count > 5 and len(hits) else None,
        precision=means[0],
        recall=means[1],
        f1=means[2],
        classes=rows,
        confusion=_confusion(first, truth, count),
    )


_MACRO = ("precision", "recall", "f1")


def _classes(first: Whole, truth: Whole, count: int) -> tuple[ClassRow, ...]:
    pictures = np.bincount(truth, minlength=count)
    answered = np.bincount(first[first >= 0], minlength=count)
    right = np.bincount(truth[first == truth], minlength=count)
    precision = _share(right, answered)
    recall = _share(right, pictures)
    f1 = _share(2 * right, pictures + answered)
    return tuple(
        ClassRow(int(k), int(pictures[k]), int(answered[k]), float(precision[k]), float(recall[k]), float(f1[k]))
        for k in np.flatnonzero(pictures)
    )


def _share(part: Whole, whole: Whole) -> Wide:
    return np.asarray(part / np.maximum(whole, 1), np.float64)


def _confusion(first: Whole, truth: Whole, count: int) -> tuple[tuple[int, int, int], ...]:
    """Pairs that occur, sorted: a dense table of 100,000 classes would take 80 GB."""
    pairs, numbers = np.unique(truth * (count + 1) + first + 1, return_counts=True)
    rows = zip(pairs.tolist(), numbers.tolist(), strict=True)
    return tuple((pair // (count + 1), pair % (count + 1) - 1, number) for pair, number in rows)
