"""Does each file, with what its app still does, prepare a picture exactly once and right? Judged by the answers."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from mobilekit.checks.base import BUNDLE, TWINS, Answer, Context, failed, passed
from mobilekit.checks.geometry import GEOMETRIES, Geometry
from mobilekit.checks.hypotheses import Hypothesis, distance, hypotheses
from mobilekit.checks.limits import LIKENESS, LIKENESS_TWIN, PARITY, scaled
from mobilekit.metrics import max_abs_difference
from mobilekit.postprocess import quantise
from mobilekit.preprocess import normalise
from mobilekit.spec import QUANTISE, Batch

MOST = 8
"""Golden images tried: every mistake costs one run of each."""

REMEDY = "Correct preprocessing or app_steps: nobody's accuracy shows such a mistake (1.6 points on MobileNet V1)."
GOLDEN = "Make the bundle again: its reference outputs come from pictures prepared in another way than it states."


def check_preprocessing(context: Context) -> dict[str, Answer]:
    """Compare what each file answers with what a right file answers to wrongly prepared pictures.

    A single-precision file that gives the reference's answers is right; its answers to wrong pictures are what the
    others' are laid beside: one that is nearer to those than to the reference makes the mistake. Where no file is
    right, each is fed the opposite of every mistake instead: one that is then right makes the mistake. Last, pictures
    whose geometry went wrong are tried, which no file can be blamed for.
    """
    tried = _tried(context)
    twins: list[str] = [name for name in TWINS if name in context.outputs]
    sound = [name for name in twins if _apart(context, name) <= _room(context, name)]
    if not sound:
        wrong = _golden_fault(context, twins)
        if wrong:
            return {BUNDLE: failed(wrong, GOLDEN)}
        return {name: _by_undoing(context, name, tried) for name in context.outputs}
    likenesses = _likenesses(context, sound[0], tried)
    return {name: _by_likeness(context, name, likenesses, tried) for name in context.outputs}


def chosen(count: int) -> list[int]:
    """Which of ``count`` golden images are used: at most ``MOST``, evenly spread."""
    return sorted({round(k * (count - 1) / max(1, min(count, MOST) - 1)) for k in range(min(count, MOST))})


def _tried(context: Context) -> tuple[Hypothesis, ...]:
    return hypotheses(context.rule, context.tensors[chosen(len(context.tensors))].astype(np.float32))


def _apart(context: Context, variant: str) -> float:
    return max_abs_difference(context.reference, context.outputs[variant])


def _room(context: Context, variant: str) -> float:
    return scaled(PARITY[variant].max_abs_difference or 0.0, context.reference, context.activation)


def _likenesses(context: Context, twin: str, tried: Iterable[Hypothesis]) -> dict[str, Batch]:
    """Mistake -> a right file's answers to pictures with the mistake."""
    rows = chosen(len(context.tensors))
    values, runner = context.tensors[rows].astype(np.float32), context.runner(twin)
    return {one.name: runner.run_values(one.wrong(values)) for one in tried}


def _by_likeness(context: Context, variant: str, likenesses: dict[str, Batch], tried: tuple[Hypothesis, ...]) -> Answer:
    rows = chosen(len(context.tensors))
    outputs, reference = context.outputs[variant][rows], context.reference[rows]
    right = distance(outputs, reference)
    ranked = sorted((distance(outputs, wrong), name) for name, wrong in likenesses.items())
    return _judged(right, ranked, LIKENESS, len(tried)) or _by_raw_pixels(context, variant, ranked)


def _by_undoing(context: Context, variant: str, tried: tuple[Hypothesis, ...]) -> Answer:
    rows = chosen(len(context.tensors))
    reference, runner = context.reference[rows], context.runner(variant)
    values = context.tensors[rows].astype(np.float32)
    right = distance(context.outputs[variant][rows], reference)
    ranked = sorted((distance(runner.run_values(one.undo(values)), reference), one.name) for one in tried)
    share = LIKENESS_TWIN if variant.endswith("float32") else LIKENESS
    return _judged(right, ranked, share, len(tried)) or _by_raw_pixels(context, variant, ranked)


def _judged(right: float, ranked: list[tuple[float, str]], share: float, tried: int) -> Answer | None:
    """The failure that names the nearest mistake, where it is so much nearer that it must be the one."""
    if not ranked or ranked[0][0] >= share * right:
        return None
    near, name = ranked[0]
    found = {"distance": right, "distance_as_if_wrong": near, "mistakes_tried": tried}
    return failed(f"it answers as if fed {name}", REMEDY, found, {"ratio": share})


def _by_raw_pixels(context: Context, variant: str, ranked: list[tuple[float, str]]) -> Answer:
    """A quantised image input must take pixel p as p: that is what every consumer of its metadata feeds it."""
    artifact = context.artifacts[variant]
    takes, every = artifact["inputs"][0], np.arange(256, dtype=np.uint8)
    near = ranked[0][0] if ranked else 0.0
    if QUANTISE in artifact["app_steps"] and takes["dtype"] == "uint8" and len(set(context.rule.mean)) == 1:
        pixels = np.repeat(every[:, None], 3, axis=1)
        values = normalise(pixels, context.rule) if "normalise" in artifact["app_steps"] else pixels.astype(np.float32)
        found = quantise(values, takes["scale"], takes["zero_point"], "uint8").astype(int)
        off = int(np.abs(found - pixels).max())
        if off > 1:
            message = f"its input's scale and zero point put raw pixels up to {off} levels off"
            return failed(message, "Convert the model again: scale must be 1 / std, the zero point the mean.")
    message = f"none of {len(ranked)} known mistakes is nearer than the stated preparation"
    return passed(message, {"mistakes_tried": len(ranked), "nearest_mistake": near})


def _golden_fault(context: Context, twins: list[str]) -> str | None:
    """The geometry with which a single-precision file comes nearest to the reference's answers, if it explains them.

    Not to the last bit: another program's way of the same mistake rounds elsewhere.
    """
    for twin in twins:
        right = distance(context.outputs[twin], context.reference)
        found = [(distance(_prepared(context, twin, row), context.reference), row.name) for row in GEOMETRIES]
        near, name = min(found)
        if near < LIKENESS_TWIN * right:
            return f"the reference outputs are those of {name}, not of what the manifest states"
    return None


def _prepared(context: Context, twin: str, row: Geometry) -> Batch:
    tensors = np.stack([row.prepare(pixels, turn, context.rule) for pixels, turn in context.pictures])
    return context.runner(twin).run(tensors)
