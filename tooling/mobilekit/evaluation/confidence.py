"""How sure a model is, and whether it is right that often."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mobilekit.evaluation.records import Answers, Whole

BINS = 15
"""Of equal width over 0..1, as in Guo et al."""


@dataclass(frozen=True)
class Confidence:
    """The first answers' probabilities.

    Attributes:
        histogram: pictures by ``BINS`` bins of equal width over 0..1; a bin holds its upper end.
        right: of those, pictures whose answer is right; None without labels.
        mean: of the probabilities; 0 without pictures.
        error: expected calibration error; None without labels.
    """

    histogram: tuple[int, ...]
    right: tuple[int, ...] | None
    mean: float
    error: float | None


def confidence(answers: Answers, truth: Whole | None) -> Confidence:
    """Sort N answers by their confidence.

    The expected calibration error is ``sum over bins of n_bin / N * |accuracy - mean confidence|``. Source: Guo et
    al., On Calibration of Modern Neural Networks, ICML 2017, equation 3.
    """
    values = answers.confidence
    count = max(1, len(values))
    bins = np.clip(np.ceil(values * BINS).astype(np.int64) - 1, 0, BINS - 1)
    held = np.bincount(bins, minlength=BINS)
    mean = float(values.mean()) if len(values) else 0.0
    if truth is None:
        return Confidence(tuple(held.tolist()), None, mean, None)
    right = np.bincount(bins[answers.top5[:, 0] == truth], minlength=BINS)
    sums = np.bincount(bins, weights=values, minlength=BINS)
    return Confidence(tuple(held.tolist()), tuple(right.tolist()), mean, float(np.abs(right - sums).sum() / count))
