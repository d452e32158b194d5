"""What a comparison layer by layer found, and where it fell."""

from __future__ import annotations

import math
from dataclasses import dataclass

MOST_DB = 144.0
"""Ratios count no further than this: the 24 bits of a float32's significand, 6 dB each."""
SOUND_DB = 40.0
"""Noise of 1 % of the signal's amplitude: levels above it count as equally good where a fall is looked for.

Sound files of V1 1.0 and V2 on four pictures: single precision 109 dB and more; half precision 32 to 72; eight-bit
activations 9 to 47, falling by up to 15 dB from one result to the next."""


@dataclass(frozen=True)
class Row:
    """One result that both programs have.

    Attributes:
        reference: its name in the reference's file.
        target: its name in the target's.
        op: what the target's file says computes it, such as ``CONV_2D RELU6``.
        snr_db: signal-to-noise ratio over all pictures; infinite where equal, minus infinite where it is no number.
        max_abs_difference: over all pictures; infinite where a difference is no number.
        depth: how far down the reference it is computed, above 0, 1 for the last of its results.
    """

    reference: str
    target: str
    op: str
    snr_db: float
    max_abs_difference: float
    depth: float


@dataclass(frozen=True)
class Curve:
    """A target held against the reference, result by result.

    Attributes:
        reference: variant.
        target: variant.
        rows: in the order of computation.
        unmatched: results of the reference that have no counterpart, such as those a format fuses away.
        images: how many pictures they were compared on.
        note: why there are no rows; empty where there are.
    """

    reference: str
    target: str
    rows: tuple[Row, ...]
    unmatched: tuple[str, ...] = ()
    images: int = 0
    note: str = ""


@dataclass(frozen=True)
class Drop:
    """The step at which a curve falls most.

    Attributes:
        target: variant.
        row: the result it falls to.
        before_db: level of the result before it; where it is the first, ``SOUND_DB``.
        lowest_db: of the whole curve.
    """

    target: str
    row: Row
    before_db: float
    lowest_db: float

    @property
    def sentence(self) -> str:
        """For people."""
        # A fused TFLite result has the names of all it was fused from; the first is the last of them to be computed.
        place = f"{self.row.target.split(';')[0]} ({self.row.op})"
        words = f"{self.target} falls most at {place}: {self.before_db:.0f} dB to {capped(self.row.snr_db):.0f} dB."
        return words if self.lowest_db < SOUND_DB else f"{words} No result is below {SOUND_DB:.0f} dB."


def first_drop(curve: Curve) -> Drop | None:
    """The result at which the ratio falls most; the earliest of equals; None where it never falls.

    Levels above ``SOUND_DB`` are all as good as each other: so an exact result followed by ordinary rounding does not
    hide the fault after it. Only where nothing goes below do the falls above it count.
    """
    levels = [capped(row.snr_db) for row in curve.rows]
    sound = [min(level, SOUND_DB) for level in levels]
    falls = _falls([SOUND_DB, *sound])
    if max(falls, default=0.0) <= 0:
        falls = [0.0, *_falls(levels)]
    worst = max(falls, default=0.0)
    if worst <= 0:
        return None
    index = falls.index(worst)
    return Drop(curve.target, curve.rows[index], levels[index - 1] if index else SOUND_DB, min(levels))


def capped(level: float) -> float:
    """A ratio between 0, where nothing of the signal is left, and ``MOST_DB``; no number is the least."""
    return 0.0 if math.isnan(level) else max(0.0, min(MOST_DB, level))


def _falls(levels: list[float]) -> list[float]:
    return [before - after for before, after in zip(levels, levels[1:], strict=False)]
