"""What is kept of a picture's scores is what a look at all of them would give."""

from __future__ import annotations

import numpy as np
import pytest

from mobilekit import metrics
from mobilekit.evaluation.answers import condense, join
from mobilekit.postprocess import softmax

RNG = np.random.default_rng(0)
LOGITS = RNG.normal(0, 3, (6, 10)).astype(np.float32)
REFERENCE = softmax(LOGITS)
TARGET = softmax(LOGITS + RNG.normal(0, 0.3, LOGITS.shape).astype(np.float32))


def test_figures_are_those_of_the_parity_checks() -> None:
    answers = condense(REFERENCE, TARGET, "softmax")
    assert answers.max_abs_difference.max() == metrics.max_abs_difference(REFERENCE, TARGET)
    assert answers.kl.mean() == pytest.approx(metrics.kl_divergence(REFERENCE, TARGET))
    assert 10 * np.log10(answers.signal.sum() / answers.noise.sum()) == pytest.approx(metrics.snr_db(REFERENCE, TARGET))
    assert np.array_equal(answers.top5, np.argsort(-TARGET, axis=1)[:, :5])
    assert answers.confidence == pytest.approx(TARGET.max(axis=1))


def test_logits_differ_as_they_are_and_diverge_as_probabilities() -> None:
    answers = condense(LOGITS, LOGITS + 1, "logits")
    assert answers.max_abs_difference == pytest.approx(np.ones(6))
    assert answers.kl == pytest.approx(np.zeros(6), abs=1e-6)
    assert answers.confidence == pytest.approx(softmax(LOGITS).max(axis=1))


def test_scores_that_are_no_numbers_answer_nothing() -> None:
    target = TARGET.copy()
    target[2, 4] = np.nan
    target[3, 0] = np.inf
    answers = condense(REFERENCE, target, "softmax")
    assert answers.top5[2:4].tolist() == [[-1] * 5] * 2
    assert answers.confidence[2:4].tolist() == [0, 0]
    for distance in (answers.kl, answers.max_abs_difference, answers.noise):
        assert np.isinf(distance[2:4]).all()
        assert np.isfinite(distance[[0, 1, 4, 5]]).all()


@pytest.mark.parametrize(("activation", "yes", "no"), [("sigmoid", 0.8, 0.3), ("logits", 1.3862944, -0.8472979)])
def test_one_output_answers_yes_or_no(activation: str, yes: float, no: float) -> None:
    scores = np.array([[yes], [no]], np.float32)
    answers = condense(scores, scores, activation)
    assert answers.top5.tolist() == [[1, 0], [0, 1]]
    assert answers.confidence == pytest.approx([0.8, 0.7])
    assert answers.kl == pytest.approx([0, 0])


def test_sigmoid_outputs_diverge_one_by_one() -> None:
    p, q = np.array([[0.5, 0.9]]), np.array([[0.25, 0.9]])
    expected = 0.5 * np.log(2) + 0.5 * np.log(0.5 / 0.75)
    assert condense(p, q, "sigmoid").kl == pytest.approx([expected])
    certain = condense(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]]), "sigmoid")
    assert certain.kl.tolist() == [0.0]


def test_chunks_join_in_order() -> None:
    whole = condense(REFERENCE, TARGET, "softmax")
    halves = join([condense(REFERENCE[:2], TARGET[:2], "softmax"), condense(REFERENCE[2:], TARGET[2:], "softmax")])
    for name, values in vars(whole).items():
        assert np.array_equal(getattr(halves, name), values), name
    assert len(join([]).confidence) == 0


def test_ties_go_to_the_lower_class() -> None:
    even = np.full((1, 10), 0.1, np.float32)
    assert condense(even, even, "softmax").top5.tolist() == [[0, 1, 2, 3, 4]]


def test_a_quantised_zero_is_a_score_below_half_a_step_and_not_impossible() -> None:
    reference = np.array([[0.90, 0.09, 0.01]], np.float32)
    target = np.array([[0.90, 0.10, 0.00]], np.float32)
    assert condense(reference, target, "softmax").kl[0] > 0.5
    assert condense(reference, target, "softmax", step=0.1).kl[0] < 0.05
