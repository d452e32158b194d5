"""What a comparison layer by layer found, and where it fell."""

from __future__ import annotations

import math
from dataclasses import dataclass

MOST_DB = 144.0
"""Ratios count no further than this: the 24 bits of a float32's significand, 6 dB each."""
SOUND_DB = 40.0
"""Noise of 1 % of the signal's amplitude: levels above it count as equally good where a fall is looked for.

Sound files of V1 1.0, V2 and V3-Small on four pictures: single precision 109 dB and more; half precision 32 to 96;
eight-bit activations 9 to 52, losing up to 15 dB in one step; six-bit palettes 4 to 74, losing up to 26."""


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
        before_db: lowest ratio of the compared results that the target computes it from, so that two branches are never
            taken for one; None where there is none between it and the picture.
    """

    reference: str
    target: str
    op: str
    snr_db: float
    max_abs_difference: float
    depth: float
    before_db: float | None


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
        lowest_db: of the whole curve.
    """

    target: str
    row: Row
    lowest_db: float

    @property
    def sentence(self) -> str:
        """For people."""
        # A fused TFLite result has the names of all it was fused from; the first is the last of them to be computed.
        place = f"{self.row.target.split(';')[0]} ({self.row.op})"
        before = "the picture" if self.row.before_db is None else f"{capped(self.row.before_db):.0f} dB"
        words = f"{self.target} falls most at {place}: from {before} to {capped(self.row.snr_db):.0f} dB."
        return words if self.lowest_db < SOUND_DB else f"{words} No result is below {SOUND_DB:.0f} dB."


def first_drop(curve: Curve) -> Drop | None:
    """The result that loses most against what it is computed from; the earliest of equals; None where none does.

    Levels above ``SOUND_DB`` are all as good as each other: so an exact result followed by ordinary rounding does not
    hide the fault after it. Only where nothing goes below do the falls above it count.
    """
    for ceiling in (SOUND_DB, MOST_DB):
        falls = [_fall(row, ceiling) for row in curve.rows]
        worst = max(falls, default=0.0)
        if worst > 0:
            return Drop(curve.target, curve.rows[falls.index(worst)], min(capped(row.snr_db) for row in curve.rows))
    return None


def capped(level: float) -> float:
    """A ratio between 0, where nothing of the signal is left, and ``MOST_DB``; no number is the least."""
    return 0.0 if math.isnan(level) else max(0.0, min(MOST_DB, level))


def _fall(row: Row, ceiling: float) -> float:
    """What comes from the picture itself begins at ``SOUND_DB``: how exact a first result is says nothing."""
    before = SOUND_DB if row.before_db is None else capped(row.before_db)
    return min(before, ceiling) - min(capped(row.snr_db), ceiling)
