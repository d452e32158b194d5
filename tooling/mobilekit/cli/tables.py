"""What the commands print: tables for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from mobilekit.checks import Outcome
    from mobilekit.evaluation.records import Evaluation
    from mobilekit.recommend import Recommendation
    from mobilekit.report import Report
    from mobilekit.report.statistics import Figures

MARKS = {
    "passed": Text("passed", "green"),
    "failed": Text("FAILED", "red"),
    "skipped": Text("skipped", "yellow"),
    "PASS": Text("PASS", "green"),
    "DRIFT": Text("DRIFT", "yellow"),
    "WRONG": Text("WRONG", "red"),
    "FELL_BACK": Text("FELL BACK", "yellow"),
}

RIGHT = (
    "MB",
    "bytes",
    "count",
    "elements",
    "top-1",
    "max |d|",
    "SNR",
    "KL",
    "p50 ms",
    "p90 ms",
    "agree",
    "flips",
    "change",
    "p",
)
"""Columns of numbers."""

CONTROL = "input noise +-0.5"
"""The row of the reference against itself with every pixel off by up to half a step."""

Cell = str | Text


def table(columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> None:
    """Print a table; cells are shown as they are: brackets in a file's words are no markup."""
    table = Table(header_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if column in RIGHT else "left", no_wrap=index == 0)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    Console().print(table)


def say(sentence: str) -> None:
    """Print a sentence, wrapped to the terminal; nothing in it is markup."""
    Console().print(sentence, markup=False, highlight=False)


def megabytes(size: int) -> str:
    """Bytes as decimal megabytes, two places."""
    return f"{size / 1e6:.2f} MB"


def variants_table(manifest: dict[str, Any]) -> None:
    """Variant, size and parity of every artifact."""
    rows = [
        [a["variant"], f"{a['bytes'] / 1e6:.2f}", *agreement_and_difference(a["parity"])] for a in manifest["artifacts"]
    ]
    table(["variant", "MB", "top-1", "max |d|"], rows)


def outcomes_table(outcomes: list[Outcome]) -> None:
    """Every question and its answer: passed files in one row, their figures being in the report; the rest in words."""
    from mobilekit.checks.base import PASSED, grouped

    rows: list[list[Cell]] = []
    for check in dict.fromkeys(outcome.check for outcome in outcomes):
        asked = [outcome for outcome in outcomes if outcome.check == check]
        passed = [outcome for outcome in asked if outcome.status == PASSED]
        rows += _passed_row(passed) if passed else []
        for outcome, subjects in grouped([outcome for outcome in asked if outcome.status != PASSED]):
            text = f"{outcome.message}\n{outcome.remedy}" if outcome.status == "failed" else outcome.message
            rows.append([check, _subjects(subjects), MARKS[outcome.status], text])
    table(["check", "subject", "verdict", "found"], rows)


def _passed_row(passed: list[Outcome]) -> list[list[Cell]]:
    messages = {outcome.message for outcome in passed}
    found = messages.pop() if len(messages) == 1 else "each with its figures in the report"
    return [[passed[0].check, _subjects([outcome.subject for outcome in passed]), MARKS["passed"], found]]


def _subjects(subjects: list[str]) -> str:
    return subjects[0] if len(subjects) == 1 else f"{len(subjects)} files"


def report_table(report: Report) -> None:
    """Every table of a validation: the variants, then the user's pictures and the phones where there were any."""
    variants_of_report(report)
    if report.evaluation is not None:
        evaluation_table(report)
    if report.devices:
        devices_table(report)
    recommendation_lines(report.recommendations)


def variants_of_report(report: Report) -> None:
    """Variant, size, parity on the golden images, host latency: latency only where parity passed."""
    from mobilekit.report.words import CORE_ML_LATENCY

    rows: list[list[Cell]] = []
    for row in report.rows:
        times = [f"{row.timing.p50_ms:.2f}", f"{row.timing.p90_ms:.2f}"] if row.timing else ["-", "-"]
        rows.append(
            [row.variant, f"{row.bytes / 1e6:.2f}", MARKS[report.verdict_on(row)], *_parity(row.figures), *times]
        )
    if report.noise:
        rows.append([CONTROL, "", "", *_parity(report.noise), "", ""])
    table(["variant", "MB", "verdict", "top-1", "max |d|", "SNR", "p50 ms", "p90 ms"], rows)
    say("top-1: golden images answered as by the source model; max |d|, SNR (dB): outputs.")
    say("p50, p90: inference here, one thread.")
    if any(row.variant.startswith("coreml") for row in report.rows):
        say(CORE_ML_LATENCY)
    if report.noise:
        say("Input noise: the reference with every pixel off by up to half a step of 255.")


def recommendation_lines(found: Iterable[Recommendation]) -> None:
    """What to ship, a line a platform."""
    sentences = [recommendation.sentence for recommendation in found]
    say("".join(f"\n{sentence}" for sentence in sentences))


def _parity(figures: dict[str, Any]) -> list[str]:
    from mobilekit.report.words import decibels, ratio_of

    return [*agreement_and_difference(figures), decibels(ratio_of(figures), 0) if figures else "-"]


def evaluation_table(report: Report) -> None:
    """Agreement on the user's pictures; with labels, what the flips do to accuracy."""
    from mobilekit.report.words import held_against

    evaluation, found = report.evaluation, report.statistics
    assert evaluation is not None, "asked only where there was an evaluation"
    used, refused = len(evaluation.pictures.paths), len(evaluation.pictures.refused)
    say(f"\nYour pictures: {used} used, {refused} refused, held against {held_against(evaluation.reference_name)}.")
    if found is None:
        return
    figures = {name: f for name, f in found.targets.items() if name != evaluation.reference_name}
    figures[CONTROL] = found.nervousness
    labelled = found.reference.accuracy is not None
    columns = ["top-1", "change", "95 % interval", "p"] if labelled else ["95 % interval", "KL", "max |d|"]
    rows = [[name, *_agreement(f), *(_accuracy(f) if labelled else _distance(f))] for name, f in figures.items()]
    table(["variant", "agree", "flips", *columns], [*_reference(evaluation, found.reference), *rows])
    if labelled:
        say("change: of top-1 in points, with its interval; p: McNemar's, that flips each way are as likely.")


def _agreement(figures: Figures) -> list[str]:
    from mobilekit.report.words import percent

    found = figures.agreement
    return [percent(found.share), str(found.pictures - found.same)]


def _accuracy(figures: Figures) -> list[str]:
    from mobilekit.report.words import percent, points, probability

    assert figures.accuracy is not None, "asked only where there are labels"
    assert figures.change is not None, "asked only where there are labels"
    low, high = figures.change.interval
    changes = [points(figures.change.accuracy), f"{points(low)} to {points(high)}"]
    return [percent(figures.accuracy.top1), *changes, probability(figures.change.mcnemar_p)]


def _distance(figures: Figures) -> list[str]:
    from mobilekit.report.words import percent, small

    found = figures.agreement
    interval = f"{percent(found.interval[0])[:-2]} to {percent(found.interval[1])[:-2]}"
    return [interval, small(found.kl), small(found.max_abs_difference)]


def _reference(evaluation: Evaluation, figures: Figures) -> list[list[Cell]]:
    """The reference's own accuracy, where it has one."""
    from mobilekit.report.words import percent

    if figures.accuracy is None:
        return []
    return [[evaluation.reference_name, "", "", percent(figures.accuracy.top1), "", "", ""]]


def devices_table(report: Report) -> None:
    """What phones found, a table a device; reasons below it."""
    from mobilekit.report.views import devices
    from mobilekit.report.words import milliseconds, small

    for device, results in devices(report):
        say(f"\n{device}")
        rows: list[list[Cell]] = []
        for result in results:
            latency = result.latency
            stage = (latency.inference.p50_ns, latency.inference.p90_ns) if latency else (None, None)
            times = [milliseconds(time / 1e6) if time is not None else "-" for time in stage]
            rows.append(
                [result.variant, result.delegate, MARKS[result.verdict], small(result.max_abs_difference), *times]
            )
        table(["variant", "delegate", "verdict", "max |d|", "p50 ms", "p90 ms"], rows)
        for result in results:
            if result.reason:
                say(f"{result.variant} on {result.delegate}: {result.reason}")


def agreement_and_difference(figures: dict[str, Any] | None) -> list[str]:
    """A ``parity`` as two cells; dashes where nothing was measured."""
    if not figures or "top1_agreement" not in figures:
        return ["-", "-"]
    same = round(figures["top1_agreement"] * figures["images"])
    return [f"{same}/{figures['images']}", f"{figures['max_abs_difference']:.1e}"]
