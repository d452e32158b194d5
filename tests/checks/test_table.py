"""The asking: what is built on a failed check is not asked, a whole bundle passes all of it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from checks.sealing import TWIN
from mobilekit.checks import CHECKS, FAILED, PASSED, SKIPPED, Check, Context, FileCheck, Outcome, run_checks, table
from mobilekit.checks.base import BUNDLE, failed
from mobilekit.checks.base import passed as fine
from mobilekit.errors import MobileKitError
from mobilekit.pipeline import passed, validate


def asked(monkeypatch: pytest.MonkeyPatch, context: Context, *rows: Check | FileCheck) -> list[tuple[str, str, str]]:
    monkeypatch.setattr(table, "CHECKS", rows)
    return [(o.check, o.subject, o.status) for o in run_checks(context, lambda _: None)]


def test_a_whole_bundle_raises_no_alarm_and_is_quick(tiny_bundle: Path) -> None:
    start = time.process_time()  # of this process alone: the machine may have other things to do
    found = validate(tiny_bundle, print)
    assert time.process_time() - start < 20
    assert [o for o in found.outcomes if o.status == FAILED] == []
    assert {o.check for o in found.outcomes} == {check.name for check in CHECKS}


def test_both_formats_were_executed(tiny_bundle: Path, context: Context) -> None:
    assert {name.split("-")[0] for name in context.outputs} == {"tflite", "coreml"}
    assert all(entry["parity"] for entry in context.accepted["artifacts"])


def test_only_skipped_checks_are_no_pass() -> None:
    assert not passed([Outcome("files", BUNDLE, SKIPPED, "why")])


def test_every_check_needs_only_earlier_ones() -> None:
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    for place, check in enumerate(CHECKS):
        assert set(check.needs) <= set(names[:place]), check.name


def test_a_file_that_failed_is_not_asked_again_and_the_others_are(monkeypatch, context: Context) -> None:
    first = FileCheck("first", "?", lambda c, a: failed("no") if a["variant"] == TWIN else fine("yes"))
    second = FileCheck("second", "?", lambda c, a: fine("yes"), ("first",), "tflite")
    third = FileCheck("third", "?", lambda c, a: fine("yes"), ("second",), "tflite")
    found = asked(monkeypatch, context, first, second, third)
    assert {(who, status) for name, who, status in found if name == "third" and who == TWIN} == {(TWIN, SKIPPED)}
    assert [status for name, who, status in found if name == "third" and who != TWIN] == [PASSED] * 3


def test_what_needs_the_bundle_is_skipped_whole_and_says_why(monkeypatch, context: Context) -> None:
    first = Check("first", "?", lambda c: {BUNDLE: failed("no")})
    second = FileCheck("second", "?", lambda c, a: fine("yes"), ("first",))
    monkeypatch.setattr(table, "CHECKS", (first, second))
    last = run_checks(context, lambda _: None)[-1]
    assert (last.subject, last.status, last.message) == (BUNDLE, SKIPPED, "not asked: the check first did not pass")


def test_a_file_that_stops_a_check_with_a_sentence_fails_alone(monkeypatch, context: Context) -> None:
    def stops(context: Context, entry: dict) -> object:
        if entry["variant"] == TWIN:
            raise MobileKitError("It cannot be read.", remedy="Copy it again.")
        return fine("yes")

    monkeypatch.setattr(table, "CHECKS", (FileCheck("first", "?", stops),))
    found = [o for o in run_checks(context, lambda _: None) if o.status == FAILED]
    assert [(o.subject, o.message, o.remedy) for o in found] == [(TWIN, "It cannot be read.", "Copy it again.")]


def test_a_bug_keeps_its_traceback(monkeypatch, context: Context) -> None:
    monkeypatch.setattr(table, "CHECKS", (Check("first", "?", lambda c: {BUNDLE: fine(str(1 / 0))}),))
    with pytest.raises(ZeroDivisionError):
        run_checks(context, lambda _: None)
