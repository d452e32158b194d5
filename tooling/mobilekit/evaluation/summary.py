"""An evaluation as plain JSON values: what ``report.json`` holds of it."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from mobilekit.evaluation.accuracy import Accuracy, accuracy
from mobilekit.evaluation.confidence import BINS, confidence
from mobilekit.evaluation.paired import agreement, change, same_answer
from mobilekit.evaluation.records import Answers, Evaluation
from mobilekit.evaluation.request import SEED
from mobilekit.evaluation.verdicts import refusals

MOST_FLIPS = 200
MOST_REFUSED = 200
"""Rows listed of each; the counts beside them are of all."""

DENSE_CLASSES = 50
"""Up to this many classes the confusion matrix is a whole table, above it the pairs that occur."""


def summary(evaluation: Evaluation) -> dict[str, Any]:
    """All figures as plain values, infinities among them: the signal-to-noise ratio of equal outputs has no end.

    Returns:
        ``folder``, ``labels``, ``left_out`` as in the record;
        ``pictures``: ``used``, ``labelled``, ``refused`` (a count), ``refused_by_reason``, ``refused_files`` (the
        first 200: ``path``, ``reason``), ``converted``;
        ``reference``: ``name``, ``confidence`` and, with labels, ``accuracy``;
        ``nervousness``: ``agreement``, ``drift`` and, with labels, ``change``;
        ``variants``: name -> all of these but ``name``, and ``flips`` (the first 200 of them).

        ``confidence``, ``accuracy``, ``agreement`` and ``change`` have the fields of the dataclasses in
        ``confidence.py``, ``accuracy.py`` and ``paired.py``; ``confidence.bins`` is their number; ``drift`` has
        ``mean_confidence`` and, with labels, ``error``: target minus reference. ``accuracy.confusion`` has ``kind``
        ``matrix`` (``rows``: class x answer; ``no_answer``: a count a class) or ``pairs`` (``rows``: [class, answer,
        pictures], -1 for no answer).
    """
    return {
        "folder": evaluation.folder,
        "pictures": _pictures(evaluation),
        "labels": list(evaluation.labels),
        "reference": {"name": evaluation.reference_name, **_alone(evaluation, evaluation.reference)},
        "nervousness": _beside(evaluation, evaluation.nervousness),
        "variants": {name: _target(evaluation, target) for name, target in evaluation.targets.items()},
        "left_out": evaluation.left_out,
    }


def flips(evaluation: Evaluation, target: Answers, most: int = MOST_FLIPS) -> list[dict[str, Any]]:
    """The pictures that the target answers otherwise, those that it answers with most confidence first."""
    rows = np.flatnonzero(~same_answer(evaluation.reference, target))
    order = rows[np.argsort(-target.confidence[rows], kind="stable")][:most]
    return [_flip(evaluation, target, int(row)) for row in order]


def _flip(evaluation: Evaluation, target: Answers, row: int) -> dict[str, Any]:
    pictures, reference = evaluation.pictures, evaluation.reference
    return {
        "path": pictures.paths[row],
        "truth": None if pictures.truth is None else int(pictures.truth[row]),
        "reference": {"answer": int(reference.top5[row, 0]), "confidence": float(reference.confidence[row])},
        "target": {"answer": int(target.top5[row, 0]), "confidence": float(target.confidence[row])},
    }


def _pictures(evaluation: Evaluation) -> dict[str, Any]:
    pictures = evaluation.pictures
    return {
        "used": len(pictures.paths),
        "labelled": pictures.truth is not None,
        "refused": len(pictures.refused),
        "refused_by_reason": refusals(evaluation),
        "refused_files": [dataclasses.asdict(refused) for refused in pictures.refused[:MOST_REFUSED]],
        "converted": pictures.converted or {},
    }


def _target(evaluation: Evaluation, target: Answers) -> dict[str, Any]:
    return {
        **_alone(evaluation, target),
        **_beside(evaluation, target),
        "flips": flips(evaluation, target),
    }


def _alone(evaluation: Evaluation, answers: Answers) -> dict[str, Any]:
    """What can be said of a model by itself."""
    truth = evaluation.pictures.truth
    sure = confidence(answers, truth)
    found: dict[str, Any] = {"confidence": {"bins": BINS, **dataclasses.asdict(sure)}}
    if truth is not None:
        found["accuracy"] = _accuracy(accuracy(answers, truth, len(evaluation.labels)), len(evaluation.labels))
    return found


def _beside(evaluation: Evaluation, target: Answers) -> dict[str, Any]:
    """What can be said of a model only beside the reference."""
    truth = evaluation.pictures.truth
    found: dict[str, Any] = {"agreement": dataclasses.asdict(agreement(evaluation.reference, target))}
    before, after = confidence(evaluation.reference, truth), confidence(target, truth)
    drift: dict[str, Any] = {"mean_confidence": after.mean - before.mean}
    if truth is not None and before.error is not None and after.error is not None:
        found["change"] = dataclasses.asdict(change(evaluation.reference, target, truth, SEED))
        drift["error"] = after.error - before.error
    return {**found, "drift": drift}


def _accuracy(found: Accuracy, classes: int) -> dict[str, Any]:
    rows = dataclasses.asdict(found)
    if classes <= DENSE_CLASSES:
        table = np.zeros((classes, classes + 1), np.int64)
        for actual, answer, count in found.confusion:
            table[actual, answer] = count
        dense = table[:, :classes].tolist()
        return {**rows, "confusion": {"kind": "matrix", "rows": dense, "no_answer": table[:, classes].tolist()}}
    return {**rows, "confusion": {"kind": "pairs", "rows": [list(row) for row in found.confusion]}}
