"""What the commands print: tables for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from mobilekit.checks import Outcome
    from mobilekit.report import Report

MARKS = {"passed": "[green]passed[/]", "failed": "[red]FAILED[/]", "skipped": "[yellow]skipped[/]"}

RIGHT = ("MB", "bytes", "count", "top-1", "max |d|", "p50 ms", "p90 ms")
"""Columns of numbers."""


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if column in RIGHT else "left", no_wrap=index == 0)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def megabytes(size: int) -> str:
    """Bytes as decimal megabytes, two places."""
    return f"{size / 1e6:.2f} MB"


def variants_table(manifest: dict[str, Any]) -> None:
    """Variant, size and parity of every artifact."""
    rows = [
        [a["variant"], f"{a['bytes'] / 1e6:.2f}", *agreement_and_difference(a["parity"])] for a in manifest["artifacts"]
    ]
    _table(["variant", "MB", "top-1", "max |d|"], rows)


def outcomes_table(outcomes: list[Outcome]) -> None:
    """Every question and its answer; the same answer to the same question about several files is one row."""
    from mobilekit.checks.base import grouped

    rows = []
    for outcome, subjects in grouped(outcomes):
        text = outcome.message if outcome.status != "failed" else f"{outcome.message}\n{outcome.remedy}"
        who = subjects[0] if len(subjects) == 1 else f"{len(subjects)} files"
        rows.append([outcome.check, who, MARKS[outcome.status], text])
    _table(["check", "subject", "verdict", "found"], rows)


def report_table(report: Report) -> None:
    """Variant, size, parity on the golden images, host latency: latency only where parity passed."""
    rows = []
    for row in report.rows:
        figures = agreement_and_difference(row.figures)
        times = [f"{row.timing.p50_ms:.2f}", f"{row.timing.p90_ms:.2f}"] if row.timing else ["-", "-"]
        rows.append([row.variant, f"{row.bytes / 1e6:.2f}", MARKS[row.status], *figures, *times])
    _table(["variant", "MB", "parity", "top-1", "max |d|", "p50 ms", "p90 ms"], rows)
    Console().print("top-1: golden images answered as by the source model; max |d|: of the outputs.")
    Console().print("p50, p90: inference here, one thread. Core ML files are not executed yet.")


def agreement_and_difference(figures: dict[str, Any] | None) -> list[str]:
    """A ``parity`` as two cells; dashes where nothing was measured."""
    if not figures:
        return ["-", "-"]
    same = round(figures["top1_agreement"] * figures["images"])
    return [f"{same}/{figures['images']}", f"{figures['max_abs_difference']:.1e}"]


def inspection_tables(found: dict[str, Any]) -> None:
    """Tensors, ops, weights, metadata and delegates of a file; the artifacts of a bundle."""
    console = Console()
    if found["kind"] == "bundle":
        _bundle_tables(console, found)
        return
    console.print(f"[bold]{found['path']}[/]  {found['kind']}, {megabytes(found['bytes'])}, needs {found['minimum']}")
    tensors = [("input", t) for t in found["inputs"]] + [("output", t) for t in found["outputs"]]
    _table(["", "tensor", "shape", "dtype", "layout", "scale", "zero point"], [_tensor(side, t) for side, t in tensors])
    _table(["op", "count"], [[op, str(n)] for op, n in sorted(found["ops"].items())])
    _table(["weights", "bytes"], [[dtype, f"{n:,}"] for dtype, n in found["weights"].items()])
    _table(["metadata", ""], [[key, _short(value)] for key, value in found["metadata"].items()])
    _delegates(found["delegates"])


def _bundle_tables(console: Console, found: dict[str, Any]) -> None:
    manifest = found["manifest"]
    model = manifest["model"]
    console.print(f"[bold]{model['name']}[/]  {model['description']}")
    console.print(
        f"{model['classes']} classes, {model['activation']}, {model['parameters']:,} parameters, {model['macs']:,} MACs"
    )
    console.print(f"preprocessing: {manifest['preprocessing']}")
    console.print(f"golden images: {len(manifest['golden']['images'])}, {manifest['golden']['origin']}")
    rows = [
        [a["variant"], megabytes(a["bytes"]), a["inputs"][0]["dtype"], " ".join(a["app_steps"]),
         " > ".join(r["delegate"] for r in a["delegates"]), agreement_and_difference(a["parity"])[0]]
        for a in manifest["artifacts"]
    ]  # fmt: skip
    _table(["variant", "size", "input", "the app still does", "delegates", "parity"], rows)


def _tensor(side: str, tensor: dict[str, Any]) -> list[str]:
    quantised = [_short(tensor["scale"]), _short(tensor["zero_point"])]
    return [side, tensor["name"], "x".join(map(str, tensor["shape"])), tensor["dtype"], tensor["layout"], *quantised]


def _delegates(rungs: list[dict[str, Any]]) -> None:
    rows = []
    for rung in rungs:
        stops = "; ".join(f"{u['op']}: {u['rule']}" for u in rung["unsupported"]) or "none known"
        rows.append([rung["delegate"], _short(rung["options"]), str(rung["tolerance"]), stops])
    _table(["delegate", "options", "tolerance", "ops that would not run there"], rows)


def _short(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, (list, tuple)) and len(value) > 6:
        return f"{', '.join(map(str, value[:5]))} ... ({len(value)})"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
