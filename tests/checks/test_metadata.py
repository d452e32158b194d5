"""Metadata: complete, and as the manifest says; each gap is caught by its own sentence."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from checks.sealing import OTHER, TWIN
from mobilekit.checks import FAILED, PASSED, Context
from mobilekit.checks.metadata import check_metadata


def judged(context: Context, variant: str, **changes: Any) -> str:
    """The failure's message after these entries of the file's metadata were changed, or removed where None."""
    read = context.readbacks[variant]
    found = {key: value for key, value in (read.metadata | changes).items() if value is not None}
    context.readbacks[variant] = dataclasses.replace(read, metadata=found)
    answer = check_metadata(context, context.artifacts[variant])
    return answer.message if answer.status == FAILED else ""


def test_what_the_kit_wrote_is_complete(context: Context) -> None:
    for variant, artifact in context.artifacts.items():
        assert check_metadata(context, artifact).status == PASSED, variant


@pytest.mark.parametrize("variant", [TWIN, OTHER])
@pytest.mark.parametrize("key", ["name", "description", "author", "license", "version"])
def test_a_card_that_is_missing_or_another_is_caught(context: Context, variant: str, key: str) -> None:
    assert judged(context, variant, **{key: "another"}).startswith(f"{key} reads 'another'")
    assert judged(context, variant, **{key: None}) == f"the file has no {key}"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"mean": [0.0] * 3}, "the file's mean is [0.0, 0.0, 0.0], it should be [127.5"),
        ({"std": [1.0]}, "the file's std is [1.0, 1.0, 1.0]"),
        ({"std": None}, "the file has no std"),
        ({"color_order": "BGR"}, "the file asks for BGR"),
        ({"signature": None}, "no signature"),
        ({"signature": {"inputs": ["x"], "outputs": ["y"]}}, "which are not the tensors"),
        ({"labels_file": None}, "the metadata has no labels file"),
        ({"min_parser_version": None}, "the metadata has no min parser version"),
        ({"score_range": [0.0, 255.0]}, "they are in [0, 1]"),
        ({"score_range": None}, "they are in [0, 1]"),
    ],
)
def test_what_a_tflite_consumer_needs_is_asked_for(context: Context, changes: dict[str, Any], says: str) -> None:
    assert says in judged(context, TWIN, **changes)


def test_quantised_scores_have_a_range_of_their_own(context: Context) -> None:
    assert "they are in [0, 255]" in judged(context, "tflite-int8", score_range=[0.0, 1.0])


@pytest.mark.parametrize(
    ("key", "value"),
    [("mobilekit.crop_fraction", "0.5"), ("mobilekit.activation", "logits"), ("mobilekit.std", "1.0 1.0 1.0")],
)
def test_what_a_package_records_of_its_preprocessing_is_the_manifests(context: Context, key: str, value: str) -> None:
    defined = context.readbacks[OTHER].metadata["user_defined"]
    assert judged(context, OTHER, user_defined=defined | {key: value}).startswith(f"{key} reads '{value}'")


def test_what_xcode_shows_is_asked_for(context: Context) -> None:
    found = context.readbacks[OTHER].metadata
    features, defined = found["features"], dict(found["user_defined"])
    assert "the feature image has no description" in judged(context, OTHER, features=features | {"image": ""})
    context.readbacks[OTHER].metadata["features"] = features
    del defined["com.apple.coreml.model.preview.type"]
    assert "preview" in judged(context, OTHER, features=features, user_defined=defined)


def test_a_date_in_a_package_is_caught(context: Context) -> None:
    defined = context.readbacks[OTHER].metadata["user_defined"] | {"com.github.apple.coremltools.conversion_date": "x"}
    assert "records when it was made" in judged(context, OTHER, user_defined=defined)


def test_an_app_that_is_told_two_things_is_caught(context: Context) -> None:
    context.artifacts[TWIN]["app_steps"].remove("normalise")
    assert "another normalisation by app_steps" in judged(context, TWIN)
