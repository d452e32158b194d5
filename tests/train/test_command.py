"""The command line: what it takes, says and leaves behind."""

from __future__ import annotations

import filecmp
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mobilekit.cli.train import command, make_order
from mobilekit.train.net import Net
from mobilekit.train.recipe import HEAD, QAT, TUNE


def order_of(*words: str) -> Any:
    context = command.make_context("train", list(words))
    params = {key: value for key, value in context.params.items() if key not in ("as_json", "force", "quiet")}
    return make_order(params)


def test_options_reach_the_order(colours: Path, tmp_path: Path) -> None:
    order = order_of(
        str(colours), "--out", str(tmp_path / "n.keras"), "--weights", "imagenet", "--arch", "mobilenet_v1_0.5_160",
        "--size", "64", "--epochs", "head=2,fine-tune=3", "--rate", "0.03,qat=0.004", "--batch-size", "32,64px=16",
        "--small-share", "0.25", "--freeze", "0.5", "--augment", "upright", "--class-weights", "balanced",
        "--smoothing", "0.2", "--patience", "3", "--teacher", "t.keras", "--teacher-share", "0.7", "--temperature", "2",
        "--sparsity", "0.6", "--qat", "--seed", "5", "--val", "v", "--test", "t.csv", "--tensorboard", "tb",
        "--author", "me", "--license", "MIT",
    )  # fmt: skip
    recipe = order.recipe
    assert order.net == Net("mobilenet_v1", 0.5, 64)
    phases = {p.name: (p.epochs, p.rate, p.batch_size) for p in recipe.phases}
    assert phases[HEAD][::2] == (2, 32)
    assert phases[TUNE] == (3, 0.03, 32)
    assert phases[QAT][1:] == (0.004, 32)
    assert recipe.sized_batches == ((64, 16),)
    assert (recipe.small_share, recipe.frozen_share, recipe.augment, recipe.class_weights) == (
        0.25, 0.5, "upright", "balanced",
    )  # fmt: skip
    assert (recipe.smoothing, recipe.patience, recipe.distilled, recipe.temperature) == (0.2, 3, 0.7, 2.0)
    assert (recipe.sparsity, recipe.seed, order.weights, order.teacher) == (0.6, 5, "imagenet", Path("t.keras"))
    assert (order.validation, order.test, order.tensorboard) == (Path("v"), Path("t.csv"), Path("tb"))
    assert (order.author, order.license) == ("me", "MIT")


def test_a_mistake_is_two_lines_and_nothing_is_made(mobilekit: Any, colours: Path, tmp_path: Path) -> None:
    out = tmp_path / "n.keras"
    for words in (("--epochs", "head=2"), ("--class-weights", "blue=x"), ("--weights", tmp_path / "no.keras")):
        code, shown, err = mobilekit("train", colours, "--out", out, *words)
        assert (code, shown, len(err.strip().split("\n"))) == (2, "", 2)
        assert err.startswith("Error: ")
    assert not out.exists()


def test_the_command_line_trains(quick: None, mobilekit: Any, colours: Path, tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    options = ["--size", 32, "--epochs", 1, "--batch-size", 28, "--json"]
    code, shown, err = mobilekit("train", colours, "--out", out, *options)
    assert (code, err) == (0, "")
    record = json.loads(shown)
    assert record["test"]["images"] == sum(map(sum, record["test"]["confusion"])) == 12
    assert (record["model"], record["epochs"], len(record["history"])) == (str(out), 1, 1)
    code, _, err = mobilekit("train", colours, "--out", out, *options)
    assert (code, err.split("\n")[0]) == (2, f"Error: {out} exists.")


def start(colours: Path, out: Path) -> subprocess.Popen[bytes]:
    words = ["train", colours, "--arch", "mobilenet_v1", "--alpha", "0.25", "--size", "48", "--epochs", "4",
             "--batch-size", "20", "--quiet", "--out", out]  # fmt: skip
    return subprocess.Popen([sys.executable, "-m", "mobilekit", *map(str, words)], stdout=subprocess.DEVNULL)


@pytest.mark.slow
def test_a_mobilenet_killed_half_way_ends_bit_for_bit_as_an_unbroken_one(colours: Path, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole.keras", tmp_path / "broken" / "whole.keras"
    assert start(colours, whole).wait(600) == 0
    history = broken.with_name("whole.keras.state") / "history.json"
    process = start(colours, broken)
    deadline = time.monotonic() + 600
    while not (history.exists() and len(json.loads(history.read_text())) >= 2):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not broken.exists()
    assert 2 <= len(json.loads(history.read_text())) < 4
    assert start(colours, broken).wait(600) == 0
    assert filecmp.cmp(broken, whole, shallow=False)
    assert not history.parent.exists()
