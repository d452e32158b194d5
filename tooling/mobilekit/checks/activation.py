"""Are the outputs what the manifest calls them: softmax, sigmoid or logits?"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from mobilekit.checks.base import Answer, Artifact, Context, failed, passed
from mobilekit.checks.figures import step_of
from mobilekit.checks.limits import SUM_FLOAT, SUM_QUANTISED
from mobilekit.postprocess import Values, softmax
from mobilekit.spec import LOGITS, SOFTMAX

REMEDY = "Convert the model again; apps would apply softmax where they must not, or fail to where they must."


def check_activation(context: Context, artifact: Artifact) -> Answer:
    """Ranges and sums of a file's outputs on the golden images, and of the reference's."""
    stated, step = context.activation, step_of(artifact)
    problem = fault(context.reference, stated, np.ones(1), SUM_FLOAT)
    if problem:
        return failed(f"the reference outputs are not {stated}: {problem}", REMEDY)
    outputs, room = context.outputs[artifact["variant"]], SUM_QUANTISED if step else SUM_FLOAT
    wanted = sums(np.rint(context.reference / step) * step) if step else np.ones(1)
    problem = fault(outputs, stated, wanted, room) or twice(context.reference, outputs, stated)
    far = float(np.abs(sums(outputs) - wanted).max())
    if problem:
        return failed(f"the outputs are not {stated}: {problem}", REMEDY, {"sum_off_by": far}, {"sum_off_by": room})
    if stated == SOFTMAX:
        whole = "what steps of this size leave of 1" if step else "1"
        return passed(f"in [0, 1], sums within {far:.1g} of {whole}", {"sum_off_by": far}, {"sum_off_by": room})
    return passed("raw scores" if stated == LOGITS else "in [0, 1], independent of each other")


def sums(outputs: Values) -> npt.NDArray[np.float64]:
    """(N, classes) -> (N,)."""
    return np.asarray(outputs.sum(axis=1, dtype=np.float64))


def fault(outputs: Values, activation: str, wanted: npt.NDArray[np.float64], room: float) -> str | None:
    """Why (N, classes) outputs did not go through ``activation``; None where they may have.

    Args:
        outputs: of one file, or the reference's. One output has no softmax to speak of: only its range is looked at.
        activation: what the manifest states.
        wanted: (N,) or (1,) what the outputs of a softmax add up to.
        room: how far they may be from it.
    """
    low, high = float(outputs.min()), float(outputs.max())
    inside = low >= -SUM_FLOAT and high <= 1 + SUM_FLOAT
    off = np.abs(sums(outputs) - wanted)
    adds_up = outputs.shape[1] > 1 and bool(off.max() <= room)
    if activation == LOGITS:
        return "they lie in [0, 1] and add up to 1, so softmax was applied already" if inside and adds_up else None
    if not inside:
        return f"they reach from {low:.3g} to {high:.3g}, not within 0 to 1"
    if activation == SOFTMAX and outputs.shape[1] > 1 and not adds_up:
        row = int(off.argmax())
        return f"they add up to {sums(outputs)[row]:.3g}, not to {wanted[row % len(wanted)]:.3g}"
    return None


def twice(reference: Values, outputs: Values, activation: str) -> str | None:
    """The sentence for a second softmax: no score is then more than e times another, whatever the picture."""
    if activation != SOFTMAX or reference.shape[1] < 2:
        return None
    close = np.abs(outputs - softmax(reference)).max() < np.abs(outputs - reference).max()
    ratio = (outputs.max(axis=1) / np.maximum(outputs.min(axis=1), np.finfo(np.float32).tiny)).max()
    return "softmax was applied twice" if close and ratio <= math.e * 1.001 else None
