"""Preparation judged by the answers: each mistake is named, and no right file is accused."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from checks.sealing import OTHER, TWIN
from mobilekit.checks import FAILED, Context
from mobilekit.checks.base import BUNDLE
from mobilekit.checks.geometry import GEOMETRIES
from mobilekit.checks.hypotheses import hypotheses
from mobilekit.checks.preprocessing import check_preprocessing, chosen
from mobilekit.preprocess import Preprocessing, normalise

TF = Preprocessing((32, 32))
TORCH = Preprocessing((32, 32), mean=(123.675, 116.28, 103.53), std=(58.395, 57.12, 57.375))
CAFFE = Preprocessing((32, 32), mean=(123.68, 116.779, 103.939), std=(1.0,) * 3, color_order="BGR")
PICTURES = np.random.default_rng(3).integers(0, 256, (2, 32, 32, 3)).astype(np.float32)


def names(rule: Preprocessing) -> list[str]:
    return [one.name for one in hypotheses(rule, PICTURES)]


def accused(context: Context) -> dict[str, str]:
    return {who: one.message for who, one in check_preprocessing(context).items() if one.status == FAILED}


def answers(context: Context, name: str, variant: str = TWIN) -> np.ndarray:
    """What the file says to all golden images with the mistake ``name``."""
    values = context.tensors.astype(np.float32)
    one = next(one for one in hypotheses(context.rule, values) if one.name == name)
    return context.runner(variant).run_values(one.wrong(values))


@pytest.mark.parametrize("rule", [TF, TORCH, CAFFE, Preprocessing((32, 32), mean=(0.0,) * 3, std=(1.0,) * 3)])
def test_undoing_a_mistake_gives_the_picture_back(rule: Preprocessing) -> None:
    for one in hypotheses(rule, PICTURES):
        assert np.allclose(one.undo(one.wrong(PICTURES)), PICTURES, atol=2e-2), one.name
        assert not np.allclose(one.wrong(PICTURES), PICTURES, atol=1e-3), one.name


def test_no_two_mistakes_are_the_same() -> None:
    for rule in (TF, TORCH, CAFFE):
        fed = [one.wrong(PICTURES) for one in hypotheses(rule, PICTURES)]
        assert not [(i, j) for i, a in enumerate(fed) for j in range(i) if np.allclose(a, fed[j], atol=1e-3, rtol=1e-5)]


def test_the_usual_mistakes_are_among_them_each_where_it_is_one() -> None:
    assert {"BGR instead of RGB", "values in 0..1", "values that are normalised twice"} <= set(names(TF))
    assert "values in -1..1" not in names(TF)
    assert "values in -1..1" in names(TORCH)
    assert "values with the means of red and blue exchanged" in names(TORCH)
    assert "values with the means of red and blue exchanged" not in names(TF)
    assert "RGB instead of BGR" in names(CAFFE)


def test_a_scale_is_emulated_by_what_the_right_normalisation_makes_of_it() -> None:
    unit = next(one for one in hypotheses(TF, PICTURES) if one.name == "values in 0..1")
    assert np.allclose(normalise(unit.wrong(PICTURES), TF), PICTURES / 255, atol=1e-6)


def test_golden_images_are_spread_evenly() -> None:
    assert chosen(1) == [0]
    assert chosen(5) == [0, 1, 2, 3, 4]
    assert (chosen(32)[0], chosen(32)[-1], len(chosen(32))) == (0, 31, 8)


def test_right_files_are_not_accused(context: Context) -> None:
    found = check_preprocessing(context)
    assert set(found) == set(context.outputs)
    assert accused(context) == {}
    assert found[TWIN].measured["mistakes_tried"] > 8


@pytest.mark.parametrize(
    "name",
    ["BGR instead of RGB", "values in 0..1", "values that are normalised twice", "pictures turned by 90 degrees"],
)
@pytest.mark.parametrize("variant", ["tflite-int8", "coreml-palettized_6bit", OTHER])
def test_one_wrong_file_among_right_ones_is_named(context: Context, name: str, variant: str) -> None:
    context.outputs[variant] = answers(context, name, variant)
    assert accused(context) == {variant: f"it answers as if fed {name}"}


@pytest.mark.parametrize(
    ("made", "name"),
    [
        ({"color_order": "BGR"}, "BGR instead of RGB"),
        ({"mean": (0.0,) * 3, "std": (255.0,) * 3}, "0..1"),
        ({"mean": (0.0,) * 3, "std": (1.0,) * 3}, "values"),
    ],
)
def test_where_every_file_is_wrong_each_is_accused(context: Context, made: dict, name: str) -> None:
    """The manifest states one preparation, the reference was made with another: no file is right."""
    right = dataclasses.replace(context.rule, **made)
    fed = normalise(context.tensors, right) * np.float32(127.5) + np.float32(127.5)
    context.reference = context.runner(TWIN).run_values(fed)
    found = accused(context)
    assert {TWIN, OTHER} <= set(found)
    assert name in found[TWIN]


def test_app_steps_without_the_normalisation_are_seen(context: Context) -> None:
    context._runners = {k: v for k, v in context._runners.items() if k != TWIN}
    context.artifacts[TWIN]["app_steps"].remove("normalise")
    context.outputs[TWIN] = context.runner(TWIN).run(context.tensors)
    assert accused(context)[TWIN] == "it answers as if fed raw values of 0..255"


@pytest.mark.parametrize("name", [row.name for row in GEOMETRIES if "whole" in row.name or "stretch" in row.name])
def test_a_reference_of_wrongly_cut_pictures_is_told_from_a_wrong_file(context: Context, name: str) -> None:
    row = next(row for row in GEOMETRIES if row.name == name)
    wrong = np.stack([row.prepare(pixels, turn, context.rule) for pixels, turn in context.pictures])
    context.reference = context.runner(TWIN).run(wrong)
    assert accused(context) == {BUNDLE: f"the reference outputs are those of {name}, not of what the manifest states"}


def test_a_file_that_is_wrong_in_another_way_is_left_to_parity(context: Context) -> None:
    context.reference = context.reference[:, ::-1].copy()
    assert accused(context) == {}


def test_an_input_whose_scale_would_mislead_an_app_with_raw_pixels_is_caught(context: Context) -> None:
    takes = context.artifacts["tflite-int8"]["inputs"][0]
    takes["scale"] = 2 * takes["scale"]
    assert "put raw pixels up to" in accused(context)["tflite-int8"]
