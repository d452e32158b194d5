"""Do the formats agree with each other; and where a file and the golden answers differ, which is the odd one?"""

from __future__ import annotations

from mobilekit.checks.base import BUNDLE, Answer, Context, failed, passed, skipped
from mobilekit.checks.figures import figures, words
from mobilekit.checks.limits import PARITY, scaled
from mobilekit.metrics import max_abs_difference

PRECISE = ("float32", "float16")
"""Recipes whose outputs can be compared by value, the more precise first."""

STALE = "Make the bundle again: golden/reference.f32 comes from another model, or from other pictures."
ODD = "Do not ship the odd one: convert the model again."


def check_cross_format(context: Context) -> dict[str, Answer]:
    """The most precise file of each format, laid beside each other and beside the reference."""
    pair = [name for name in (_best(context, "tflite"), _best(context, "coreml")) if name]
    if len(pair) < 2:
        return {BUNDLE: skipped("there is no precise file of both formats that ran: nothing to lay side by side")}
    first, second = pair
    ours, theirs = context.outputs[first], context.outputs[second]
    # Each may be as far from the truth as its own limit allows.
    room = scaled(sum(PARITY[name].max_abs_difference or 0.0 for name in pair), context.reference, context.activation)
    found = figures(ours, theirs, context.activation)
    limits = {"max_abs_difference": room}
    apart = [max_abs_difference(context.reference, outputs) > room for outputs in (ours, theirs)]
    if found["max_abs_difference"] <= room:
        if all(apart):
            message = f"{first} and {second} agree with each other and not with the golden answers: those are stale"
            return {BUNDLE: failed(message, STALE, found, limits)}
        return {BUNDLE: passed(f"{first} and {second}: {words(found)}", found, limits)}
    odd = next((name for name, far, other in zip(pair, apart, apart[::-1], strict=True) if far and not other), None)
    message = f"{first} and {second} differ by up to {found['max_abs_difference']:.2g}"
    verdict = f"{odd} is the odd one, the other agrees with the golden answers" if odd else "neither agrees with those"
    return {odd or BUNDLE: failed(f"{message}; {verdict}", ODD, found, limits)}


def _best(context: Context, name: str) -> str | None:
    return next((v for v in (f"{name}-{recipe}" for recipe in PRECISE) if v in context.outputs), None)
