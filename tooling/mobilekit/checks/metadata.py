"""Is the metadata inside each file complete, and does it say what the manifest says?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mobilekit.checks.base import Answer, Artifact, Context, failed, passed
from mobilekit.formats.coreml.metadata import PREFIX, numbers
from mobilekit.preprocess import Preprocessing
from mobilekit.spec import LOGITS, NORMALISE

Found = dict[str, Any]
Problems = Iterator[str]

CLOSE = 1e-3
"""Relative: a program's single-precision factors give back the mean and std to six digits."""

PREVIEW = "com.apple.coreml.model.preview.type"


def check_metadata(context: Context, artifact: Artifact) -> Answer:
    """The card, the normalisation, and what each format's own consumers read."""
    found = context.readbacks[artifact["variant"]].metadata
    extra = FORMATS[artifact["variant"].split("-")[0]]
    for problems in (_card, _normalisation, extra):
        problem = next(problems(context, artifact, found), None)
        if problem:
            return failed(problem)
    return passed("complete, and as the manifest says")


def _card(context: Context, artifact: Artifact, found: Found) -> Problems:
    model = context.accepted["model"]
    wanted = {key: model[key] for key in ("name", "description", "author", "version")}
    for key, value in (wanted | {"license": model["weights"]["license"]}).items():
        if key not in found:
            yield f"the file has no {key}"
        elif found[key] != value:
            yield f"{key} reads {found[key]!r}, the manifest says {value!r}"


def _normalisation(context: Context, artifact: Artifact, found: Found) -> Problems:
    """Mean and std in the file are the manifest's, or the identity where the graph holds the normalisation."""
    rule = left_to_do(context.rule)
    for key, values in (("mean", rule.mean), ("std", rule.std)):
        actual = [float(value) for value in found.get(key, ())]
        actual = actual * 3 if len(actual) == 1 else actual
        if not actual:
            yield f"the file has no {key}"
        elif len(actual) != 3 or any(
            abs(a - b) > CLOSE * max(1.0, abs(b)) for a, b in zip(actual, values, strict=True)
        ):
            yield f"the file's {key} is {actual}, it should be {list(values)}"
    if found.get("color_order") != "RGB":
        yield f"the file asks for {found.get('color_order') or 'no colour order'}, apps hand over RGB"


def left_to_do(rule: Preprocessing) -> Preprocessing:
    """What of a rule the metadata must state: a rule that no image input can express is inside the graph."""
    from dataclasses import replace

    return rule if rule.fits_image_inputs else replace(rule, mean=(0.0,) * 3, std=(1.0,) * 3, color_order="RGB")


def _tflite(context: Context, artifact: Artifact, found: Found) -> Problems:
    """What the Task Library, MediaPipe and LiteRT's CompiledModel look for."""
    logits, takes = context.activation == LOGITS, artifact["inputs"][0]
    signature = found.get("signature")
    if not signature:
        yield "the file has no signature, which LiteRT's CompiledModel needs"
    elif (signature["inputs"], signature["outputs"]) != ([takes["name"]], [artifact["outputs"][0]["name"]]):
        yield f"the signature names {signature['inputs']} -> {signature['outputs']}, which are not the tensors"
    for key in ("input_name", "output_name", "labels_file", "min_parser_version"):
        if not found.get(key):
            yield f"the metadata has no {key.replace('_', ' ')}"
    highest = 255.0 if artifact["outputs"][0]["dtype"] == "uint8" else 1.0
    if not logits and found.get("score_range") != [0.0, highest]:
        yield f"the metadata says the scores are in {found.get('score_range')}, they are in [0, {highest:g}]"
    rule = left_to_do(context.rule)
    identity = set(rule.mean) == {0.0} and set(rule.std) == {1.0}
    if takes["dtype"] == "float32" and (NORMALISE in artifact["app_steps"]) == identity:
        yield "the app is told another normalisation by app_steps than by the metadata"


def _coreml(context: Context, artifact: Artifact, found: Found) -> Problems:
    """What Xcode shows, and what the kit wrote down of the preprocessing."""
    defined, rule = found.get("user_defined", {}), left_to_do(context.rule)
    if defined.get(PREVIEW) != "imageClassifier":
        yield "Xcode's preview type is not set to imageClassifier"
    for name, text in found.get("features", {}).items():
        if not text:
            yield f"the feature {name} has no description"
    wanted = {
        "name": context.accepted["model"]["name"],
        "activation": context.activation,
        "mean": numbers(rule.mean),
        "std": numbers(rule.std),
        "crop_fraction": repr(rule.crop_fraction),
        "resize": rule.resize,
    }
    for key, value in wanted.items():
        if defined.get(PREFIX + key) != value:
            yield f"{PREFIX}{key} reads {defined.get(PREFIX + key)!r}, the manifest says {value!r}"
    if "conversion_date" in " ".join(defined):
        yield "the package records when it was made, so making it again gives another bundle"


FORMATS: dict[str, Callable[[Context, Artifact, Found], Problems]] = {"tflite": _tflite, "coreml": _coreml}
