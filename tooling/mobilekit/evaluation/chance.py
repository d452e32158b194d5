"""What chance alone would do: exact tests and intervals, one a function."""

from __future__ import annotations

import math

import numpy as np

RESAMPLES = 10_000
"""Of a bootstrap: the ends of a 95 % interval then move by a few hundredths of its width between seeds."""

LEVEL = 0.95
"""Of every interval."""

Z = 1.959963984540054
"""Quantile .975 of the normal distribution: what a two-sided interval at ``LEVEL`` is made with."""


def at_most(successes: int, trials: int, share: float) -> float:
    """Probability of ``successes`` or fewer in ``trials`` independent trials that each succeed with ``share``.

    The cumulative binomial distribution, its terms as logarithms: C(n, k) leaves a double from 1,030 trials on.
    """
    if share <= 0 or successes >= trials:
        return 1.0
    if share >= 1:
        return 0.0
    whole, hit, miss = math.lgamma(trials + 1), math.log(share), math.log1p(-share)
    terms = (
        math.exp(whole - math.lgamma(k + 1) - math.lgamma(trials - k + 1) + k * hit + (trials - k) * miss)
        for k in range(successes + 1)
    )
    return min(1.0, math.fsum(terms))


def mcnemar_p(fixed: int, broken: int) -> float:
    """Two-sided exact p-value that ``fixed`` and ``broken`` are equally likely: McNemar's test on the discordant pairs.

    Twice the binomial tail at one half, at most 1. Source: McNemar, Note on the sampling error of the difference
    between correlated proportions, Psychometrika 12, 1947; exact form: Agresti, Categorical Data Analysis, 10.1.
    """
    return min(1.0, 2 * at_most(min(fixed, broken), fixed + broken, 0.5))


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """95 % score interval of a share; (0, 1) for no trials.

    Source: Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927.
    """
    if trials == 0:
        return 0.0, 1.0
    share, square = successes / trials, Z * Z
    centre = (share + square / (2 * trials)) / (1 + square / trials)
    half = Z / (1 + square / trials) * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    return (centre - half if successes else 0.0), (centre + half if successes < trials else 1.0)


def change_interval(fixed: int, broken: int, pictures: int, seed: int) -> tuple[float, float]:
    """95 % bootstrap interval of the change of accuracy, ``(fixed - broken) / pictures``; (0, 0) for no pictures.

    Pictures are drawn in pairs of both answers. A picture's change is 1, -1 or 0, so a resample of all pictures is one
    draw of a multinomial distribution. Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter
    13, percentile interval.
    """
    if pictures == 0:
        return 0.0, 0.0
    shares = np.array([fixed, broken, pictures - fixed - broken]) / pictures
    draws = np.random.default_rng(seed).multinomial(pictures, shares, RESAMPLES)
    low, high = np.quantile((draws[:, 0] - draws[:, 1]) / pictures, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
