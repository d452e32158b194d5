"""Limits are held with the room that chance needs, and no more."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from evaluation.made import answers_of, evaluation_of
from mobilekit.checks.base import Outcome
from mobilekit.errors import MobileKitError
from mobilekit.evaluation.records import Evaluation, Refused
from mobilekit.evaluation.verdicts import not_evaluated, outcomes_of, refusals

TRUTH = [k % 10 for k in range(500)]


def flipped(count: int) -> list[int]:
    """``TRUTH`` with the first ``count`` wrong."""
    return [(k + 1) % 10 if number < count else k for number, k in enumerate(TRUTH)]


def outcome(evaluation: Evaluation, check: str, variant: str) -> Outcome:
    return next(o for o in outcomes_of(evaluation) if (o.check, o.subject) == (check, variant))


@pytest.mark.parametrize(
    ("variant", "flips", "status"),
    [
        ("tflite-int8", 50, "passed"),  # just the limit
        ("tflite-int8", 65, "passed"),  # chance explains it
        ("tflite-int8", 70, "failed"),
        ("tflite-float16", 10, "passed"),
        ("tflite-float16", 19, "failed"),
        ("tflite-float32", 0, "passed"),
        ("tflite-float32", 1, "failed"),
        ("other-recipe", 70, "failed"),
    ],
)
def test_agreement_fails_where_chance_does_not_explain_it(variant: str, flips: int, status: str) -> None:
    found = outcome(evaluation_of(TRUTH, {variant: flipped(flips)}, name="source model"), "agreement", variant)
    assert found.status == status
    assert found.measured["agreement"] == pytest.approx(1 - flips / 500)
    assert bool(found.remedy) == (status == "failed")


def test_a_tie_that_single_precision_decides_is_no_fault() -> None:
    evaluation = evaluation_of(TRUTH, {"tflite-float32": flipped(1)}, name="source model")
    target = evaluation.targets["tflite-float32"]
    tie = dataclasses.replace(target, max_abs_difference=np.full(500, 9e-5))
    evaluation = dataclasses.replace(evaluation, targets={"tflite-float32": tie})
    assert outcome(evaluation, "agreement", "tflite-float32").status == "passed"


def test_pictures_on_which_the_network_itself_is_not_steady_do_not_count() -> None:
    evaluation = evaluation_of(TRUTH, {"tflite-int8": flipped(100)}, name="source model")
    assert outcome(evaluation, "agreement", "tflite-int8").status == "failed"
    nervous = dataclasses.replace(evaluation, nervousness=answers_of(flipped(90), TRUTH))
    found = outcome(nervous, "agreement", "tflite-int8")
    assert found.status == "passed"
    assert (found.measured["agreement"], found.measured["counted"], found.measured["kept"]) == (0.8, 410, 400)
    assert "the reference keeps 82.0% of its own answers" in found.message


def test_noise_excuses_no_flip_of_single_precision() -> None:
    evaluation = evaluation_of(TRUTH, {"tflite-float32": flipped(1)}, name="source model")
    nervous = dataclasses.replace(evaluation, nervousness=answers_of(flipped(90), TRUTH))
    assert outcome(nervous, "agreement", "tflite-float32").status == "failed"


@pytest.mark.parametrize(("broken", "status"), [(0, "passed"), (10, "passed"), (16, "passed"), (22, "failed")])
def test_accuracy_fails_where_the_whole_interval_is_beyond_the_limit(broken: int, status: str) -> None:
    found = outcome(evaluation_of(TRUTH, {"tflite-int8": flipped(broken)}, TRUTH), "accuracy", "tflite-int8")
    assert found.status == status
    assert found.measured["change"] == pytest.approx(-broken / 500)
    assert f"0 fixed and {broken} broken" in found.message


def test_a_target_that_is_better_passes() -> None:
    evaluation = evaluation_of(flipped(60), {"tflite-int8": TRUTH}, TRUTH)
    assert outcome(evaluation, "accuracy", "tflite-int8").status == "passed"
    assert outcome(evaluation, "agreement", "tflite-int8").status == "passed"


def test_without_labels_accuracy_is_not_asked() -> None:
    checks = [o.check for o in outcomes_of(evaluation_of(TRUTH, {"tflite-int8": TRUTH}))]
    assert checks == ["pictures", "agreement"]


def test_the_twin_is_not_held_against_itself() -> None:
    evaluation = evaluation_of(TRUTH, {"tflite-float32": TRUTH, "tflite-int8": TRUTH}, TRUTH)
    assert outcome(evaluation, "agreement", "tflite-float32").status == "skipped"
    assert outcome(evaluation, "accuracy", "tflite-float32").status == "skipped"
    assert outcome(evaluation, "agreement", "tflite-int8").status == "passed"


def test_what_could_not_be_asked_is_skipped_with_its_reason() -> None:
    evaluation = evaluation_of(TRUTH, {"tflite-int8": TRUTH}, TRUTH)
    evaluation = dataclasses.replace(evaluation, left_out={"coreml-float16": "It has an op that is not known."})
    found = outcome(evaluation, "agreement", "coreml-float16")
    assert (found.status, found.message) == ("skipped", "It has an op that is not known.")


def test_refused_files_are_counted_by_reason() -> None:
    evaluation = evaluation_of(TRUTH, {"tflite-int8": TRUTH})
    refused = (Refused("a.jpg", "is a folder"), Refused("b.jpg", "may not be read"), Refused("c.jpg", "is a folder"))
    pictures = dataclasses.replace(evaluation.pictures, refused=refused, converted={"CMYK": 2})
    evaluation = dataclasses.replace(evaluation, pictures=pictures)
    assert refusals(evaluation) == {"is a folder": 2, "may not be read": 1}
    found = outcome(evaluation, "pictures", "bundle")
    assert found.message.endswith("; 3 refused (2 x is a folder; 1 x may not be read)")
    assert found.measured == {
        "used": 500,
        "refused": {"is a folder": 2, "may not be read": 1},
        "converted": {"CMYK": 2},
    }


def test_an_evaluation_that_could_not_be_made_is_one_skipped_outcome() -> None:
    (found,) = not_evaluated(MobileKitError("No reference.", remedy="Give one."))
    assert (found.check, found.status, found.message, found.remedy) == (
        "pictures",
        "skipped",
        "No reference.",
        "Give one.",
    )
