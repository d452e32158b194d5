"""Can a phone pass the bundle's own self-check, and could a wrong answer fail it?"""

from __future__ import annotations

from mobilekit.checks.base import Answer, Artifact, Context, failed, passed
from mobilekit.checks.limits import GENEROUS
from mobilekit.formats import FORMATS
from mobilekit.metrics import max_abs_difference
from mobilekit.spec import LOGITS

CPU = ("cpu", "cpuOnly")


def check_ladder(context: Context, artifact: Artifact) -> Answer:
    """CPU last; tolerances between what the file itself shows here and what would let everything pass; ops refused."""
    variant, rungs = artifact["variant"], artifact["delegates"]
    here = max_abs_difference(context.reference, context.outputs[variant])
    found = {"max_abs_difference": here}
    problem = _order(rungs) or _tolerances(rungs, here, context.activation) or _hidden(context, artifact)
    if problem:
        return failed(problem, measured=found)
    least = min(rung["tolerance"] for rung in rungs)
    names = " > ".join(rung["delegate"] for rung in rungs)
    return passed(f"{names}; differs by {here:.2g} here, {least:.2g} is allowed", found, {"tolerance": least})


def _order(rungs: list[Artifact]) -> str | None:
    names = [rung["delegate"] for rung in rungs]
    if not names or names[-1] not in CPU:
        return "the CPU, which runs everything, is not the last rung"
    return "a rung is there twice" if len(set(names)) < len(names) else None


def _tolerances(rungs: list[Artifact], here: float, activation: str) -> str | None:
    for rung in rungs:
        name, tolerance = rung["delegate"], rung["tolerance"]
        if tolerance < here:
            return f"{name} allows a difference of {tolerance:.2g}, the file shows {here:.2g} here: no phone would pass"
        if activation != LOGITS and tolerance >= 1:
            return f"{name} allows a difference of {tolerance:.2g}: scores are in [0, 1], so everything would pass"
    return None


def _hidden(context: Context, artifact: Artifact) -> str | None:
    """A rung more generous than the recipe's own, or an op that static rules refuse there and the manifest hides."""
    name, _, recipe = artifact["variant"].partition("-")
    if recipe not in FORMATS[name].recipes:
        return None
    stated = {rung["delegate"]: {item["op"] for item in rung["unsupported"]} for rung in artifact["delegates"]}
    allowed = {rung["delegate"]: rung["tolerance"] for rung in artifact["delegates"]}
    for rung in FORMATS[name].ladder(context.root / artifact["path"], recipe):
        if allowed.get(rung.delegate, 0.0) > GENEROUS * rung.tolerance:
            return f"{rung.delegate} allows a difference of {allowed[rung.delegate]:.2g}, {rung.tolerance:.2g} is due"
        hidden = sorted({item.op for item in rung.unsupported} - stated.get(rung.delegate, set()))
        if rung.delegate in stated and hidden:
            return f"{rung.delegate} would refuse {', '.join(hidden)}, which the manifest does not say"
    return None
