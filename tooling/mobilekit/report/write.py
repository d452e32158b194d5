"""A report on disk: report.json, report.html, junit.xml below the bundle's ``report/``."""

from __future__ import annotations

import base64
import io
import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from mobilekit.bundle import REPORT, explain
from mobilekit.checks import CHECKS, FAILED, SKIPPED
from mobilekit.checks.base import grouped
from mobilekit.report.record import Report


def write_report(report: Report, root: Path) -> Path:
    """Write all three forms, replacing an earlier report; returns the path of the page.

    Raises:
        MobileKitError: the folder cannot be written.
    """
    folder, partial = root / REPORT, root.parent / f".{root.resolve().name}.report-partial"
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        (partial / "report.json").write_text(json.dumps(report.as_json(), indent=1) + "\n", "utf-8")
        (partial / "junit.xml").write_bytes(junit(report))
        (partial / "report.html").write_text(page(report, root), "utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    except OSError as error:
        raise explain(error, folder) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder / "report.html"


def junit(report: Report) -> bytes:
    """The outcomes as JUnit XML: one test case an outcome, so that any CI shows them."""
    counts = {"tests": len(report.outcomes), "failures": report.count(FAILED), "skipped": report.count(SKIPPED)}
    suite = ElementTree.Element("testsuite", {"name": "mobilekit validate"} | {k: str(v) for k, v in counts.items()})
    for outcome in report.outcomes:
        case = ElementTree.SubElement(suite, "testcase", classname=outcome.check, name=outcome.subject)
        if outcome.status == FAILED:
            ElementTree.SubElement(case, "failure", message=outcome.message).text = outcome.remedy
        if outcome.status == SKIPPED:
            ElementTree.SubElement(case, "skipped", message=outcome.message)
    return bytes(ElementTree.tostring(suite, "utf-8", xml_declaration=True))


def page(report: Report, root: Path) -> str:
    """One self-contained HTML page: no script, no network."""
    import jinja2

    loader = jinja2.PackageLoader("mobilekit", "report")
    template = jinja2.Environment(loader=loader, autoescape=True).get_template("report.html")
    questions = {check.name: check.question for check in CHECKS}
    pictures, plot = _golden(report, root), _plot(report)
    return template.render(
        report=report,
        manifest=report.manifest,
        answers=grouped(report.outcomes),
        questions=questions,
        golden=pictures,
        plot=plot,
    )


def _golden(report: Report, root: Path) -> list[dict[str, Any]]:
    """The golden images as the model saw them, with the reference's answer."""
    if report.manifest is None or report.count(FAILED):
        return []
    from PIL import Image

    from mobilekit.checks import Context
    from mobilekit.labels import parse_labels

    context = Context(root, report.manifest)
    labels = parse_labels((root / "labels.txt").read_bytes(), "labels.txt")
    shown = []
    for image, tensor, scores in zip(
        report.manifest["golden"]["images"], context.tensors, context.reference, strict=True
    ):
        file = io.BytesIO()
        Image.fromarray(tensor).resize((96, 96)).save(file, "PNG")
        data = base64.b64encode(file.getvalue()).decode("ascii")
        best = image["top5"][0]
        shown.append(
            {"png": data, "label": labels[best], "score": float(scores[best]), "name": Path(image["path"]).stem}
        )
    return shown


def _plot(report: Report) -> str:
    """Size against host latency of what passed, as inline SVG; empty where nothing was timed."""
    timed = [row for row in report.rows if row.timing]
    if not timed:
        return ""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "mobilekit", "svg.fonttype": "none"})
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3), layout="constrained")
    axes = figure.add_subplot()
    for row in timed:
        assert row.timing is not None
        axes.scatter(row.bytes / 1e6, row.timing.p50_ms, s=60)
        axes.annotate(row.variant, (row.bytes / 1e6, row.timing.p50_ms), xytext=(6, 4), textcoords="offset points")
    axes.set(xlabel="size, MB", ylabel="host latency p50, ms (1 thread)")
    axes.margins(x=0.35, y=0.2)  # room for the names beside the points
    axes.set(xlim=(0, None), ylim=(0, None))
    axes.grid(alpha=0.3)
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return text.getvalue()[text.getvalue().index("<svg") :]
