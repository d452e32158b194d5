"""What every intermediate result of a net looks like over the calibration pictures, in memory that does not grow."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from mobilekit.formats.tflite.execute import Executor
from mobilekit.formats.tflite.net import Net, Value
from mobilekit.formats.tflite.rules import WEIGHTED
from mobilekit.spec import Batch

HALF = 4096
"""Bins on either side of zero."""
SAMPLED = 1 << 15
"""Values of one result and picture that enter the histogram; all enter the extremes."""


@dataclasses.dataclass
class Spread:
    """One result.

    Attributes:
        low: least value.
        high: largest.
        width: of a bin, a power of two.
        counts: (2 HALF,) of values in ``[(k - HALF) width, (k + 1 - HALF) width)``, exact zeros left out.
        total: sum of the result over the pictures, (1, ...); None where no kernel takes it.
    """

    low: float = 0.0
    high: float = 0.0
    width: float = 2.0**-20
    counts: npt.NDArray[np.int64] = dataclasses.field(default_factory=lambda: np.zeros(2 * HALF, np.int64))
    total: npt.NDArray[np.float64] | None = None

    def add(self, values: npt.NDArray[np.float32], start: int) -> None:
        """One picture's; ``start`` says at which value the sampling begins."""
        self.low, self.high = min(self.low, float(values.min())), max(self.high, float(values.max()))
        while max(self.high, -self.low) >= HALF * self.width:
            self._widen()
        flat = values.reshape(-1)
        step = max(1, flat.size // SAMPLED)
        some = flat[start % step :: step]
        some = some[some != 0]
        places = np.floor(some / self.width).astype(np.int64) + HALF
        self.counts += np.bincount(places, minlength=2 * HALF)

    def _widen(self) -> None:
        pairs = self.counts.reshape(-1, 2).sum(1)
        self.counts = np.zeros(2 * HALF, np.int64)
        self.counts[HALF // 2 : HALF // 2 + HALF] = pairs
        self.width *= 2

    def merged(self, other: Spread) -> Spread:
        """Both as one; the total where both have one of the same shape."""
        one, two = (dataclasses.replace(s, counts=s.counts.copy()) for s in (self, other))
        while one.width < two.width:
            one._widen()
        while two.width < one.width:
            two._widen()
        same = one.total is not None and two.total is not None and one.total.shape == two.total.shape
        total = one.total + two.total if same and one.total is not None and two.total is not None else None
        return Spread(min(one.low, two.low), max(one.high, two.high), one.width, one.counts + two.counts, total)


@dataclasses.dataclass
class Statistics:
    """Of a net over pictures.

    Attributes:
        spreads: one a float32 result, the input included.
        pictures: how many.
    """

    spreads: dict[Value, Spread]
    pictures: int

    def mean(self, value: Value) -> npt.NDArray[np.float64]:
        """(1, ...) the mean over the pictures of what a kernel takes."""
        total = self.spreads[value].total
        if total is None:
            raise KeyError(value.name)
        return total / self.pictures

    def of(self, group: list[Value]) -> Spread:
        """Several results as one."""
        spread = self.spreads[group[0]]
        for value in group[1:]:
            spread = spread.merged(self.spreads[value])
        return spread

    def merged(self, other: Statistics) -> Statistics:
        """Of the same net over both sets of pictures."""
        pairs = ((value, spread, other.spreads[value]) for value, spread in self.spreads.items())
        return Statistics({value: one.merged(two) for value, one, two in pairs}, self.pictures + other.pictures)


def observe(net: Net, batches: Iterable[Batch]) -> Statistics:
    """Run a float32 net on (1, H, W, 3) inputs, one after the other, and keep what ``Statistics`` holds.

    Memory does not depend on the number of pictures; the same pictures give the same numbers.
    """
    watched = [v for v in net.values() if v.data is None and v.dtype == "float32"]
    taken = {node.inputs[0] for node in net.nodes if node.kind in WEIGHTED}
    spreads = {value: Spread() for value in watched}
    executor, count = Executor(net, watched), 0
    for count, batch in enumerate(batches, 1):
        for value, found in zip(watched, executor.run(batch), strict=True):
            spreads[value].add(found, count)
            if value in taken:
                total = spreads[value].total
                spreads[value].total = found.astype(np.float64) if total is None else total + found
    return Statistics(spreads, count)
