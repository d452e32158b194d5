"""How far each result's integers reach: candidates, from histograms."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from mobilekit.formats.tflite.quantise.scales import HIGHEST, LOWEST
from mobilekit.formats.tflite.quantise.statistics import HALF, Spread

Range = tuple[float, float]
Rule = Callable[[Spread], Range]
LEAST, TRIED, ROUNDS = 0.2, 33, 2
"""Least share of the extremes tried, how many shares, how often each end is searched in turn."""


def extremes(spread: Spread) -> Range:
    """The least and the largest value seen."""
    return spread.low, spread.high


def percentile(share: float) -> Rule:
    """Both ends cut so that ``share`` of the values stay, zeros left out of the count."""

    def rule(spread: Spread) -> Range:
        total = np.cumsum(spread.counts) / max(1, spread.counts.sum())
        edges = (np.arange(2 * HALF + 1) - HALF) * spread.width
        low = edges[int(np.searchsorted(total, (1 - share) / 2))]
        high = edges[int(np.searchsorted(total, (1 + share) / 2)) + 1]
        return max(spread.low, float(low)), min(spread.high, float(high))

    return rule


def least_error(power: float) -> Rule:
    """The range with the least mean ``|value - its integer's value| ^ power``.

    2 is the mean squared error. Larger powers mind what is cut off more and the finer steps within less: the rare
    large activations carry the answer.
    """

    def rule(spread: Spread) -> Range:
        used = np.flatnonzero(spread.counts)
        if not used.size:
            return extremes(spread)
        centres, counts = (used - HALF + 0.5) * spread.width, spread.counts[used].astype(np.float64)
        shares = np.linspace(LEAST, 1.0, TRIED)[::-1]
        above = below = 1.0

        def error(under: float, over: float) -> float:
            return _error(centres, counts, (spread.low * under, spread.high * over), power)

        for _ in range(ROUNDS):
            above = min(shares, key=partial(error, below))
            below = min(shares, key=partial(_swapped, error, above)) if spread.low < 0 else 1.0
        return float(spread.low * below), float(spread.high * above)

    return rule


def _swapped(error: Callable[[float, float], float], over: float, under: float) -> float:
    return error(under, over)


def _error(centres: npt.NDArray[np.float64], counts: npt.NDArray[np.float64], ends: Range, power: float) -> float:
    low, high = ends
    step = max((max(high, 0.0) - min(low, 0.0)) / (HIGHEST - LOWEST), 1e-30)
    zero = np.rint(LOWEST - min(low, 0.0) / step)
    stored = np.clip(np.rint(centres / step) + zero, LOWEST, HIGHEST)
    return float((counts * np.abs((stored - zero) * step - centres) ** power).sum())
