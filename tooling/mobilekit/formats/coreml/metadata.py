"""What a package says of itself: read by Xcode, by apps through ``MLModel.modelDescription``, and by ``readback``."""

from __future__ import annotations

from typing import Any

from mobilekit.spec import LOGITS, SIGMOID, SOFTMAX, Job

INPUT, LABEL, SCORES = "image", "classLabel", "probabilities"
"""Feature names: the input picture, the answer, and the score of every label."""

PREFIX = "mobilekit."
"""Of the kit's own keys among the user-defined metadata."""

MEANING = {
    SOFTMAX: "Probability of each label; they add up to 1.",
    SIGMOID: "Score of each label in 0..1, independent of the others.",
    LOGITS: "Raw score of each label: apply softmax for probabilities.",
}


def describe(model: Any, job: Job) -> None:  # noqa: ANN401
    """Fill the description of a ``Model_pb2.Model`` in place; nothing in it depends on when or where."""
    height, width = job.rule.size
    about = model.description.metadata
    about.shortDescription, about.author = job.card.description, job.card.author
    about.license, about.versionString = job.card.license, job.card.version
    about.userDefined.clear()
    for key, value in user_defined(job).items():
        about.userDefined[key] = value
    texts = {
        INPUT: f"Upright RGB picture of {width} x {height} pixels, cropped and resized; normalised inside the model.",
        LABEL: "The label with the highest score.",
        SCORES: MEANING[job.card.activation],
    }
    for feature in (*model.description.input, *model.description.output):
        feature.shortDescription = texts[feature.name]


def user_defined(job: Job) -> dict[str, str]:
    """Key -> text. ``com.apple.coreml.model.preview.type`` gives Xcode's preview pane an image well."""
    return {
        "com.apple.coreml.model.preview.type": "imageClassifier",
        f"{PREFIX}name": job.card.name,
        f"{PREFIX}activation": job.card.activation,
        f"{PREFIX}mean": numbers(job.rule.mean),
        f"{PREFIX}std": numbers(job.rule.std),
        f"{PREFIX}crop_fraction": repr(job.rule.crop_fraction),
        f"{PREFIX}resize": job.rule.resize,
    }


def numbers(values: tuple[float, ...]) -> str:
    """``(127.5, 127.5, 127.5)`` -> ``"127.5 127.5 127.5"``, each in full precision."""
    return " ".join(repr(float(value)) for value in values)
