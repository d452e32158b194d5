"""The forms for programs and for pull requests."""

from __future__ import annotations

import dataclasses
import html
import json
import math
import re
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from mobilekit.checks import FAILED, Outcome
from mobilekit.contract.refusals import FOLDER
from mobilekit.latency import Latency
from mobilekit.pipeline import Validation
from mobilekit.report import make_report, record, write_report
from mobilekit.report.machine import as_json, junit, plain
from mobilekit.report.markdown import MOST_LINES, escape, summary
from mobilekit.report.page import page
from mobilekit.report.record import Report
from mobilekit.report.write import forms
from report import made

Whole = tuple[Report, Path]


def faults(value: object) -> list[str]:
    schema = json.loads((FOLDER / "report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return [error.json_path for error in jsonschema.Draft202012Validator(schema).iter_errors(value)]


def test_report_json_keeps_its_schema(whole: Whole, tmp_path: Path) -> None:
    unlabelled = made.evaluation(tmp_path, made.NASTY, 3, labelled=False)
    for report in (whole[0], made.with_failure(whole[0]), dataclasses.replace(whole[0], evaluation=unlabelled)):
        assert faults(json.loads(json.dumps(as_json(report), allow_nan=False))) == []
    assert faults(as_json(Report("0" * 64, None, [], []))) == []


@pytest.mark.parametrize("key", ["verdict", "outcomes", "devices", "evaluation"])
def test_a_report_without_a_part_breaks_the_schema(whole: Whole, key: str) -> None:
    assert faults({name: value for name, value in as_json(whole[0]).items() if name != key}) == ["$"]


def test_json_says_infinity_as_a_number_that_sorts_so() -> None:
    assert plain({"a": [math.inf, -math.inf, math.nan, 1.5]}) == {"a": [1e30, -1e30, None, 1.5]}


def test_every_form_says_what_to_ship(whole: Whole) -> None:
    sentences = [found.sentence for found in whole[0].recommendations]
    assert len(sentences) == 2
    for sentence in sentences:
        assert sentence in [found["sentence"] for found in whole[0].as_json()["recommendations"]]
        assert escape(sentence) in summary(whole[0])
        assert html.escape(sentence) in page(*whole)


def test_junit_has_one_case_an_outcome_with_its_reason(whole: Whole) -> None:
    suite = ElementTree.fromstring(junit(made.with_failure(whole[0])))
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("6", "1", "1")
    failure = suite.find(".//failure")
    assert failure is not None
    assert (failure.get("message"), failure.text) == ("top-1 agreement 1 of 2", "Convert again.")
    assert all("time" not in case.attrib for case in suite)


def test_junit_stays_xml_whatever_a_message_holds() -> None:
    outcome = Outcome("files", "b\x00\ud800", FAILED, "a \x1b[31m & <b>", remedy="\x07")
    case = ElementTree.fromstring(junit(Report("0" * 64, None, [outcome], [])))[0]
    assert case.get("name") == "b\ufffd\ufffd"


def test_the_summary_has_verdict_variants_failures_and_remedies(whole: Whole) -> None:
    text = summary(made.with_failure(whole[0]))
    assert text.startswith("## ✕ example\\_0.35\\_64: Failed: do not ship tflite-int8\n")
    assert "**Convert again.**" in text
    assert "| tflite-float32 | 1.65 MB | ✓ passed | 2/2 | 100.0 % |" in text
    assert "| tflite-int8 | 0.62 MB | ✕ failed |" in text


def test_the_summary_is_short_whatever_happened(whole: Whole) -> None:
    many = [Outcome(f"check {k}", f"file {k}", FAILED, f"why {k}", remedy="Do it.") for k in range(100)]
    rows = whole[0].rows * 40
    text = summary(dataclasses.replace(whole[0], outcomes=many, rows=rows))
    assert len(text.splitlines()) <= MOST_LINES
    assert "92 more" in text
    assert "And 96 variants more" in text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b\nc", "a\\|b c"),
        ("<script>&", "&lt;script&gt;&amp;"),
        ("*_`[x](y)", "\\*\\_\\`\\[x\\]\\(y\\)"),
        ("@someone", "@\u2060someone"),
        ("https://x.org www.x.org", "https:\u2060//x.org www.\u2060x.org"),
    ],
)
def test_markdown_takes_text_for_text(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_a_report_is_written_whole_beside_nothing_half_written(whole: Whole, tmp_path: Path) -> None:
    root = tmp_path / "b"
    (root / "report").mkdir(parents=True)
    (root / "report" / "old.txt").write_text("of an earlier run")
    written = write_report(dataclasses.replace(whole[0], manifest=None, evaluation=None), root)
    names = {path.name for path in written.parent.iterdir()}
    assert names == {"report.html", "report.json", "junit.xml", "summary.md", "layers-tflite-int8.json"}
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_a_file_name_that_is_no_unicode_stops_no_form(whole: Whole) -> None:
    odd = Outcome("pictures", "bundle", FAILED, "photo \udcff.png cannot be read", remedy="Remove it.")
    for data in forms(dataclasses.replace(whole[0], evaluation=None, outcomes=[odd]), whole[1]).values():
        data.decode("utf-8")


def test_every_template_goes_into_the_package() -> None:
    folder = Path(made.__file__).parents[2]
    line = re.search(r"^mobilekit = (\[.*\])$", (folder / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert line is not None
    package = folder / "tooling" / "mobilekit"
    packed = {path for pattern in json.loads(line.group(1)) for path in package.glob(pattern)}
    assert set((package / "report" / "templates").iterdir()) <= packed


def test_only_a_tflite_file_that_passed_is_timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = made.report(tmp_path / "b", pictures=0)
    failed = made.with_failure(good)
    timing = Latency(1.0, 1.1, 1.2, 100, 1)
    monkeypatch.setattr(record, "measure_latency", lambda *_: timing)
    for report, timed in ((good, {"tflite-float32", "tflite-int8"}), (failed, {"tflite-float32"})):
        monkeypatch.setattr(record, "validate", lambda *_, r=report: Validation(r.manifest, r.outcomes, None, r.curves))
        found = make_report(tmp_path / "b", print)
        assert {row.variant for row in found.rows if row.timing} == timed
        assert [row.status for row in found.rows] == [row.status for row in report.rows]
        assert (found.curves, found.outcomes) == (report.curves, report.outcomes)
