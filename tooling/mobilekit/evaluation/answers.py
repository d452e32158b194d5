"""From scores to the few numbers that are kept of each picture."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mobilekit import metrics
from mobilekit.checks.figures import without_zeros
from mobilekit.evaluation.records import Answers, Wide
from mobilekit.postprocess import probabilities, top_1, top_k
from mobilekit.spec import LOGITS, SIGMOID, Batch

KEPT = 5
"""Classes kept of each answer: what top-5 accuracy needs."""

_SMALLEST = float(np.finfo(np.float32).tiny)


def condense(reference: Batch, target: Batch, activation: str, step: float = 0.0) -> Answers:
    """(N, classes) dequantised outputs of both -> the target's answers and its distances from the reference.

    Differences, signal and noise are of the outputs as they are, as in the parity checks; confidence and divergence
    of the probabilities behind them. ``step`` is that of the target's quantised outputs, 0 where they are not.
    """
    clean = np.isfinite(target).all(axis=-1)
    p, q = probabilities_of(reference, activation), probabilities_of(target, activation)
    binary = reference.shape[-1] == 1 or activation == SIGMOID
    with np.errstate(invalid="ignore", over="ignore"):
        filled = without_zeros(q.astype(np.float32), step) if step else q
        kl = _bernoulli_kl(p, q) if binary else metrics.row_kl_divergence(p, filled)
        top = _top(target, activation)
        answers = Answers(
            top5=np.where(clean[:, None], top, -1),
            confidence=np.where(clean, _confidence(q, top[:, 0]), 0.0),
            max_abs_difference=metrics.row_max_abs_difference(reference, target),
            kl=np.where(clean, kl, np.inf),
            signal=metrics.row_signal(reference, target),
            noise=metrics.row_noise(reference, target),
        )
    return answers


def join(parts: list[Answers]) -> Answers:
    """Answers to chunks of pictures, in order, as one; of no pictures where there are none."""
    if not parts:
        none = np.zeros(0)
        return Answers(np.zeros((0, 1), np.int64), none, none, none, none, none)
    names = Answers.__dataclass_fields__
    return Answers(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def probabilities_of(scores: Batch, activation: str) -> Wide:
    """(N, classes) outputs -> probabilities; a single output's logit by the logistic function."""
    if scores.shape[-1] == 1 and activation == LOGITS:
        return np.asarray(1 / (1 + np.exp(-scores.astype(np.float64))))
    return probabilities(scores, activation).astype(np.float64)


def _top(scores: Batch, activation: str) -> npt.NDArray[np.int64]:
    if scores.shape[-1] > 1:
        return top_k(scores, KEPT)
    first = top_1(scores, activation)
    return np.stack([first, 1 - first], axis=-1)


def _confidence(q: Wide, first: npt.NDArray[np.int64]) -> Wide:
    if q.shape[-1] == 1:
        return np.where(first == 1, q[:, 0], 1 - q[:, 0])
    return np.asarray(np.take_along_axis(q, first[:, None], axis=-1)[:, 0])


def _bernoulli_kl(p: Wide, q: Wide) -> Wide:
    """(N, outputs) independent yes-or-no probabilities -> (N,) sum of their divergences, nats."""
    shares = ((p, q), (1 - p, 1 - q))
    terms = [np.where(a > 0, a * np.log(np.maximum(a, _SMALLEST) / np.maximum(b, _SMALLEST)), 0.0) for a, b in shares]
    return np.asarray(np.sum(terms, axis=0).sum(axis=-1))
