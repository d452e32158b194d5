"""Does every target give the reference's answers on the golden images?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.checks.base import Answer, Artifact, Context, failed, passed, skipped
from mobilekit.checks.figures import figures, step_of, words
from mobilekit.checks.limits import CHANCE, PARITY, ParityLimit, scaled
from mobilekit.errors import MobileKitError
from mobilekit.formats import FORMATS
from mobilekit.metrics import at_most, max_abs_difference, snr_db, top1_agreement
from mobilekit.postprocess import top_1
from mobilekit.preprocess import Pixels, Preprocessing
from mobilekit.spec import SOFTMAX, Batch

REMEDY = "Do not ship this file: convert again; for int8, calibrate on pictures like those the app will see."


def measure(reference: Batch, target: Batch, activation: str = SOFTMAX) -> dict[str, Any]:
    """The figures of the manifest's ``parity``: (N, classes) float32 against (N, classes) float32."""
    return {
        "images": len(reference),
        "max_abs_difference": max_abs_difference(reference, target),
        "top1_agreement": top1_agreement(reference, target, activation),
    }


def measure_artifact(
    root: Path, artifact: Artifact, rule: Preprocessing, tensors: Pixels, reference: Batch, activation: str = SOFTMAX
) -> dict[str, Any]:
    """The manifest's ``parity`` of an artifact, of either format.

    Raises:
        MobileKitError: the file does not load, or answers with what is no number.
    """
    row = FORMATS[artifact["variant"].split("-")[0]]
    runner = row.runner(root / artifact["path"], rule, tuple(artifact["app_steps"]))
    found = measure(reference, runner.run(tensors), activation)
    if not math.isfinite(found["max_abs_difference"]):
        raise MobileKitError(
            f"{artifact['variant']} answers with what is no number on the golden images.",
            remedy="Look for overflow in the source model, or leave this variant out with --variant.",
        )
    return found


def check_parity(context: Context, artifact: Artifact) -> Answer:
    """The outputs of a file against the source model's."""
    variant = artifact["variant"]
    limit = PARITY.get(variant)
    if limit is None:
        return skipped(f"no limit is known for {variant}")
    found = figures(context.reference, context.outputs[variant], context.activation, step_of(artifact))
    steady = steady_images(context)
    problems = list(_problems(context, variant, found, steady))
    shown = found | {"nervous_images": int((~steady).sum())}
    limits = {key: value for key, value in vars(limit).items() if value is not None} | {"chance": CHANCE}
    if problems:
        return failed(f"{words(found)}: {problems[0]}", REMEDY, shown, limits)
    return passed(words(found), shown, limits)


def steady_images(context: Context) -> npt.NDArray[np.bool_]:
    """(N,): whether the twin keeps its answer to an image under all the input noise that was tried; all without one."""
    steady = np.ones(len(context.reference), bool)
    if context.nervous is not None and context.twin is not None:
        calm = top_1(context.outputs[context.twin], context.activation)
        for noisy in context.nervous:
            steady &= top_1(noisy, context.activation) == calm
    return steady


def least_snr(context: Context, limit: ParityLimit) -> float:
    """The limit on the SNR in decibels, lower where the network itself wavers."""
    if limit.snr_db is None:
        return -math.inf
    if context.nervous is None or context.twin is None:
        return limit.snr_db
    calm = np.broadcast_to(context.outputs[context.twin], context.nervous.shape)
    classes = calm.shape[-1]
    own = snr_db(calm.reshape(-1, classes), context.nervous.reshape(-1, classes))
    return min(limit.snr_db, own - limit.below_noise_db)


def _problems(context: Context, variant: str, found: dict[str, Any], steady: npt.NDArray[np.bool_]) -> Iterator[str]:
    """What is beyond the variant's limits, the largest fault first."""
    limit, reference, target = PARITY[variant], context.reference, context.outputs[variant]
    most = scaled(limit.max_abs_difference or math.inf, reference, context.activation)
    if not found["max_abs_difference"] <= most:
        yield f"the difference is beyond {most:.2g}"
    least = least_snr(context, limit)
    if found["snr_db"] is not None and found["snr_db"] < least:
        yield f"the SNR is below {least:.3g} dB"
    kept = np.ones(len(steady), bool) if limit.top1_agreement == 1.0 else steady
    agree = top_1(reference, context.activation) == top_1(target, context.activation)
    same, asked = int(agree[kept].sum()), int(kept.sum())
    if same < asked and at_most(same, asked, limit.top1_agreement) < CHANCE:
        among = f"{asked} images" if asked == len(steady) else f"the {asked} images on which the network is steady"
        yield f"{asked - same} other answers to {among}, too many for {limit.top1_agreement:.0%} in the long run"
