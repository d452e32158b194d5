"""Do the files have the tensors, and carry the metadata, that the manifest states?"""

from __future__ import annotations

import dataclasses
from typing import Any

from mobilekit.bundle import size_of
from mobilekit.checks.base import FAILED, PASSED, Context, Outcome
from mobilekit.errors import MobileKitError
from mobilekit.formats import FORMATS
from mobilekit.labels import parse_labels

REMEDY = "Make the bundle again with mobilekit convert."
CARD = ("name", "description", "author", "license", "version")


def check_tensors(context: Context) -> list[Outcome]:
    """Read every artifact back from its bytes; compare inputs, outputs and batch size with the manifest."""
    return [_tensors(context, artifact) for artifact in context.accepted["artifacts"]]


def _tensors(context: Context, artifact: dict[str, Any]) -> Outcome:
    variant = artifact["variant"]
    try:
        read = FORMATS[variant.split("-")[0]].readback(context.root / artifact["path"])
    except MobileKitError as error:
        return Outcome("tensors", variant, FAILED, error.message, remedy=error.remedy)
    context.readbacks[variant] = read
    for side in ("inputs", "outputs"):
        found = [as_json(tensor) for tensor in getattr(read, side)]
        if found != artifact[side]:
            return Outcome("tensors", variant, FAILED, f"the file's {side} are not the manifest's", remedy=REMEDY)
    image, scores = read.inputs[0], read.outputs[0]
    wanted = (1, *context.rule.size, 3), (1, context.accepted["model"]["classes"])
    if (image.shape, scores.shape) != wanted:
        shapes = f"{image.shape} -> {scores.shape}, not {wanted[0]} -> {wanted[1]}"
        return Outcome("tensors", variant, FAILED, f"the file maps {shapes}", remedy=REMEDY)
    message = f"{image.dtype} {list(image.shape)} -> {scores.dtype} {list(scores.shape)}"
    return Outcome("tensors", variant, PASSED, message, {"bytes": size_of(context.root / artifact["path"])})


def as_json(tensor: Any) -> dict[str, Any]:  # noqa: ANN401  (spec.Tensor; asdict wants a dataclass instance)
    """A tensor as the manifest writes it."""
    return {**dataclasses.asdict(tensor), "shape": list(tensor.shape)}


def check_metadata(context: Context) -> list[Outcome]:
    """The metadata inside each file: complete, and saying what the manifest says."""
    return [_metadata(context, artifact) for artifact in context.accepted["artifacts"]]


def _metadata(context: Context, artifact: dict[str, Any]) -> Outcome:
    variant, model = artifact["variant"], context.accepted["model"]
    found = context.readbacks[variant].metadata
    wanted = {key: model[key] for key in CARD if key != "license"} | {"license": model["weights"]["license"]}
    labels = parse_labels((context.root / context.accepted["labels"]["path"]).read_bytes(), "labels.txt")
    for key, value in wanted.items():
        if key in found and found[key] != value or key not in found:
            message = f"{key} reads {found.get(key)!r}, the manifest says {value!r}"
            return Outcome("metadata", variant, FAILED, message, remedy=REMEDY)
    if tuple(found.get("labels", ())) != labels:
        return Outcome("metadata", variant, FAILED, "the labels in the file are not labels.txt", remedy=REMEDY)
    return _normalisation(context, artifact, found)


def _normalisation(context: Context, artifact: dict[str, Any], found: dict[str, Any]) -> Outcome:
    """Mean and std in the file are the manifest's, or the identity where the graph holds the normalisation."""
    variant, rule = artifact["variant"], context.rule
    wanted = (list(rule.mean), list(rule.std)) if rule.fits_image_inputs else ([0.0] * 3, [1.0] * 3)
    for key, values in zip(("mean", "std"), wanted, strict=True):
        actual = list(found.get(key, ()))
        actual = actual * 3 if len(actual) == 1 else actual
        if len(actual) != 3 or any(abs(a - b) > 1e-3 * max(1.0, abs(b)) for a, b in zip(actual, values, strict=True)):
            message = f"the file's {key} is {actual}, the manifest's is {values}"
            return Outcome("metadata", variant, FAILED, message, remedy=REMEDY)
    return Outcome("metadata", variant, PASSED, "complete, and as the manifest says")
