"""Weights as stored: of the promised kind, numbers, and with the steps that were promised."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from checks.sealing import TWIN
from mobilekit.checks import FAILED, PASSED, Context
from mobilekit.checks import weights as check
from mobilekit.formats import FORMATS
from mobilekit.formats.stored import Stored

BIG = 3000


def stored(dtype: str, size: int = BIG, **changes: object) -> Stored:
    values = np.arange(1, size + 1) % 100
    kind = "uint8" if dtype.startswith("palette") else dtype
    return dataclasses.replace(Stored("w", dtype, values.astype(kind), None, kernel=True), **changes)


def judged(context: Context, monkeypatch: pytest.MonkeyPatch, variant: str, *found: Stored) -> tuple[str, str]:
    monkeypatch.setitem(check.READERS, variant.split("-")[0], lambda path: found)
    answer = check.check_weights(context, context.artifacts[variant])
    return answer.status, answer.message


def test_the_files_of_a_bundle_hold_what_they_promise(context: Context) -> None:
    for variant, artifact in context.artifacts.items():
        assert check.check_weights(context, artifact).status == PASSED, variant


@pytest.mark.parametrize(
    ("variant", "kinds"),
    [
        (TWIN, ("float32", "int32")),
        ("tflite-int8", ("int8", "int32")),
        ("coreml-float16", ("float16",)),
        ("coreml-weight_int8", ("float16",)),
    ],
)
def test_constants_are_read_from_the_bytes(context: Context, variant: str, kinds: tuple[str, ...]) -> None:
    path = context.root / context.artifacts[variant]["path"]
    found = check.READERS[variant.split("-")[0]](path)
    assert {one.dtype for one in found} <= {*kinds, "int32"}
    total = {kind: sum(one.values.nbytes for one in found if one.dtype == kind) for kind in kinds}
    weighed = FORMATS[variant.split("-")[0]].readback(path).weights
    assert {kind: total[kind] for kind in kinds if kind != "int32"} == {
        k: v for k, v in weighed.items() if k != "int32"
    }


@pytest.mark.parametrize(
    ("variant", "found", "says"),
    [
        (TWIN, stored("float16"), "stored as float16, not as float32"),
        ("tflite-float16", stored("float32"), "stored as float32, not as float16"),
        ("coreml-float16", stored("float32", 8), "a coreml-float16 does not hold"),
        ("coreml-weight_int8", stored("float32", 8), "a coreml-weight_int8 does not hold"),
        ("coreml-palettized_6bit", stored("palette8"), "stored as palette8, not as palette6"),
        ("tflite-int8", stored("int8", scales=np.ones(1, np.float32)), "one quantisation step for all channels"),
        ("tflite-int8", stored("int8", scales=np.array([1, np.nan], np.float32)), "no positive number"),
        ("tflite-int8", stored("int8", scales=np.zeros(2, np.float32)), "no positive number"),
        (TWIN, stored("float32", values=np.array([1, np.inf], np.float32)), "no number"),
        (TWIN, stored("float32", values=np.zeros(100, np.float32)), "all zeros"),
    ],
)
def test_what_is_not_as_promised_is_named(
    context: Context, monkeypatch: pytest.MonkeyPatch, variant: str, found: Stored, says: str
) -> None:
    status, message = judged(context, monkeypatch, variant, found)
    assert (status, says in message) == (FAILED, True), message


@pytest.mark.parametrize(
    ("variant", "found"),
    [
        ("tflite-float16", stored("float32", 8)),
        ("tflite-dynamic_int8", stored("float32", 2048)),
        ("coreml-weight_int8", stored("float16", 2048)),
        ("tflite-int8", stored("int8", scales=np.array([0, 0.1], np.float32))),
        ("tflite-int8", stored("int8", 8, scales=np.ones(1, np.float32))),
        (TWIN, stored("float32", values=np.zeros(100, np.float32), kernel=False)),
        (TWIN, stored("float32", values=np.zeros(9, np.float32))),
    ],
)
def test_what_a_right_file_may_hold_is_no_alarm(
    context: Context, monkeypatch: pytest.MonkeyPatch, variant: str, found: Stored
) -> None:
    """Small constants as they were, a dead channel's step of 0, a bias of zeros."""
    assert judged(context, monkeypatch, variant, found)[0] == PASSED


@pytest.mark.parametrize("name", ["tflite", "coreml"])
def test_a_broken_file_ends_in_a_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / "broken"
    path.write_bytes(b"no model")
    with pytest.raises(Exception, match=r"is not a (TFLite model|Core ML package)"):
        check.READERS[name](path)
