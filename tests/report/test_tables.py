"""What the terminal shows."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from mobilekit.cli.tables import outcomes_table, report_table
from mobilekit.report.record import Report
from report import made

Whole = tuple[Report, Path]


@pytest.fixture(autouse=True)
def eighty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def printed(whole: Whole, capsys: pytest.CaptureFixture[str]) -> str:
    outcomes_table(made.with_failure(whole[0]).outcomes)
    report_table(made.with_failure(whole[0]))
    return capsys.readouterr().out


def test_eighty_columns_hold_it_and_nothing_is_cut(printed: str) -> None:
    assert max(map(len, printed.splitlines())) <= 80
    assert "…" not in printed


def test_core_ml_has_parity_and_no_time(printed: str) -> None:
    row = next(line for line in printed.splitlines() if line.startswith(" coreml-float16 "))
    assert row.split() == ["coreml-float16", "0.83", "passed", "2/2", "1.2e-06", "121", "-", "-"]
    assert "latency only a phone can tell." in " ".join(printed.split())
    assert "not executed" not in printed


def test_brackets_in_a_message_are_no_markup(printed: str) -> None:
    assert "mobilekit[task-library]" in "".join(printed.split())


def test_a_failure_has_its_remedy(printed: str) -> None:
    assert "FAILED" in printed
    assert "Convert again." in printed


def test_pictures_and_phones_have_their_tables(printed: str) -> None:
    row = next(line for line in printed.splitlines() if line.startswith(" tflite-int8 ") and "%" in line)
    # Four of twelve flipped, all of them right before: 33.3 points lost.
    assert row.split()[:5] == ["tflite-int8", "66.7", "%", "4", "66.7"]
    assert "−33.3" in row
    assert "FELL BACK" in printed
    assert "tflite-int8 on gpu: GPU -> CPU: no OpenCL" in printed


def test_what_to_ship_stands_at_the_end_and_never_a_file_that_failed(printed: str, whole: Whole) -> None:
    lines = [line for line in printed.splitlines() if line.startswith(("Android: ", "iOS: "))]
    shipped = [found.variant for found in whole[0].recommendations]
    assert [line.partition(":")[0] for line in lines] == ["Android", "iOS"]
    broken = made.with_failure(whole[0])
    assert not {found.variant for found in broken.recommendations} & set(broken.failed_variants)
    assert "tflite-int8" not in shipped  # four of its twelve answers flipped


def test_without_labels_there_is_no_accuracy(whole: Whole, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = made.evaluation(tmp_path, made.NASTY, 6, labelled=False)
    report_table(dataclasses.replace(whole[0], evaluation=found))
    printed = capsys.readouterr().out
    assert "McNemar" not in printed
    assert "KL" in printed
