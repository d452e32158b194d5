"""Which file to ship: one sentence a platform, from what was measured and the user's goal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mobilekit.errors import MobileKitError

PLATFORMS = {"tflite": "Android", "coreml": "iOS"}
"""Format -> where it is shipped, in the order of the sentences."""

ALIKE = 1.1
"""Medians up to this ratio count as the same speed: what two timings of one file on a busy machine differ by."""

METRICS = ("top1_agreement",)


@dataclass(frozen=True)
class Goal:
    """What a file must reach to be shipped.

    Attributes:
        metric: ``top1_agreement``: share of pictures with the source model's first answer.
        least: that is still good enough, 0..1.
    """

    metric: str = "top1_agreement"
    least: float = 0.98

    def __str__(self) -> str:
        return f"{self.metric}={self.least:g}"


DEFAULT_GOAL = Goal()
"""Two in a hundred answers may change: what Google's own int8 MobileNets lose is of that order."""


def parse_goal(text: str) -> Goal:
    """``top1_agreement=0.99`` -> the goal.

    Raises:
        MobileKitError: another metric, or no share between 0 and 1.
    """
    metric, _, number = text.partition("=")
    try:
        least = float(number)
    except ValueError:
        least = math.nan
    if metric not in METRICS or not 0 < least <= 1:
        raise MobileKitError(f"{text} is no goal.", remedy=f"Write a metric and a share, such as {METRICS[0]}=0.99.")
    return Goal(metric, least)


@dataclass(frozen=True)
class Candidate:
    """A file that could be shipped: its answers were checked and nothing failed.

    Attributes:
        variant: such as ``tflite-int8``.
        bytes: on disk.
        agreement: top-1 agreement with the source model, 0..1.
        pictures: it was measured on.
        p50_ms: median latency on this machine, milliseconds; None where only a phone can tell.
    """

    variant: str
    bytes: int
    agreement: float
    pictures: int
    p50_ms: float | None = None

    @property
    def format(self) -> str:
        """``tflite`` | ``coreml``."""
        return self.variant.partition("-")[0]

    def beats(self, other: Candidate) -> bool:
        """Whether this one is at least as good in everything that was measured, and better in something."""
        mine, theirs = self._costs(), other._costs()
        return all(a <= b for a, b in zip(mine, theirs, strict=True)) and mine != theirs

    def _costs(self) -> tuple[float, ...]:
        return (self.bytes, -self.agreement, self.p50_ms or 0.0)


def candidate(variant: str, size: int, figures: Mapping[str, Any], p50_ms: float | None = None) -> Candidate | None:
    """A file by what was measured on the golden images; None where nothing was."""
    if "top1_agreement" not in figures or "images" not in figures:
        return None
    return Candidate(variant, size, figures["top1_agreement"], figures["images"], p50_ms)


def of_manifest(
    manifest: Mapping[str, Any], times: Mapping[str, float], goal: str | None = None
) -> tuple[Recommendation, ...]:
    """What a fresh bundle lets one say, by its golden images alone.

    Args:
        manifest: of the bundle.
        times: variant -> median latency on this machine, milliseconds.
        goal: as ``parse_goal`` takes it.

    Raises:
        MobileKitError: ``goal`` is none.
    """
    found = [
        candidate(a["variant"], a["bytes"], a["parity"] or {}, times.get(a["variant"])) for a in manifest["artifacts"]
    ]
    return recommend([c for c in found if c is not None], parse_goal(goal) if goal else DEFAULT_GOAL)


@dataclass(frozen=True)
class Recommendation:
    """What to ship on one platform.

    Attributes:
        platform: ``Android`` | ``iOS``.
        variant: such as ``tflite-int8``.
        met: whether it reaches the goal.
        sentence: for people.
    """

    platform: str
    variant: str
    met: bool
    sentence: str


def pareto(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Those that no other beats in size, agreement and, where both were timed, latency; in the given order."""
    return tuple(c for c in candidates if not any(other.beats(c) for other in candidates if _comparable(other, c)))


def _comparable(one: Candidate, other: Candidate) -> bool:
    return one.format == other.format and (one.p50_ms is None) == (other.p50_ms is None)


def recommend(candidates: Sequence[Candidate], goal: Goal = DEFAULT_GOAL) -> tuple[Recommendation, ...]:
    """One recommendation for each platform that has a candidate.

    Of the Pareto set, those that reach the goal: of these the fastest where latencies were measured, and the smallest
    of the equally fast or where there were none. If none reaches it, the one that agrees best.
    """
    found = []
    for name, platform in PLATFORMS.items():
        own = [candidate for candidate in candidates if candidate.format == name]
        if own:
            best = _best(pareto(own), goal)
            found.append(Recommendation(platform, best.variant, best.agreement >= goal.least, _say(best, own, goal)))
    return tuple(found)


def _best(choices: Sequence[Candidate], goal: Goal) -> Candidate:
    good = [choice for choice in choices if choice.agreement >= goal.least]
    if not good:
        return max(choices, key=lambda choice: (choice.agreement, -choice.bytes))
    timed = {choice: choice.p50_ms for choice in good if choice.p50_ms is not None}
    fast = [choice for choice, time in timed.items() if time <= ALIKE * min(timed.values())]
    return min(fast or good, key=lambda choice: choice.bytes)


def _say(best: Candidate, own: Sequence[Candidate], goal: Goal) -> str:
    agreement = f"{math.floor(best.agreement * 1000) / 10:g} % agreement on {best.pictures} pictures"
    facts = [f"{best.bytes / 1e6:.2f} MB", *_speed(best, own), agreement]
    platform = PLATFORMS[best.format]
    if best.agreement >= goal.least:
        return f"{platform}: ship {best.variant}: {', '.join(facts)}."
    return (
        f"{platform}: no file reaches {goal}; {best.variant} comes nearest: {', '.join(facts)}. "
        "Calibrate on more pictures like the app's, or lower the goal."
    )


def _speed(best: Candidate, own: Sequence[Candidate]) -> list[str]:
    """Its speed as a multiple of the float32 file's, where both were timed here."""
    base = next((c for c in own if c.variant == f"{best.format}-float32"), None)
    if base is None or base is best or not base.p50_ms or not best.p50_ms:
        return []
    ratio = base.p50_ms / best.p50_ms
    if 1 / ALIKE <= ratio <= ALIKE:
        return ["as fast as float32 here"]
    return [f"{ratio:.1f} x faster than float32 here" if ratio > 1 else f"{1 / ratio:.1f} x slower than float32 here"]
