"""Are the outputs what the manifest calls them: softmax, sigmoid or logits?"""

from __future__ import annotations

import math

import numpy as np

from mobilekit.checks.base import Answer, Artifact, Context, failed, passed
from mobilekit.checks.limits import SUM_FLOAT, SUM_QUANTISED
from mobilekit.postprocess import Values, softmax
from mobilekit.spec import LOGITS, SOFTMAX

REMEDY = "Convert the model again; apps would apply softmax where they must not, or fail to where they must."


def check_activation(context: Context, artifact: Artifact) -> Answer:
    """Ranges and sums of a file's outputs on the golden images, and of the reference's."""
    variant, stated = artifact["variant"], context.activation
    problem = fault(context.reference, stated, SUM_FLOAT)
    if problem:
        return failed(f"the reference outputs are not {stated}: {problem}", REMEDY)
    outputs = context.outputs[variant]
    room = SUM_QUANTISED if artifact["outputs"][0]["scale"] is not None else SUM_FLOAT
    problem = fault(outputs, stated, room) or twice(context.reference, outputs, stated)
    far = float(np.abs(outputs.sum(axis=1, dtype=np.float64) - 1).max())
    if problem:
        return failed(f"the outputs are not {stated}: {problem}", REMEDY, {"sum_off_by": far}, {"sum_off_by": room})
    if stated == SOFTMAX:
        message = f"in [0, 1], sums within {far:.1g} of 1"
        return passed(message, {"sum_off_by": far}, {"sum_off_by": room})
    return passed("raw scores" if stated == LOGITS else "in [0, 1], independent of each other")


def fault(outputs: Values, activation: str, room: float) -> str | None:
    """Why (N, classes) outputs did not go through ``activation``; None where they may have.

    One output has no softmax to speak of, so only its range is looked at.
    """
    low, high = float(outputs.min()), float(outputs.max())
    inside = low >= -room and high <= 1 + room
    sums = outputs.sum(axis=1, dtype=np.float64)
    adds_up = outputs.shape[1] > 1 and bool(np.abs(sums - 1).max() <= room)
    if activation == LOGITS:
        return "they lie in [0, 1] and add up to 1, so softmax was applied already" if inside and adds_up else None
    if not inside:
        return f"they reach from {low:.3g} to {high:.3g}, not within 0 to 1"
    if activation == SOFTMAX and outputs.shape[1] > 1 and not adds_up:
        worst = float(sums[np.abs(sums - 1).argmax()])
        return f"they add up to {worst:.3g}, not to 1"
    return None


def twice(reference: Values, outputs: Values, activation: str) -> str | None:
    """The sentence for a second softmax: no score is then more than e times another, whatever the picture."""
    if activation != SOFTMAX or reference.shape[1] < 2:
        return None
    close = np.abs(outputs - softmax(reference)).max() < np.abs(outputs - reference).max()
    ratio = (outputs.max(axis=1) / np.maximum(outputs.min(axis=1), np.finfo(np.float32).tiny)).max()
    return "softmax was applied twice" if close and ratio <= math.e * 1.001 else None
