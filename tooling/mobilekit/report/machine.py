"""The forms of a report that programs read: report.json (contract/report.schema.json) and junit.xml."""

from __future__ import annotations

import dataclasses
import math
import platform
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np

from mobilekit.checks import FAILED, PASSED, SKIPPED
from mobilekit.evaluation.summary import summary
from mobilekit.versions import tool_versions

if TYPE_CHECKING:
    from mobilekit.report.record import Report, Row

SCHEMA_VERSION = 1

INFINITE = 1e30
"""Stands for infinity, which JSON cannot say, as in device reports: it sorts where infinity would."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Outside the characters of XML 1.0, section 2.2."""


def as_json(report: Report) -> dict[str, Any]:
    """``report.json`` as plain values: infinities are +-``INFINITE``, what is no number is null."""
    return {
        "schema_version": SCHEMA_VERSION,
        "bundle": report.bundle,
        "model": report.manifest["model"]["name"] if report.manifest else None,
        "verdict": PASSED if report.passed else FAILED,
        "counts": {status: report.count(status) for status in (PASSED, FAILED, SKIPPED)},
        "outcomes": [plain(dataclasses.asdict(outcome)) for outcome in report.outcomes],
        "variants": [_row(row) for row in report.rows],
        "goal": str(report.goal),
        "recommendations": [dataclasses.asdict(found) for found in report.recommendations],
        "evaluation": plain(summary(report.evaluation)) if report.evaluation else None,
        "layers": [plain(dataclasses.asdict(curve)) for curve in report.curves],
        "devices": [plain(dataclasses.asdict(result)) for result in report.devices],
        "host": {"machine": platform.machine(), "system": platform.system(), "tools": tool_versions()},
    }


def plain(value: Any) -> Any:  # noqa: ANN401
    """Nested records of numbers, NumPy's included, as JSON can say them."""
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(entry) for entry in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else math.copysign(INFINITE, value)
    return value


def _row(row: Row) -> dict[str, Any]:
    return dict(plain({**dataclasses.asdict(row), "timing": dataclasses.asdict(row.timing) if row.timing else None}))


def junit(report: Report) -> bytes:
    """The outcomes as JUnit XML: one test case an outcome, so that any CI shows them."""
    counts = {"tests": len(report.outcomes), "failures": report.count(FAILED), "skipped": report.count(SKIPPED)}
    suite = ElementTree.Element("testsuite", {"name": "mobilekit validate"} | {k: str(v) for k, v in counts.items()})
    for outcome in report.outcomes:
        case = ElementTree.SubElement(suite, "testcase", classname=outcome.check, name=_xml(outcome.subject))
        if outcome.status == FAILED:
            ElementTree.SubElement(case, "failure", message=_xml(outcome.message)).text = _xml(outcome.remedy)
        if outcome.status == SKIPPED:
            ElementTree.SubElement(case, "skipped", message=_xml(outcome.message))
    return bytes(ElementTree.tostring(suite, "utf-8", xml_declaration=True))


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
