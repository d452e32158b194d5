"""Is the parity recorded in the manifest what is measured now?"""

from __future__ import annotations

from mobilekit.checks.base import Answer, Artifact, Context, failed, passed, skipped
from mobilekit.checks.limits import RECORDED, RECORDED_FLIPS, RECORDED_OTHERS, RECORDED_SHARE, scaled
from mobilekit.checks.parity import measure

REMEDY = "The file is not the one that was measured, or the figures were edited: make the bundle again."


def check_recorded(context: Context, artifact: Artifact) -> Answer:
    """Images, largest difference and agreement, as far as another processor's order of sums allows."""
    stated = artifact["parity"]
    if stated is None:
        return skipped("the manifest records none: whoever made the bundle could not run this file")
    now = measure(context.reference, context.outputs[artifact["variant"]], context.activation)
    if stated["images"] != now["images"]:
        return failed(f"the manifest speaks of {stated['images']} images, there are {now['images']}", REMEDY, now)
    flips = abs(stated["top1_agreement"] - now["top1_agreement"]) * now["images"]
    there, here = stated["max_abs_difference"], now["max_abs_difference"]
    share = RECORDED_SHARE.get(artifact["variant"].partition("-")[2], RECORDED_OTHERS)
    room = max(scaled(RECORDED, context.reference, context.activation), share * max(there, here))
    limits = {"max_abs_difference": room, "flips": RECORDED_FLIPS}
    if abs(there - here) > room:
        message = f"the manifest records a largest difference of {there:.2g}, measured {here:.2g}"
        return failed(message, REMEDY, now, limits)
    if flips > RECORDED_FLIPS + 1e-6:
        both = f"{stated['top1_agreement']:.1%}, measured {now['top1_agreement']:.1%}"
        message = f"the manifest records an agreement of {both}"
        return failed(message, REMEDY, now, limits)
    return passed(f"largest difference {there:.2g} recorded, {here:.2g} measured", now, limits)
