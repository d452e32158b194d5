"""report.html: one self-contained page, no script, no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobilekit.checks import CHECKS, FAILED, PASSED, SKIPPED
from mobilekit.checks.base import Context, grouped, rule_of
from mobilekit.labels import parse_labels
from mobilekit.report import gallery, views, words
from mobilekit.report.pictures import pictures
from mobilekit.report.precision import precision

if TYPE_CHECKING:
    from mobilekit.report.record import Report

SECTIONS = (
    ("variants", "Variants"),
    ("pictures", "On your pictures"),
    ("flips", "Answers that flipped"),
    ("layers", "Where it diverges"),
    ("precision", "How int8 was made"),
    ("devices", "On phones"),
    ("ladder", "Delegates to try"),
    ("skipped", "What was skipped, and why"),
    ("checks", "Every check"),
    ("golden", "Golden images"),
    ("provenance", "Where it comes from"),
)
"""Anchor and template -> title, in the order of the page; a part without content is left out."""


def page(report: Report, root: Path) -> str:
    """The page as text; names from files reach it escaped."""
    import jinja2

    loader = jinja2.PackageLoader("mobilekit", "report/templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(_wording())
    content = _content(report, root)
    sections = [
        {"id": name, "title": title, "template": f"{name}.html"} for name, title in SECTIONS if content.get(name)
    ]
    return environment.get_template("page.html").render(**content, report=report, sections=sections)


def _wording() -> dict[str, Any]:
    """What every template may use."""
    return {
        "signs": words.SIGNS,
        "status_class": words.CLASSES,
        "questions": {check.name: check.question for check in CHECKS} | views.OTHER_QUESTIONS,
        "small": words.small,
        "decibels": words.decibels,
        "percent": words.percent,
        "points": words.points,
        "plural": words.plural,
        "ns": lambda value: words.milliseconds(value / 1e6),
        "coreml_words": words.CORE_ML_LATENCY,
    }


def _content(report: Report, root: Path) -> dict[str, Any]:
    """Everything the templates show, by the section's name where it is one."""
    return {
        "manifest": report.manifest,
        "headline": words.headline(report),
        "standing": words.standing(report),
        "failures": grouped(report.failures),
        "tiles": views.tiles(report),
        "variants": views.variants(report),
        "evaluation": report.evaluation,
        "golden_count": len(report.manifest["golden"]["images"]) if report.manifest else 0,
        "timed": any(row.timing for row in report.rows),
        "has_noise": bool(report.noise),
        "has_coreml": any(row.variant.startswith("coreml") for row in report.rows),
        "plots": views.plots_of(report),
        "pictures": pictures(report),
        "layers": views.curves(report),
        "curves": views.curves(report),
        "devices": views.devices(report),
        "ladder": views.ladder(report),
        "skipped": grouped([o for o in report.outcomes if o.status == SKIPPED]),
        "checks": [_check(report, name) for name in dict.fromkeys(o.check for o in report.outcomes)],
        "provenance": True,
        "facts": views.facts(report),
        **_pictures(report, root),
    }


def _check(report: Report, name: str) -> dict[str, Any]:
    outcomes = [outcome for outcome in report.outcomes if outcome.check == name]
    statuses = [outcome.status for outcome in outcomes]
    return {
        "question": _wording()["questions"].get(name, name),
        "failed": FAILED in statuses,
        "counts": [(s, statuses.count(s)) for s in (FAILED, SKIPPED, PASSED) if s in statuses],
        "groups": grouped(outcomes),
        "has_limits": any(outcome.limit for outcome in outcomes),
    }


def _pictures(report: Report, root: Path) -> dict[str, Any]:
    """Golden images and flips; neither where the bundle is not in order, as nothing in it is safe to show then."""
    if report.manifest is None or any(o.check in ("files", "golden", "labels") for o in report.failures):
        return {}
    known = {"precision": precision(report.manifest, root)}
    context = Context(root, report.manifest)
    labels = parse_labels((root / "labels.txt").read_bytes(), "labels.txt")
    found = known | {"golden": gallery.golden(report.manifest, context.tensors, context.reference, labels)}
    if report.evaluation is None:
        return found
    shown, total = gallery.flips(report.evaluation, rule_of(report.manifest["preprocessing"]))
    return {**found, "flips": shown, "flipped": total}
