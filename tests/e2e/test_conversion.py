"""Whole conversions through the command line: repeatable to the byte, and never half done."""

from __future__ import annotations

import filecmp
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mobilekit.checks.base import Context
from mobilekit.checks.files import check_files
from mobilekit.checks.manifest import check_manifest

MOBILEKIT = [sys.executable, "-m", "mobilekit"]


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    words = [*MOBILEKIT, *map(str, arguments)]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False, timeout=900)


def differences(one: Path, other: Path) -> list[str]:
    """What ``diff -r`` would print: names of files that differ or are on one side only."""
    compared = filecmp.dircmp(one, other, ignore=[])
    found = compared.left_only + compared.right_only + compared.funny_files
    found += [n for n in compared.common_files if (one / n).read_bytes() != (other / n).read_bytes()]
    for name in compared.common_dirs:
        found += differences(one / name, other / name)
    return found


@pytest.mark.slow
def test_two_conversions_in_two_processes_are_the_same_bytes(tmp_path: Path) -> None:
    more = [word for name in ("default", "coreml-w8a8", "coreml-weight_int4") for word in ("--variant", name)]
    for name in ("one", "two"):
        done = run("convert", *more, "--out", tmp_path / name)
        assert done.returncode == 0, done.stderr
    assert differences(tmp_path / "one", tmp_path / "two") == []
    assert len(list((tmp_path / "one").glob("*/*.mlpackage"))) == 6


def test_a_difference_would_be_seen(tiny_bundle: Path, broken: Path) -> None:
    manifest = next((broken / "coreml").glob("*.mlpackage")) / "Manifest.json"
    manifest.write_text(manifest.read_text() + " ")
    assert differences(tiny_bundle, broken) == ["Manifest.json"]


@pytest.mark.slow
def test_a_conversion_killed_at_any_moment_leaves_nothing_or_a_whole_bundle(
    tiny_model: Path, tiny_labels: Path, tmp_path: Path
) -> None:
    """Twenty moments between the start and a little past the usual end, SIGKILL, so that nothing can tidy up."""
    words = ["convert", tiny_model, "--preprocessing", "tf", "--labels", tiny_labels, "--out", tmp_path / "out"]
    words += ["--variant", "tflite-float32", "--variant", "tflite-int8", "--variant", "coreml-float16"]
    start = time.monotonic()
    assert run(*words).returncode == 0
    usual = time.monotonic() - start
    moments = random.Random(0)
    ends = []
    for _ in range(20):
        subprocess.run(["rm", "-rf", tmp_path / "out"], check=True)
        process = subprocess.Popen([*MOBILEKIT, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0, 1.05) * usual)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        whole = (tmp_path / "out").exists()
        ends.append(whole)
        if whole:
            context = Context(tmp_path / "out")
            answers = [*check_files(context).values(), *check_manifest(context).values()]
            assert {answer.status for answer in answers} == {"passed"}
    assert not all(ends), "no kill came before the end: the moments are too late to prove anything"
    assert run(*words, "--force").returncode == 0
    assert [p.name for p in tmp_path.iterdir()] == ["out"], "a later run removes what the killed ones left"


@pytest.mark.slow
def test_a_terminated_conversion_removes_its_traces(tiny_model: Path, tiny_labels: Path, tmp_path: Path) -> None:
    words = ["convert", tiny_model, "--preprocessing", "tf", "--labels", tiny_labels, "--out", tmp_path / "out"]
    process = subprocess.Popen([*MOBILEKIT, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.terminate()
    assert process.wait(60) == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []
