"""Figures as people read them: one function a quantity, the same in every form of the report."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mobilekit.checks import FAILED, PASSED, SKIPPED
from mobilekit.evaluation.models import SOURCE_MODEL

if TYPE_CHECKING:
    from mobilekit.report.record import Report

NONE = "–"
"""What stands for a figure that was not measured."""

NO_ANSWER = "no answer: not a number"
"""Of a model whose output is no number."""

CORE_ML_LATENCY = (
    "Core ML files: reference semantics of the saved program, executed here; their latency only a phone can tell."
)
SIGNS = {PASSED: "✓", FAILED: "✕", SKIPPED: "–", "PASS": "✓", "DRIFT": "≈", "WRONG": "✕", "FELL_BACK": "↓"}
"""Before the word of a badge, so that its colour is not all that tells it."""

CLASSES = {"PASS": PASSED, "DRIFT": "doubt", "WRONG": FAILED, "FELL_BACK": "doubt"}
"""Style of a phone's verdict."""


def percent(share: float | None, places: int = 1) -> str:
    """A share in 0..1 as a percentage, never rounded up to 100 %."""
    if share is None or math.isnan(share):
        return NONE
    shown = f"{100 * share:.{places}f}"
    if float(shown) == 100 and share < 1:
        shown = f"{100 - 10**-places:.{places}f}"
    return f"{shown} %"


def points(change: float | None) -> str:
    """A difference of two shares in percentage points, with its sign."""
    if change is None or math.isnan(change):
        return NONE
    shown = f"{100 * change:+.1f}"
    return "0.0" if float(shown) == 0 else shown.replace("-", "−")


def count_of(figures: dict[str, Any]) -> str:
    """How many of the pictures got the reference's answer, such as 18/18."""
    if "top1_agreement" not in figures or "images" not in figures:
        return NONE
    return f"{round(figures['top1_agreement'] * figures['images'])}/{figures['images']}"


def ratio_of(figures: dict[str, Any]) -> float | None:
    """The signal-to-noise ratio among a check's figures, which have none for equal outputs: that one is infinite."""
    equal = figures.get("max_abs_difference") == 0
    ratio = figures.get("snr_db")
    return math.inf if ratio is None and equal else ratio


def small(value: float | None) -> str:
    """A difference or divergence: two significant digits."""
    if value is None or math.isnan(value):
        return NONE
    return (
        "∞" if math.isinf(value) or abs(value) >= 1e30 else f"{value:.1e}" if 0 < abs(value) < 1e-3 else f"{value:.2g}"
    )


def decibels(value: float | None, places: int = 1) -> str:
    """A signal-to-noise ratio."""
    if value is None or math.isnan(value):
        return NONE
    if math.isinf(value) or abs(value) >= 1e30:
        return "∞" if value > 0 else "−∞"
    return f"{value:.{places}f}".replace("-", "−")


def milliseconds(value: float | None) -> str:
    """A time given in milliseconds: three significant digits, at most two places."""
    if value is None:
        return NONE
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def probability(value: float) -> str:
    """A p-value."""
    return "< .001" if value < 0.001 else f"{value:.3f}"


def megabytes(size: int) -> str:
    """Bytes as decimal megabytes."""
    return f"{size / 1e6:.2f} MB"


def plural(number: int, one: str, many: str = "") -> str:
    """``1 check``, ``2 checks``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def headline(report: Report) -> str:
    """The verdict in one line."""
    if report.passed:
        return "Passed"
    if not report.failures:
        return "Nothing was asked: this is no pass"
    if not report.failed_here:
        return "Failed on a phone: leave out the delegates named here"
    variants = report.failed_variants
    if variants and len(variants) < len(report.rows):
        return f"Failed: do not ship {listed(variants)}"
    return "Failed: do not ship this bundle"


def standing(report: Report) -> str:
    """One sentence on what the verdict rests on."""
    held = [row.variant for row in report.rows if report.verdict_on(row) == PASSED]
    variants = report.failed_variants
    if variants and len(variants) < len(report.rows):
        return f"The other {plural(len(held), 'file holds', 'files hold')}." if held else "No other file was proven."
    if not report.rows:
        return "The files could not be asked: the bundle itself is not in order."
    answered = "answers" if len(held) == 1 else "answer"
    return f"{len(held)} of {plural(len(report.rows), 'file')} {answered} as the source model on the golden images."


def held_against(reference: str) -> str:
    """What an evaluation's reference is: the source model itself, or the file that stands for it."""
    return "the source model" if reference == SOURCE_MODEL else f"{reference}, which stands for the source model"


def listed(names: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
