"""Does every target give the reference's answers on the golden images?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mobilekit.checks.base import FAILED, PASSED, SKIPPED, Context, Outcome
from mobilekit.checks.limits import CHANCE, PARITY
from mobilekit.metrics import at_most, max_abs_difference, top1_agreement
from mobilekit.preprocess import Pixels, Preprocessing
from mobilekit.spec import Batch


def measure(reference: Batch, target: Batch) -> dict[str, Any]:
    """The figures of the manifest's ``parity``: (N, classes) float32 against (N, classes) float32."""
    return {
        "images": len(reference),
        "max_abs_difference": float(max_abs_difference(reference, target)),
        "top1_agreement": float(top1_agreement(reference, target)),
    }


def measure_artifact(
    root: Path, artifact: dict[str, Any], rule: Preprocessing, tensors: Pixels, reference: Batch
) -> dict[str, Any] | None:
    """The manifest's ``parity`` of an artifact; None for a format that is not executed here."""
    if not artifact["variant"].startswith("tflite"):
        return None
    from mobilekit.formats.tflite.run import Runner

    runner = Runner(root / artifact["path"], rule, tuple(artifact["app_steps"]))
    return measure(reference, runner.run(tensors))


def check_tflite_parity(context: Context) -> list[Outcome]:
    """Run every .tflite on the golden images with LiteRT and compare with the source model's outputs."""
    rows = [a for a in context.accepted["artifacts"] if a["variant"].startswith("tflite")]
    return [_tflite(context, artifact) for artifact in rows]


def _tflite(context: Context, artifact: dict[str, Any]) -> Outcome:
    variant = artifact["variant"]
    figures = measure_artifact(context.root, artifact, context.rule, context.tensors, context.reference)
    assert figures is not None, "a .tflite is always executed"
    limit = PARITY[variant]
    far = limit.max_abs_difference is not None and not figures["max_abs_difference"] <= limit.max_abs_difference
    same = round(figures["top1_agreement"] * figures["images"])
    wrong = same < figures["images"] and at_most(same, figures["images"], limit.top1_agreement) < CHANCE
    message = (
        f"max |difference| {figures['max_abs_difference']:.2g}, "
        f"top-1 agreement {figures['top1_agreement']:.1%} of {figures['images']} images"
    )
    limits = {"max_abs_difference": limit.max_abs_difference, "top1_agreement": limit.top1_agreement, "chance": CHANCE}
    if far or wrong:
        remedy = "Do not ship this file: convert again; for int8, calibrate on pictures like those the app will see."
        return Outcome("tflite_parity", variant, FAILED, message, figures, limits, remedy)
    return Outcome("tflite_parity", variant, PASSED, message, figures, limits)


def check_coreml_parity(context: Context) -> list[Outcome]:
    """Core ML files are not executed yet: said, never implied."""
    reason = "this version does not execute Core ML programs; tensors and metadata were read back from the file"
    rows = [a["variant"] for a in context.accepted["artifacts"] if a["variant"].startswith("coreml")]
    return [Outcome("coreml_parity", variant, SKIPPED, reason) for variant in rows]
