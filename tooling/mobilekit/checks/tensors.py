"""Do the files have the tensors that the manifest states?"""

from __future__ import annotations

import dataclasses
from typing import Any

from mobilekit.bundle import size_of
from mobilekit.checks.base import Answer, Artifact, Context, failed, passed
from mobilekit.formats import FORMATS


def check_tensors(context: Context, artifact: Artifact) -> Answer:
    """Read an artifact back from its bytes; compare inputs, outputs and batch size with the manifest.

    Raises:
        MobileKitError: a file that cannot be read.
    """
    path, variant = context.root / artifact["path"], artifact["variant"]
    read = FORMATS[variant.split("-")[0]].readback(path)
    context.readbacks[variant] = read
    for side in ("inputs", "outputs"):
        found = [as_json(tensor) for tensor in getattr(read, side)]
        if found != artifact[side]:
            return failed(f"the file's {side} are not the manifest's: {_difference(found, artifact[side])}")
    image, scores = read.inputs[0], read.outputs[0]
    wanted = (1, *context.rule.size, 3), (1, context.accepted["model"]["classes"])
    if (image.shape, scores.shape) != wanted:
        return failed(f"the file maps {image.shape} -> {scores.shape}, not {wanted[0]} -> {wanted[1]}")
    if read.minimum != artifact["minimum"]:
        return failed(f"the file needs {read.minimum}, the manifest says {artifact['minimum']}")
    message = f"{image.dtype} {list(image.shape)} -> {scores.dtype} {list(scores.shape)}"
    return passed(message, {"bytes": size_of(path)})


def as_json(tensor: Any) -> dict[str, Any]:  # noqa: ANN401  (spec.Tensor; asdict wants a dataclass instance)
    """A tensor as the manifest writes it."""
    return {**dataclasses.asdict(tensor), "shape": list(tensor.shape)}


def _difference(found: list[dict[str, Any]], stated: list[dict[str, Any]]) -> str:
    """The first thing that differs, in words."""
    if len(found) != len(stated):
        return f"{len(found)} of them, not {len(stated)}"
    pairs = [(key, one[key], other[key]) for one, other in zip(found, stated, strict=True) for key in one]
    key, actual, wanted = next(pair for pair in pairs if pair[1] != pair[2])
    return f"{key.replace('_', ' ')} is {actual}, not {wanted}"
