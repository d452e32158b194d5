"""Accuracy, confidence and paired figures against values made by hand and by scikit-learn."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from evaluation.made import answers_of, one_hot
from mobilekit.evaluation.accuracy import accuracy
from mobilekit.evaluation.answers import condense, join
from mobilekit.evaluation.confidence import BINS, confidence
from mobilekit.evaluation.paired import agreement, change, same_answer

TRUTH = np.array([0, 0, 0, 1, 1, 2])
FIRST = [0, 0, 1, 1, 7, 0]


def test_accuracy_by_hand() -> None:
    found = accuracy(answers_of(FIRST), TRUTH, 10)
    assert found.top1 == pytest.approx(3 / 6)
    rows = {row.index: (row.pictures, row.answered, row.precision, row.recall) for row in found.classes}
    assert rows == {0: (3, 3, 2 / 3, 2 / 3), 1: (2, 2, 0.5, 0.5), 2: (1, 0, 0.0, 0.0)}
    assert found.f1 == pytest.approx((2 / 3 + 0.5 + 0) / 3)
    assert found.confusion == ((0, 0, 2), (0, 1, 1), (1, 1, 1), (1, 7, 1), (2, 0, 1))


def test_accuracy_is_scikit_learns() -> None:
    sklearn = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 10, 400)
    scores = one_hot(truth.tolist(), sure=0.3) + rng.random((400, 10)).astype(np.float32) * 0.4
    answers = condense(scores, scores, "softmax")
    found, first = accuracy(answers, truth, 10), scores.argmax(axis=1)
    expected = sklearn.precision_recall_fscore_support(truth, first, average="macro", zero_division=0)[:3]
    assert (found.precision, found.recall, found.f1) == pytest.approx(expected)
    assert found.top1 == pytest.approx(sklearn.accuracy_score(truth, first))
    assert found.top5 == pytest.approx(sklearn.top_k_accuracy_score(truth, scores, k=5))
    matrix = np.zeros((10, 10), int)
    for row, column, count in found.confusion:
        matrix[row, column] = count
    assert np.array_equal(matrix, sklearn.confusion_matrix(truth, first, labels=range(10)))


def test_top_5_says_nothing_of_five_classes() -> None:
    scores = one_hot([0, 1], 5)
    assert accuracy(condense(scores, scores, "softmax"), np.array([0, 1]), 5).top5 is None


def test_an_answer_that_is_no_number_is_wrong_and_agrees_with_nothing() -> None:
    scores = one_hot([3, 3])
    target = scores.copy()
    target[1] = np.nan
    answers = condense(scores, target, "softmax")
    assert accuracy(answers, np.array([3, 3]), 10).top1 == 0.5
    assert accuracy(answers, np.array([3, 3]), 10).confusion == ((3, -1, 1), (3, 3, 1))
    assert same_answer(answers_of([3, 3]), answers).tolist() == [True, False]
    assert same_answer(answers, answers).tolist() == [True, False]
    found = agreement(answers_of([3, 3]), answers)
    assert (found.snr_db, found.kl, found.max_abs_difference) == (-math.inf, math.inf, math.inf)


def test_agreement_of_equal_answers_has_no_end_of_signal() -> None:
    found = agreement(answers_of(FIRST), answers_of(FIRST))
    assert (found.share, found.snr_db, found.kl, found.max_abs_difference) == (1.0, math.inf, 0.0, 0.0)


def test_flips_each_way_are_paired() -> None:
    truth = np.zeros(10, np.int64)
    before = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2]
    after = [0, 0, 0, 0, 1, 2, 0, 1, 2, 2]
    found = change(answers_of(before), answers_of(after, before), truth, 0)
    assert (found.fixed, found.broken) == (1, 2)
    assert found.accuracy == pytest.approx(-0.1)
    assert found.mcnemar_p == 1.0
    assert found.interval[0] < -0.1 < found.interval[1]
    assert agreement(answers_of(before), answers_of(after, before)).same == 6


def test_equal_accuracies_can_hide_flips() -> None:
    truth = np.arange(10)
    before = [0, 1, 2, 3, 4, 0, 0, 0, 0, 0]
    after = [9, 9, 9, 9, 9, 5, 6, 7, 8, 9]
    found = change(answers_of(before), answers_of(after, before), truth, 0)
    assert (found.accuracy, found.fixed, found.broken) == (0.0, 5, 5)
    assert agreement(answers_of(before), answers_of(after, before)).share == 0.0


def test_calibration_error_by_hand() -> None:
    # Two bins: six pictures at .9 of which three are right, four at .5 of which one is.
    answers = join([answers_of([0] * 6, sure=0.9), answers_of([0] * 4, sure=0.5)])
    found = confidence(answers, np.array([0, 0, 0, 1, 1, 1, 0, 1, 1, 1]))
    assert found.error == pytest.approx(0.6 * abs(0.5 - 0.9) + 0.4 * abs(0.25 - 0.5), abs=1e-6)
    assert found.mean == pytest.approx(0.74)
    held = {
        bin_: (count, right)
        for bin_, (count, right) in enumerate(zip(found.histogram, found.right, strict=True))
        if count
    }
    assert held == {7: (4, 1), 13: (6, 3)}


def test_a_bin_holds_its_upper_end_and_the_first_holds_nothing_below() -> None:
    answers = dataclasses.replace(answers_of([0] * 4), confidence=np.array([0.0, 1 / BINS, 1.0, 0.5 / BINS]))
    assert confidence(answers, None).histogram == (3, *[0] * 13, 1)
    assert confidence(answers, None).error is None


def test_no_pictures_give_no_figures_and_no_crash() -> None:
    nothing, truth = join([]), np.zeros(0, np.int64)
    assert agreement(nothing, nothing).share == 0.0
    assert accuracy(nothing, truth, 10).classes == ()
    assert confidence(nothing, truth).error == 0.0
    assert change(nothing, nothing, truth, 0).accuracy == 0.0
