"""How far a target is from the reference on the golden images: the figures every check and table shares."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mobilekit.metrics import kl_divergence, max_abs_difference, snr_db, top1_agreement
from mobilekit.postprocess import probabilities
from mobilekit.spec import SIGMOID, Batch


def figures(reference: Batch, target: Batch, activation: str, step: float = 0.0) -> dict[str, Any]:
    """Images, top-1 agreement, max |difference|, KL divergence in nats and SNR in dB of (N, classes) outputs.

    The last two are None where they have no finite value: KL between independent sigmoids or of one output, SNR of
    equal outputs.

    Args:
        reference: the source model's.
        target: the file's.
        activation: what both went through.
        step: of the target's quantised outputs, 0 where they are not: see ``without_zeros``.
    """
    return {
        "images": len(reference),
        "max_abs_difference": max_abs_difference(reference, target),
        "top1_agreement": top1_agreement(reference, target, activation),
        "kl": _kl(reference, without_zeros(target, step), activation),
        "snr_db": _finite(snr_db(reference, target)),
    }


def without_zeros(target: Batch, step: float) -> Batch:
    """(N, classes) scores in steps -> the same with what they leave of 1 spread over the classes that read 0.

    A quantised 0 stands for anything below half a step. Taken as a true 0 it drowns all else in the KL divergence:
    3.3 nats for V2 in 8 bits, where .02 are due to the classes that matter.
    """
    zeros = target <= 0
    if not step or not zeros.any():
        return target
    rest = np.maximum(1 - target.sum(axis=1, keepdims=True), step / 2)
    filled = np.where(zeros, rest / np.maximum(zeros.sum(axis=1, keepdims=True), 1), target)
    return np.asarray(filled / filled.sum(axis=1, keepdims=True), np.float32)


def step_of(artifact: dict[str, Any]) -> float:
    """Quantisation step of an artifact's scores; 0 where they are not quantised."""
    return float(artifact["outputs"][0]["scale"] or 0.0)


def words(found: dict[str, Any]) -> str:
    """The figures as a person reads them."""
    same = round(found["top1_agreement"] * found["images"])
    parts = [f"top-1 agreement {same} of {found['images']}", f"max |difference| {found['max_abs_difference']:.2g}"]
    parts += [f"KL {found['kl']:.2g} nats"] if found["kl"] is not None else []
    parts += [f"SNR {found['snr_db']:.0f} dB"] if found["snr_db"] is not None else []
    return ", ".join(parts)


def _kl(reference: Batch, target: Batch, activation: str) -> float | None:
    if activation == SIGMOID or reference.shape[1] == 1:
        return None
    return _finite(kl_divergence(probabilities(reference, activation), probabilities(target, activation)))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
