"""What the part on the user's pictures shows, as plain values."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from mobilekit.report import words
from mobilekit.report.details import details, every_class

if TYPE_CHECKING:
    from mobilekit.evaluation.records import Evaluation
    from mobilekit.report.record import Report
    from mobilekit.report.statistics import Figures, Statistics

NERVOUSNESS = "reference, input ±0.5"
"""The row of the network's own nervousness."""

NAMED_REFUSALS = 5
"""Files named for each reason."""


def pictures(report: Report) -> dict[str, Any] | None:
    """Every table of the part; None where there was no evaluation."""
    evaluation, found = report.evaluation, report.statistics
    if evaluation is None:
        return None
    content: dict[str, Any] = {"intro": _intro(evaluation), "left_out": list(evaluation.left_out.items())}
    content |= {"refused": refusals(evaluation), "converted": _converted(evaluation)}
    if found is None:
        return content
    content |= _agreement(evaluation, found)
    if found.reference.accuracy is not None:
        content |= {**_accuracy(evaluation, found), **every_class(evaluation, found)}
    return {**content, "files": details(evaluation, found)}


def _intro(evaluation: Evaluation) -> str:
    used, labels = len(evaluation.pictures.paths), evaluation.pictures.truth is not None
    said = "with labels" if labels else "without labels, so agreement only"
    refused = len(evaluation.pictures.refused)
    left = f"; {words.plural(refused, 'file')} left out" if refused else ""
    return (
        f"{words.plural(used, 'picture')} {said}, held against {words.held_against(evaluation.reference_name)}{left}."
    )


def refusals(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Files left out, by reason, the most frequent first."""
    refused = evaluation.pictures.refused
    counts = Counter(file.reason for file in refused).most_common()
    return [
        {"reason": reason, "number": number, "paths": [f.path for f in refused if f.reason == reason][:NAMED_REFUSALS]}
        for reason, number in counts
    ]


def _converted(evaluation: Evaluation) -> str:
    return ", ".join(f"{kind} ({number:,})" for kind, number in (evaluation.pictures.converted or {}).items())


def _named(evaluation: Evaluation, found: Statistics) -> list[tuple[str, Figures]]:
    """The variants that were held against something, and the control."""
    targets = [(name, f) for name, f in found.targets.items() if name != evaluation.reference_name]
    return [*targets, (NERVOUSNESS, found.nervousness)]


def _agreement(evaluation: Evaluation, found: Statistics) -> dict[str, Any]:
    rows = _named(evaluation, found)
    low = min(f.agreement.interval[0] for _, f in rows)
    low = int(20 * low) / 20  # axes begin at whole twentieths
    return {
        "agreement_axis": f"{100 * low:.0f} to 100 %",
        "agreement": [_agreement_row(name, f, low) for name, f in rows],
    }


def _agreement_row(name: str, figures: Figures, low: float) -> dict[str, Any]:
    found = figures.agreement
    span = max(1 - low, 1e-9)
    return {
        "name": name,
        "control": name == NERVOUSNESS,
        "share": words.percent(found.share),
        "range": interval(found.interval),
        "from": (found.interval[0] - low) / span,
        "to": (found.interval[1] - low) / span,
        "at": (found.share - low) / span,
        "flips": f"{found.pictures - found.same:,}",
        "snr": words.decibels(found.snr_db),
        "kl": words.small(found.kl),
        "largest": words.small(found.max_abs_difference),
    }


def interval(ends: tuple[float, float]) -> str:
    """Two shares as a range of percentages."""
    return f"{words.percent(ends[0])[:-2]} – {words.percent(ends[1])}"


def _accuracy(evaluation: Evaluation, found: Statistics) -> dict[str, Any]:
    rows = _named(evaluation, found)
    ends = [end for _, f in rows if f.change for end in f.change.interval]
    reach = max(0.01, *(abs(end) for end in ends))
    return {
        "change_axis": f"±{100 * reach:.1f} points",
        "accuracy": [_accuracy_row(evaluation.reference_name, found.reference, 0.0)]
        + [_accuracy_row(name, figures, reach) for name, figures in rows],
    }


def _accuracy_row(name: str, figures: Figures, reach: float) -> dict[str, Any]:
    """``reach`` 0: the reference, which has no change."""
    found, change = figures.accuracy, figures.change
    assert found is not None, "with labels there is an accuracy"
    shares = [found.top1, found.top5, found.precision, found.recall, found.f1]
    row: dict[str, Any] = {"name": name, "control": name == NERVOUSNESS, "shares": [words.percent(s) for s in shares]}
    if change is None or not reach:
        return row
    low, high = change.interval
    return row | {
        "change": words.points(change.accuracy),
        "range": f"{words.points(low)} – {words.points(high)}",
        "from": (low + reach) / (2 * reach),
        "to": (high + reach) / (2 * reach),
        "at": (change.accuracy + reach) / (2 * reach),
        "zero": 0.5,
        "unlike": high < 0,
        "lost": f"{change.broken:,}",
        "won": f"{change.fixed:,}",
        "p": words.probability(change.mcnemar_p),
    }
