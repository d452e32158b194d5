"""How far the values of a tensor reach, and which scale serves them best: exact counts, in bounded memory.

Every value is a half-precision number, of which there are 65,536: a table of how often each occurs is the whole
distribution, whatever the number of pictures. coremltools 9.0 keeps the least and largest value, and of the last
picture only (https://github.com/apple/coremltools/issues/2704).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.coreml.activations import Scale

Floats = npt.NDArray[np.float64]

PATTERNS = 1 << 16
HALVES = np.arange(PATTERNS, dtype=np.uint16).view(np.float16).astype(np.float64)


class Counts:
    """How often each half-precision number occurred."""

    def __init__(self) -> None:
        self._times = np.zeros(PATTERNS, np.int64)

    def add(self, values: npt.NDArray[Any]) -> None:
        """Count ``values``, of any shape; they are half-precision numbers already, or become the nearest ones."""
        patterns = np.ascontiguousarray(values, np.float16).view(np.uint16).ravel()
        self._times += np.bincount(patterns, minlength=PATTERNS)

    def distribution(self) -> Distribution:
        """What was counted; numbers that are not finite are left out."""
        seen = np.flatnonzero((self._times > 0) & np.isfinite(HALVES))
        return Distribution(HALVES[seen], self._times[seen].astype(np.float64))


@dataclass(frozen=True)
class Distribution:
    """Values that occurred, and how often."""

    values: Floats
    times: Floats

    @property
    def signed(self) -> bool:
        """Whether some are negative."""
        return bool((self.values < 0).any())

    @property
    def most(self) -> int:
        """The largest whole number of its type: int8 is used from -127 on, as for weights."""
        return 127 if self.signed else 255

    @cached_property
    def sizes(self) -> tuple[Floats, Floats]:
        """Magnitudes in ascending order, and how many values are no larger."""
        order = np.argsort(np.abs(self.values), kind="stable")
        return np.abs(self.values)[order], np.cumsum(self.times[order])

    def largest(self) -> float:
        """Magnitude."""
        return float(np.abs(self.values).max(initial=0))

    def error(self, reach: float, power: float) -> float:
        """Sum of |error| ** power when ``reach`` becomes the largest whole number."""
        step = reach / self.most
        whole = np.clip(np.rint(self.values / step), -self.most if self.signed else 0, self.most)
        return float(np.cumsum(self.times * np.abs(self.values - whole * step) ** power)[-1])


Reach = Callable[[Distribution], float]
"""Up to which magnitude values are kept: those beyond are clipped."""


def percentile(share: float, found: Distribution) -> float:
    """The magnitude that ``share`` of the values do not exceed."""
    sizes, running = found.sizes
    return float(sizes[np.searchsorted(running, share * running[-1])])


def least_error(power: float, found: Distribution) -> float:
    """Of 36 shares of the largest magnitude, down to an eighth, the one of least |error| ** power."""
    tried = found.largest() * np.geomspace(1.0, 0.125, 36)
    return float(min(tried, key=lambda reach: found.error(reach, power)))


RULES: dict[str, Reach] = {
    "min/max": Distribution.largest,
    "|error|^4": partial(least_error, 4.0),
    "|error|^2": partial(least_error, 2.0),
    "99.99 %": partial(percentile, 0.9999),
}
"""Ways to choose a range, the plainest first. Which one is used is decided by what the network then answers."""


def scale_of(found: Distribution, rule: Reach) -> Scale:
    """The scale by one of the ``RULES``: a half-precision number, rounded up so as not to clip the largest value."""
    reach = rule(found) if found.values.any() else 0.0
    step = np.float16(reach / found.most)
    if float(step) * found.most < reach:
        step = np.nextafter(step, np.float16(np.inf))
    return Scale(float(step) or float(np.finfo(np.float16).tiny), signed=found.signed)
