"""Reports made by hand: every part of the page filled, no model behind it."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from mobilekit.bundle import SUMS
from mobilekit.checks import FAILED, PASSED, SKIPPED, Outcome
from mobilekit.contract.example_manifest import example_manifest
from mobilekit.device_report import DeviceLatency, DeviceResult, Stage
from mobilekit.divergence import Curve
from mobilekit.divergence import Row as Level
from mobilekit.evaluation.answers import condense, join
from mobilekit.evaluation.records import Answers, Evaluation, Pictures, Refused
from mobilekit.golden import write_ppm
from mobilekit.labels import write_labels
from mobilekit.latency import Latency
from mobilekit.report.record import Report, Row

NASTY = ("<script>alert(1)</script>", "\"quoted\" & 'single'", "🦊 fox", "ثعلب", "$x^2$ | `code`")
"""Labels that a page, a figure, a table or a comment could take for more than text."""

FIGURES = {"images": 2, "top1_agreement": 1.0, "max_abs_difference": 1.2e-6, "kl": 3e-12, "snr_db": 121.0}


def bundle(folder: Path, labels: tuple[str, ...] = ("red", "green", "blue")) -> dict[str, Any]:
    """A folder with what the page reads of a bundle, and its manifest."""
    manifest, rng = example_manifest(), np.random.default_rng(0)
    count = len(labels)
    manifest["model"]["classes"] = manifest["labels"]["count"] = count
    (folder / "golden").mkdir(parents=True)
    for image in manifest["golden"]["images"]:
        image["top5"] = [0, 1, 2][:count]
        (folder / image["path"]).write_bytes(write_ppm(rng.integers(0, 256, (80, 70, 3), np.uint8)))
    (folder / "golden" / "reference.f32").write_bytes(np.full((2, count), 1 / count, "<f4").tobytes())
    (folder / "labels.txt").write_bytes(write_labels(labels))
    (folder / SUMS).write_text("")
    return manifest


def scores(answers: Any, classes: int, sure: float = 0.9) -> np.ndarray:
    """(N, classes) float32 probabilities whose best class is each of ``answers``."""
    rest = (1 - sure) / (classes - 1)
    values = np.full((len(answers), classes), rest, np.float32)
    values[np.arange(len(answers)), answers] = sure
    return values


def answers(reference: np.ndarray, target: np.ndarray) -> Answers:
    """As a run keeps them; of no pictures too."""
    return condense(reference, target, "softmax") if len(reference) else join([])


def evaluation(folder: Path, labels: tuple[str, ...], pictures: int, *, labelled: bool = True) -> Evaluation:
    """``pictures`` noisy photos, of which int8 answers every third otherwise; the first is gone by now."""
    folder.mkdir(parents=True, exist_ok=True)
    rng, classes = np.random.default_rng(1), len(labels)
    names = tuple(f"photo {k} <b>&amp;.png" for k in range(pictures))
    for name in names[1:]:
        Image.fromarray(rng.integers(0, 256, (64, 48, 3), np.uint8)).save(folder / name)
    first = np.arange(pictures) % classes
    flipped = np.where(np.arange(pictures) % 3 == 0, (first + 1) % classes, first)
    reference = scores(first, classes)
    targets = {"tflite-float32": reference, "tflite-int8": scores(flipped, classes, 0.5)}
    refused = (Refused("a <i>.png", "cannot be read as an image"), Refused("b.png", "cannot be read as an image"))
    return Evaluation(
        folder=str(folder),
        pictures=Pictures(names, first if labelled else None, refused, {"CMYK": 3}),
        labels=labels,
        reference_name="source model",
        reference=answers(reference, reference),
        nervousness=answers(reference, scores(first, classes, 0.89)),
        targets={name: answers(reference, values) for name, values in targets.items()},
        left_out={"coreml-float16": "an op is unknown: <foo>"},
    )


def curves() -> tuple[Curve, ...]:
    """Two variants, one with a cliff, one that could not be compared."""
    levels = (70.0, 66.0, 31.0, float("inf"))
    before = (None, *levels)
    rows = tuple(
        Level(f"layer_{k}", f"<layer {k}>", "CONV_2D", level, 0.01, (k + 1) / 4, before[k])
        for k, level in enumerate(levels)
    )
    return (
        Curve("tflite-float32", "tflite-int8", rows, ("fused",), 2),
        Curve("tflite-float32", "coreml-float16", (), note="it cannot be run"),
    )


def devices() -> tuple[DeviceResult, ...]:
    """One result of each verdict."""
    stage = Stage(1_300_000, 1_500_000, 2_000_000, 100)
    timed = DeviceLatency(48_000_000, 3_000_000, 10, stage, stage, stage, None, 3, "light", low_power=True)
    rows = (("PASS", "gpu", "", timed), ("DRIFT", "gpu", "too far", timed), ("WRONG", "gpu", "<wrong>", None))
    rows += (("FELL_BACK", "cpu", "GPU -> CPU: no OpenCL", timed),)
    return tuple(
        DeviceResult("Acme <Phone>, android 15", "android", "tflite-int8", "gpu", ran, verdict, why, 0.02, 0.01, 1.0, t)
        for verdict, ran, why, t in rows
    )


def report(root: Path, labels: tuple[str, ...] = ("red", "green", "blue"), pictures: int = 9) -> Report:
    """A report that passed, with everything in it."""
    manifest = bundle(root, labels)
    variants = [artifact["variant"] for artifact in manifest["artifacts"]]
    outcomes = [Outcome("files", "bundle", PASSED, "8 files, all listed and unchanged")]
    outcomes += [
        Outcome(v.split("-")[0] + "_parity", v, PASSED, "as the source model", dict(FIGURES)) for v in variants
    ]
    outcomes += [Outcome("noise", "bundle", PASSED, "calm", {**FIGURES, "snr_db": 48.0})]
    outcomes += [Outcome("consumers", "bundle", SKIPPED, "not installed: pip install 'mobilekit[task-library]'")]
    timing = Latency(0.3, 0.35, 0.5, 100, 1)
    rows = [
        Row(
            a["variant"],
            a["bytes"],
            PASSED,
            "as the source model",
            dict(FIGURES),
            timing if "tflite" in a["path"] else None,
        )
        for a in manifest["artifacts"]
    ]
    found = evaluation(root / "photos", labels, pictures) if pictures else None
    return Report(hashlib.sha256(b"").hexdigest(), manifest, outcomes, rows, found, curves(), devices())


def with_failure(good: Report, variant: str = "tflite-int8") -> Report:
    """The same with one file that failed its parity check."""
    check = variant.split("-")[0] + "_parity"
    bad = Outcome(
        check, variant, FAILED, "top-1 agreement 1 of 2", dict(FIGURES), {"top1_agreement": 0.9}, "Convert again."
    )
    outcomes = [bad if (o.check, o.subject) == (check, variant) else o for o in good.outcomes]
    rows = [dataclasses.replace(r, status=FAILED, timing=None) if r.variant == variant else r for r in good.rows]
    return dataclasses.replace(good, outcomes=outcomes, rows=rows)
