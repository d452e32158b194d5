"""The report as a comment for a pull request: verdict, variants, what failed and what to do; at most 60 lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mobilekit.checks import FAILED, PASSED, SKIPPED
from mobilekit.checks.base import grouped
from mobilekit.report import words

if TYPE_CHECKING:
    from mobilekit.report.record import Report, Row

MOST_LINES = 60
MOST_FAILURES = 8
MOST_VARIANTS = 24


def summary(report: Report) -> str:
    """Markdown as GitHub and GitLab show it; names and messages are escaped, as they come from files."""
    lines = [
        f"## {words.SIGNS[PASSED if report.passed else FAILED]} {escape(report.name)}: {escape(words.headline(report))}"
    ]
    counts = ", ".join(f"{report.count(status)} {status}" for status in (PASSED, FAILED, SKIPPED))
    lines += ["", f"{escape(words.standing(report))} Checks: {counts}."]
    lines += [f"- {escape(found.sentence)}" for found in report.recommendations]
    lines += _failures(report) + _variants(report) + _notes(report)
    assert len(lines) <= MOST_LINES, "the limits of the parts add up to less"
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """One line of text with nothing in it that Markdown or HTML would take as more than text."""
    flat = re.sub(r"\s+", " ", text).strip()
    flat = flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    flat = re.sub(r"([\\`*_{}\[\]()#|~!])", r"\\\1", flat)
    # A word joiner keeps @name from notifying a person, and www. and :// from becoming a link.
    return re.sub(r"@|://|(?<=www)\.", lambda found: f"{found.group()[0]}\u2060{found.group()[1:]}", flat)


def _failures(report: Report) -> list[str]:
    failed = grouped(report.failures)
    lines = ["", "### What to do"] if failed else []
    for outcome, subjects in failed[:MOST_FAILURES]:
        lines.append(f"- **{escape(outcome.check)}** of {escape(', '.join(subjects[:8]))}: {escape(outcome.message)}")
        lines += [f"  **{escape(outcome.remedy)}**"] if outcome.remedy else []
    if len(failed) > MOST_FAILURES:
        lines.append(f"- And {len(failed) - MOST_FAILURES} more: see report.html.")
    return lines


def _variants(report: Report) -> list[str]:
    if not report.rows:
        return []
    pictures = report.statistics is not None
    lines = [
        "",
        f"| variant | size | verdict | golden |{' pictures |' if pictures else ''} SNR, dB | max \\|d\\| | p50, ms |",
        f"|---|--:|---|--:|{'--:|' if pictures else ''}--:|--:|--:|",
    ]
    lines += [_variant(report, row) for row in report.rows[:MOST_VARIANTS]]
    left = len(report.rows) - MOST_VARIANTS
    return [*lines, "", f"And {words.plural(left, 'variant')} more: see report.html."] if left > 0 else lines


def _variant(report: Report, row: Row) -> str:
    figures = row.figures
    cells = [
        escape(row.variant),
        words.megabytes(row.bytes),
        f"{words.SIGNS[report.verdict_on(row)]} {report.verdict_on(row)}",
        words.count_of(figures),
        *([_on_pictures(report, row.variant)] if report.statistics is not None else []),
        words.decibels(words.ratio_of(figures)),
        words.small(figures.get("max_abs_difference")),
        words.milliseconds(row.timing.p50_ms if row.timing else None),
    ]
    return f"| {' | '.join(cells)} |"


def _on_pictures(report: Report, variant: str) -> str:
    found = report.agreement_of(variant)
    return words.percent(found.share) if found else words.NONE


def _notes(report: Report) -> list[str]:
    lines = ["", "p50: inference on the machine that validated, one thread."]
    if any(row.variant.startswith("coreml") for row in report.rows):
        lines[-1] += f" {words.CORE_ML_LATENCY}"
    if report.devices:
        verdicts = [result.verdict for result in report.devices]
        counts = ", ".join(f"{verdicts.count(name)} {name}" for name in dict.fromkeys(verdicts))
        phones = len({result.device for result in report.devices})
        lines.append(f"Phones: {words.plural(phones, 'device')}, {escape(counts)}.")
    return [*lines, "", f"Bundle `{report.bundle}`. The whole report: `report/report.html`."]
