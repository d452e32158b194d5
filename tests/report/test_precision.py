"""What the page says of the making of an int8 file, and of a record that is none."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mobilekit.report import precision

RECORD = {
    "ranges": "minmax",
    "verdicts": {"minmax": {"loss": 0.0035, "agreement": 0.97}, "least-error-2": {"loss": 0.004, "agreement": 0.99}},
    "floating_point": [f"layer {k}" for k in range(14)],
    "mixed_precision": {"goal": 0.99, "met": True, "points": [[0, 0.0035, 0.97], [14, 0.001, 0.992]]},
}
MANIFEST = {"artifacts": [{"variant": "tflite-int8", "path": "tflite/a-int8.tflite"}]}


def shown(monkeypatch: pytest.MonkeyPatch, record: Any) -> Any:
    row = SimpleNamespace(readback=lambda path: SimpleNamespace(metadata={"quantisation": record}))
    monkeypatch.setitem(precision.FORMATS, "tflite", row)
    return precision.precision(MANIFEST, Path())


def test_the_way_that_was_used_is_marked_and_long_lists_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    found = shown(monkeypatch, RECORD)
    assert [(row["name"], row["chosen"]) for row in found["verdicts"]] == [("minmax", True), ("least-error-2", False)]
    assert (len(found["floats"]), found["more"], found["met"]) == (12, 2, True)
    assert "svg" in found["plot"]


@pytest.mark.parametrize("record", [None, [], {"ranges": "minmax"}, RECORD | {"mixed_precision": {"points": [1]}}])
def test_what_is_no_record_is_left_out(monkeypatch: pytest.MonkeyPatch, record: Any) -> None:
    assert shown(monkeypatch, record) is None


def test_a_bundle_without_int8_has_no_such_part() -> None:
    assert precision.precision({"artifacts": []}, Path()) is None
