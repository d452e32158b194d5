"""Do programs that know nothing of this kit give the same answers from the same .tflite?"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from mobilekit.checks.base import BUNDLE, Answer, Context, failed, passed, skipped
from mobilekit.checks.limits import CONSUMER_TIE, CONSUMER_TIE_FLOAT
from mobilekit.spec import Batch

CONSUMERS = {"tflite_support": "Task Library", "mediapipe": "MediaPipe"}
"""Package -> what people call it. Both crop and resize for themselves: they get pictures that have that behind them."""

MOST = 8
"""Golden images each is asked about."""
PATIENCE = 300
"""Seconds for all files of a bundle; those of V2 take 2."""

OLD = "Didn't find op for builtin opcode"
"""How a runtime says that it is older than the file's ops: tflite-support's is TensorFlow 2.9."""

REMEDY = "Apps built on that library would get this answer: compare the metadata, and convert the model again."

Said = dict[str, Any]
"""Variant -> five best indices of every picture, or a sentence; "" for the consumer itself."""


def check_consumers(context: Context) -> dict[str, Answer]:
    """First answers of every .tflite in the Task Library and in MediaPipe, each in a process of its own."""
    files = [name for name in context.outputs if name.startswith("tflite")]
    if not files:
        return {BUNDLE: skipped("there is no .tflite that ran")}
    if context.accepted["model"]["classes"] < 2:
        return {BUNDLE: skipped("a net with one output has no order of answers to compare")}
    present = [package for package in CONSUMERS if importlib.util.find_spec(package) is not None]
    if not present:
        return {BUNDLE: skipped("neither tflite-support nor MediaPipe is here: they are in the extra task-library")}
    said = ask(context, present, files)
    return {variant: _of_file(context, variant, said) for variant in files}


def ask(context: Context, packages: list[str], files: list[str]) -> dict[str, Said]:
    """Package -> what it said; both at work at once."""
    paths = {name: str(context.root / context.artifacts[name]["path"]) for name in files}
    with tempfile.TemporaryDirectory() as folder:
        pictures = Path(folder, "pictures.npy")
        np.save(pictures, context.tensors[:MOST])
        words = [sys.executable, "-m", "mobilekit.checks.consume"]
        running = {
            package: subprocess.Popen(
                [*words, package, json.dumps(paths), str(pictures)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for package in packages
        }
        return {package: _heard(process) for package, process in running.items()}


def _heard(process: subprocess.Popen[str]) -> Said:
    try:
        out, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return {"": f"it did not answer within {PATIENCE} s"}
    try:
        said: Said = json.loads(out.strip().splitlines()[-1])
    except (IndexError, ValueError):
        lines = [line for line in err.strip().splitlines() if line.strip()]
        return {"": lines[-1][:300] if lines else f"it ended with code {process.returncode}"}
    return said


def _of_file(context: Context, variant: str, said: dict[str, Said]) -> Answer:
    agreed, reasons = [], []
    for package, told in said.items():
        name = CONSUMERS[package]
        best: str | list[list[int]] = told.get(variant) or told.get("") or "it said nothing"
        if isinstance(best, str):
            if "" not in told and OLD not in best:
                return failed(f"{name} refuses it: {best}", REMEDY)
            reasons.append(f"{name} could not be asked: {best}")
            continue
        wrong = _disagreements(context, variant, best)
        if wrong:
            message = (
                f"{name} gives another first answer to {len(wrong)} of {len(best)} images, as to number {wrong[0]}"
            )
            return failed(message, REMEDY, {"images": len(best), "disagreements": len(wrong)})
        agreed.append(f"{name} agrees on {len(best)} images")
    if not agreed:
        return skipped("; ".join(reasons))
    return passed("; ".join([*agreed, *reasons]), {"images": min(MOST, len(context.tensors))})


def _disagreements(context: Context, variant: str, best: list[list[int]]) -> list[int]:
    """Images whose first answer scores clearly less than the best, by this machine's own run of the file."""
    room = CONSUMER_TIE_FLOAT if variant.endswith(("float32", "float16")) else CONSUMER_TIE
    scores: Batch = context.outputs[variant]
    return [k for k, answer in enumerate(best) if scores[k].max() - scores[k, answer[0]] > room]
