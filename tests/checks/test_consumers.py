"""Other programs' answers: compared where there are any, and a reason where there are none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from checks.sealing import TWIN
from mobilekit.checks import FAILED, PASSED, SKIPPED, Context, consumers
from mobilekit.checks.base import BUNDLE, Answer
from mobilekit.checks.consumers import check_consumers

OLD = "Didn't find op for builtin opcode 'FULLY_CONNECTED' version '12'."


def told(context: Context, monkeypatch: pytest.MonkeyPatch, **said: Any) -> Answer:
    """The answer about the twin where the consumers say this, instead of their five best."""
    monkeypatch.setattr(consumers.importlib.util, "find_spec", lambda name: object())

    def ask(context: Context, packages: list[str], files: list[str]) -> dict[str, Any]:
        right = {name: np.argsort(-context.outputs[name])[:8, :5].tolist() for name in files}
        return {package: said.get(package, right) for package in packages}

    monkeypatch.setattr(consumers, "ask", ask)
    return check_consumers(context)[TWIN]


def test_the_same_first_answers_pass(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    found = told(context, monkeypatch)
    assert (found.status, found.measured["images"]) == (PASSED, 8)
    assert found.message == "Task Library agrees on 8 images; MediaPipe agrees on 8 images"


def test_another_first_answer_fails_and_a_tie_does_not(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    best = np.argsort(-context.outputs[TWIN])[:8, :5]
    other = best[:, [1, 0, 2, 3, 4]].tolist()
    assert "gives another first answer to" in told(context, monkeypatch, mediapipe={TWIN: other}).message
    context.outputs[TWIN] = np.full_like(context.outputs[TWIN], 0.1)
    assert told(context, monkeypatch, mediapipe={TWIN: other}).status == PASSED


def test_a_consumer_that_refuses_the_file_fails_it(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    found = told(context, monkeypatch, tflite_support={TWIN: "Input tensor has type kTfLiteInt8"})
    assert (found.status, found.message) == (FAILED, "Task Library refuses it: Input tensor has type kTfLiteInt8")


def test_a_consumer_too_old_for_an_op_is_a_reason_not_a_fault(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = told(context, monkeypatch, tflite_support={TWIN: OLD})
    assert found.status == PASSED
    assert f"Task Library could not be asked: {OLD}" in found.message
    both = told(context, monkeypatch, tflite_support={TWIN: OLD}, mediapipe={"": "libEGL.so.1: cannot open"})
    assert (both.status, "libEGL" in both.message) == (SKIPPED, True)


def test_nobody_to_ask_is_said(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers.importlib.util, "find_spec", lambda name: None)
    assert "in the extra task-library" in check_consumers(context)[BUNDLE].message


def test_a_process_that_dies_leaves_its_last_words(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [sys.executable, "-c", "import sys; sys.exit('libusb is missing')"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert consumers._heard(process) == {"": "libusb is missing"}


def test_each_consumer_that_is_here_answers_like_us(context: Context) -> None:
    here = [package for package in consumers.CONSUMERS if consumers.importlib.util.find_spec(package)]
    if not here:
        pytest.skip("no consumer is installed: they are in the extra task-library")
    found = check_consumers(context)
    assert [who for who, answer in found.items() if answer.status == FAILED] == []


def test_a_file_that_is_none_is_refused_in_a_sentence(tmp_path: Path) -> None:
    if not consumers.importlib.util.find_spec("mediapipe"):
        pytest.skip("MediaPipe is not installed: it is in the extra task-library")
    (tmp_path / "broken.tflite").write_bytes(b"no model")
    np.save(tmp_path / "pictures.npy", np.zeros((1, 8, 8, 3), np.uint8))
    files = json.dumps({"broken": str(tmp_path / "broken.tflite")})
    words = [sys.executable, "-m", "mobilekit.checks.consume", "mediapipe", files, str(tmp_path / "pictures.npy")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout.splitlines()[-1])
    assert isinstance(said.get("broken", said.get("")), str)
