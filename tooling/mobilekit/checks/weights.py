"""Are the weights stored as the variant's name says, and are they all numbers?"""

from __future__ import annotations

from collections import Counter

import numpy as np

from mobilekit.checks.base import Answer, Artifact, Context, failed, passed
from mobilekit.checks.limits import LARGE, SMALLEST_KERNEL, STORED
from mobilekit.formats.coreml import weights as coreml
from mobilekit.formats.stored import Stored
from mobilekit.formats.tflite import weights as tflite

READERS = {"tflite": tflite.weights, "coreml": coreml.weights}

REMEDY = "Do not ship this file: convert the model again."


def check_weights(context: Context, artifact: Artifact) -> Answer:
    """Every constant of the file, from its bytes.

    Raises:
        MobileKitError: a file that cannot be read.
    """
    variant = artifact["variant"]
    found = READERS[variant.split("-")[0]](context.root / artifact["path"])
    problem = next((text for one in found if (text := _broken(one))), None) or _stored_otherwise(variant, found)
    if problem:
        return failed(problem, REMEDY)
    kinds = Counter(one.dtype for one in found if one.values.size > LARGE)
    words = ", ".join(f"{count} of {kind}" for kind, count in kinds.most_common())
    return passed(f"{len(found)} constants, large ones: {words or 'none'}", {"constants": len(found)})


def _broken(one: Stored) -> str | None:
    if one.values.dtype.kind == "f" and not np.isfinite(one.values).all():
        return f"{one.name} holds what is no number"
    if one.kernel and one.values.size >= SMALLEST_KERNEL and not one.values.any():
        return f"the kernel {one.name} is all zeros"
    if one.scales is not None and not (np.isfinite(one.scales).all() and (one.scales >= 0).all() and one.scales.any()):
        return f"{one.name} has a quantisation step that is no positive number"
    return None


def _stored_otherwise(variant: str, found: tuple[Stored, ...]) -> str | None:
    wanted = STORED.get(variant)
    if wanted is None:
        return None
    large = [one for one in found if one.values.size > LARGE]
    strange = [one for one in large if one.dtype != wanted.large]
    if sum(one.values.nbytes for one in strange) > wanted.spared * sum(one.values.nbytes for one in large):
        return f"{strange[0].name} is stored as {strange[0].dtype}, not as {wanted.large}"
    for one in found:
        if one.dtype not in (wanted.large, *wanted.others):
            return f"{one.name} is stored as {one.dtype}, which a {variant} does not hold"
        if wanted.each_channel and one.scales is not None and one.scales.size == 1 and _has_channels(one):
            return f"{one.name} has one quantisation step for all channels, not one for each"
    return None


def _has_channels(one: Stored) -> bool:
    return one.kernel and one.values.size > LARGE
