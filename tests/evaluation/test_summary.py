"""What report.json gets: plain values, all figures, bounded lists."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np

from evaluation.made import answers_of, evaluation_of
from mobilekit.evaluation.records import Refused
from mobilekit.evaluation.summary import MOST_FLIPS, MOST_REFUSED, flips, summary

REFERENCE, TARGET, TRUTH = [0, 1, 2, 3], [0, 1, 5, 4], [0, 1, 5, 3]


def test_all_figures_are_plain_values() -> None:
    found = summary(evaluation_of(REFERENCE, {"tflite-int8": TARGET}, TRUTH))
    json.dumps(found)
    int8 = found["variants"]["tflite-int8"]
    assert found["reference"]["name"] == "tflite-float32"
    assert (found["reference"]["accuracy"]["top1"], int8["accuracy"]["top1"]) == (0.75, 0.75)
    assert (int8["agreement"]["same"], int8["change"]["fixed"], int8["change"]["broken"]) == (2, 1, 1)
    assert int8["change"]["mcnemar_p"] == 1.0
    assert sum(int8["confidence"]["histogram"]) == 4
    assert set(int8["drift"]) == {"mean_confidence", "error"}
    assert found["nervousness"]["agreement"]["share"] == 1.0
    assert found["nervousness"]["agreement"]["snr_db"] == math.inf


def test_without_labels_there_is_nothing_that_needs_them() -> None:
    found = summary(evaluation_of(REFERENCE, {"tflite-int8": TARGET}))
    int8 = found["variants"]["tflite-int8"]
    assert found["pictures"]["labelled"] is False
    assert set(int8) == {"confidence", "agreement", "drift", "flips"}
    assert int8["confidence"]["error"] is None
    assert int8["flips"][0]["truth"] is None


def test_flips_name_the_picture_and_both_answers() -> None:
    evaluation = evaluation_of(REFERENCE, {"tflite-int8": TARGET}, TRUTH)
    listed = flips(evaluation, evaluation.targets["tflite-int8"])
    assert [(f["path"], f["truth"], f["reference"]["answer"], f["target"]["answer"]) for f in listed] == [
        ("0002.png", 5, 2, 5),
        ("0003.png", 3, 3, 4),
    ]
    assert 0.69 < listed[0]["reference"]["confidence"] < 0.71


def test_the_surest_flips_come_first_and_lists_end() -> None:
    many = 2 * MOST_FLIPS
    evaluation = evaluation_of([0] * many, {"tflite-int8": [1] * many})
    sure = dataclasses.replace(evaluation.targets["tflite-int8"], confidence=np.linspace(0, 1, many))
    listed = flips(evaluation, sure)
    assert len(listed) == MOST_FLIPS
    assert listed[0]["path"] == f"{many - 1:04}.png"
    refused = tuple(Refused(f"{k}.jpg", "is a folder") for k in range(2 * MOST_REFUSED))
    pictures = dataclasses.replace(evaluation.pictures, refused=refused)
    found = summary(dataclasses.replace(evaluation, pictures=pictures))["pictures"]
    assert (found["refused"], len(found["refused_files"])) == (2 * MOST_REFUSED, MOST_REFUSED)
    assert found["refused_by_reason"] == {"is a folder": 2 * MOST_REFUSED}


def test_confusion_is_a_table_for_few_classes_and_pairs_for_many() -> None:
    evaluation = evaluation_of(REFERENCE, {"tflite-int8": TARGET}, TRUTH)
    table = summary(evaluation)["variants"]["tflite-int8"]["accuracy"]["confusion"]
    assert table["kind"] == "matrix"
    assert (len(table["rows"]), table["rows"][3][4], sum(map(sum, table["rows"]))) == (10, 1, 4)
    assert table["no_answer"] == [0] * 10
    many = dataclasses.replace(evaluation, labels=tuple(map(str, range(1000))))
    pairs = summary(many)["variants"]["tflite-int8"]["accuracy"]["confusion"]
    assert pairs == {"kind": "pairs", "rows": [[0, 0, 1], [1, 1, 1], [3, 4, 1], [5, 5, 1]]}


def test_no_pictures_have_a_summary_too() -> None:
    json.dumps(summary(evaluation_of([], {"tflite-int8": []}, [])))


def test_no_answer_is_a_column_of_its_own() -> None:
    evaluation = evaluation_of(REFERENCE, {"tflite-int8": TARGET}, TRUTH)
    lost = dataclasses.replace(answers_of(TARGET), top5=np.full((4, 5), -1))
    found = summary(dataclasses.replace(evaluation, targets={"tflite-int8": lost}))
    confusion = found["variants"]["tflite-int8"]["accuracy"]["confusion"]
    assert sum(map(sum, confusion["rows"])) == 0
    assert confusion["no_answer"] == [1, 1, 0, 1, 0, 1, 0, 0, 0, 0]
