"""What each part of the page shows, as plain values: the templates only lay out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mobilekit.checks import FAILED, PASSED, SKIPPED
from mobilekit.divergence import first_drop
from mobilekit.report import plots, words
from mobilekit.report.pictures import NERVOUSNESS
from mobilekit.versions import tool_versions

if TYPE_CHECKING:
    from mobilekit.device_report import DeviceResult
    from mobilekit.evaluation.paired import Agreement
    from mobilekit.report.record import Report, Row

OTHER_QUESTIONS = {
    "pictures": "Can your pictures be used?",
    "agreement": "Does every file agree with the reference on your pictures?",
    "accuracy": "Does every file keep the reference's accuracy on your pictures?",
    "layers": "Do the intermediate results agree?",
    "device": "Does each delegate of a phone answer as the source model?",
}
"""Of outcomes that come from beyond the table of checks."""


def tiles(report: Report) -> list[dict[str, str]]:
    """The first figures a reader looks for."""
    held = sum(report.verdict_on(row) == PASSED for row in report.rows)
    found = [_tile("Checks passed", f"{report.count(PASSED)}", f"of {len(report.outcomes)}")]
    found.append(_tile("Failed", f"{report.count(FAILED)}"))
    found.append(_tile("Skipped", f"{report.count(SKIPPED)}"))
    if report.rows:
        found.append(_tile("Files that hold", f"{held}", f"of {len(report.rows)}"))
    if report.evaluation is not None:
        found.append(_tile("Your pictures", f"{len(report.evaluation.pictures.paths):,}"))
    if report.devices:
        held = sum(result.verdict == "PASS" for result in report.devices)
        found.append(_tile("Delegates on phones", f"{held}", f"of {len(report.devices)} pass"))
    return found


def _tile(what: str, figure: str, rest: str = "") -> dict[str, str]:
    return {"what": what, "figure": figure, "rest": rest}


def variants(report: Report) -> list[dict[str, Any]]:
    """Rows of the table of variants, and the network's own nervousness as the last."""
    rows = [_variant(report, row) for row in report.rows]
    if report.noise or report.statistics:
        noise = report.statistics.nervousness.agreement if report.statistics else None
        control = {"name": NERVOUSNESS, "size": "", "status": "", "control": True, "times": (), "untimed": ""}
        rows.append({**control, **_figures(report.noise), "pictures": _on_pictures(noise)})
    return rows


def _variant(report: Report, row: Row) -> dict[str, Any]:
    timing = row.timing
    times = (timing.p50_ms, timing.p90_ms, timing.p99_ms) if timing else ()
    return {
        "name": row.variant,
        "size": words.megabytes(row.bytes),
        "status": report.verdict_on(row),
        "pictures": "reference" if _is_reference(report, row) else _on_pictures(report.agreement_of(row.variant)),
        "times": [words.milliseconds(time) for time in times],
        "untimed": "only a phone can tell" if row.variant.startswith("coreml") else "not timed: not proven right",
        **_figures(row.figures),
    }


def _is_reference(report: Report, row: Row) -> bool:
    return report.evaluation is not None and report.evaluation.reference_name == row.variant


def _on_pictures(found: Agreement | None) -> str:
    return words.percent(found.share) if found else words.NONE


def _figures(figures: dict[str, Any]) -> dict[str, str]:
    return {
        "same": words.count_of(figures),
        "snr": words.decibels(words.ratio_of(figures)),
        "kl": words.small(figures.get("kl")),
        "largest": words.small(figures.get("max_abs_difference")),
    }


def plots_of(report: Report) -> dict[str, str]:
    """The drawn figures as SVG; empty where there is nothing to draw."""
    sized = [point for row in report.rows if (point := _point(report, row, row.bytes / 1e6))]
    timed = [p for row in report.rows if row.timing and (p := _point(report, row, row.timing.p50_ms))]
    return {
        "basis": ", on your pictures" if report.statistics else ", on the golden images",
        "size": plots.trade(sized, "size, MB", "size"),
        "time": plots.trade(timed, "p50, ms an inference", "time"),
        "depth": plots.depth(report.curves, "depth"),
    }


def _point(report: Report, row: Row, cost: float) -> plots.Point | None:
    """On the user's pictures where there are any, else on the golden images; None where it was not measured."""
    measured = report.agreement_of(row.variant)
    if measured:
        return plots.Point(row.variant, cost, measured.share, measured.interval)
    if _is_reference(report, row):
        return plots.Point(row.variant, cost, 1.0)
    if report.statistics or "top1_agreement" not in row.figures:
        return None
    return plots.Point(row.variant, cost, row.figures["top1_agreement"])


def curves(report: Report) -> list[dict[str, Any]]:
    """Each curve with the sentence on where it falls most, or why there is none."""
    found = []
    for curve in report.curves:
        drop = first_drop(curve)
        sentence = curve.note or (drop.sentence.removeprefix(f"{curve.target} ") if drop else "never falls.")
        found.append({"curve": curve, "sentence": sentence})
    return found


def devices(report: Report) -> list[tuple[str, list[DeviceResult]]]:
    """Results by device, in the order in which the reports came."""
    names = dict.fromkeys(result.device for result in report.devices)
    return [(name, [result for result in report.devices if result.device == name]) for name in names]


def ladder(report: Report) -> list[dict[str, Any]]:
    """Delegates of each file, and what static rules doubt about them: one line a rule, with all its ops."""
    artifacts = report.manifest["artifacts"] if report.manifest else []
    return [{**artifact, "doubts": _doubts(artifact["delegates"])} for artifact in artifacts]


def _doubts(rungs: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """(delegate, ops, rule)."""
    found: dict[tuple[str, str], list[str]] = {}
    for rung in rungs:
        for doubt in rung["unsupported"]:
            found.setdefault((rung["delegate"], doubt["rule"]), []).append(doubt["op"])
    return [(delegate, ", ".join(dict.fromkeys(ops)), rule) for (delegate, rule), ops in found.items()]


def facts(report: Report) -> list[tuple[str, str]]:
    """Provenance, in pairs."""
    found: list[tuple[str, str]] = []
    if report.manifest:
        found = _manifest_facts(report.manifest)
    found.append(("Validated with", _versions(tool_versions())))
    if report.evaluation is not None:
        found.append(
            (
                "Pictures",
                f"{report.evaluation.folder}, held against {words.held_against(report.evaluation.reference_name)}",
            )
        )
    return [*found, ("Bundle", report.bundle)]


def _manifest_facts(manifest: dict[str, Any]) -> list[tuple[str, str]]:
    model, calibration, rule = manifest["model"], manifest["calibration"], manifest["preprocessing"]
    height, width = rule["size"]
    pictures = f"{calibration['origin']}, {words.plural(len(calibration['images']), 'picture')}" if calibration else ""
    return [
        ("Model", f"{model['architecture']}, {model['classes']:,} classes, {model['activation']}"),
        ("Cost", f"{model['parameters']:,} parameters, {model['macs']:,} multiply-accumulates"),
        ("Preprocessing", f"{width} x {height}, centre crop {rule['crop_fraction']}, {rule['color_order']}, "
                          f"mean {_numbers(rule['mean'])}, std {_numbers(rule['std'])}"),
        ("Weights", f"{model['weights']['origin']}, licence {model['weights']['license']}"),
        ("Calibration", pictures or "none"),
        ("Command", manifest["command"]),
        ("Converted with", _versions(manifest["tools"])),
    ]  # fmt: skip


def _numbers(values: list[float]) -> str:
    return ", ".join(f"{value:g}" for value in (values[:1] if len(set(values)) == 1 else values))


def _versions(tools: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in tools.items())
