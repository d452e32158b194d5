"""Answers and evaluations made on the spot."""

from __future__ import annotations

import numpy as np

from mobilekit.evaluation.answers import condense, join
from mobilekit.evaluation.records import Answers, Evaluation, Pictures

LABELS = tuple(f"label {k}" for k in range(10))


def one_hot(answers: list[int], classes: int = 10, sure: float = 0.7) -> np.ndarray:
    """(N, classes) float32 probabilities whose best class is each of ``answers``, ``sure`` of it."""
    scores = np.full((len(answers), classes), (1 - sure) / (classes - 1), np.float32)
    scores[np.arange(len(answers)), answers] = sure
    return scores


def answers_of(target: list[int], reference: list[int] | None = None, sure: float = 0.7) -> Answers:
    if not target:
        return join([])
    return condense(one_hot(reference or target), one_hot(target, sure=sure), "softmax")


def evaluation_of(
    reference: list[int], targets: dict[str, list[int]], truth: list[int] | None = None, name: str = "tflite-float32"
) -> Evaluation:
    """An evaluation in which each model gives these first answers."""
    paths = tuple(f"{k:04}.png" for k in range(len(reference)))
    return Evaluation(
        folder="photos",
        pictures=Pictures(paths, None if truth is None else np.asarray(truth, np.int64)),
        labels=LABELS,
        reference_name=name,
        reference=answers_of(reference),
        nervousness=answers_of(reference),
        targets={variant: answers_of(target, reference) for variant, target in targets.items()},
    )
