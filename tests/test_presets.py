"""Preprocessing is named or read from a file, and a wrong one is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from mobilekit.errors import MobileKitError
from mobilekit.preprocess import normalise
from mobilekit.presets import PRESETS, preprocessing

PIXELS = np.array([[[255, 128, 0]]], np.uint8)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("tf", [1.0, 0.003921628, -1.0]),
        ("torch", [2.2489083, 0.20518207, -1.8044444]),
        ("caffe", [-103.939, 11.221, 131.32]),
        ("unit", [1.0, 0.5019608, 0.0]),
        ("raw", [255.0, 128.0, 0.0]),
    ],
)
def test_each_name_gives_the_numbers_of_its_library(name: str, values: list[float]) -> None:
    result = normalise(PIXELS, preprocessing(name, (224, 224), None))
    np.testing.assert_allclose(result[0, 0], values, atol=2e-6, rtol=2e-6)


def test_the_keras_modes_are_kerass_own() -> None:
    from keras.applications.imagenet_utils import preprocess_input

    pictures = np.random.default_rng(0).integers(0, 256, (2, 5, 5, 3)).astype(np.uint8)
    for mode in ("tf", "torch", "caffe"):
        theirs = preprocess_input(pictures.astype(np.float32), mode=mode, data_format="channels_last")
        np.testing.assert_allclose(normalise(pictures, preprocessing(mode, (5, 5), None)), theirs, atol=1e-4)


def test_the_crop_is_the_papers_unless_given() -> None:
    assert preprocessing("tf", (96, 96), None).crop_fraction == 0.875
    assert preprocessing("tf", (96, 96), 1.0).crop_fraction == 1.0


def test_a_file_gives_every_number(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"size": [96, 128], "crop_fraction": 0.5, "mean": [1, 2, 3], "std": [4, 5, 6]}))
    rule = preprocessing(str(path), (96, 128), None)
    assert (rule.crop_fraction, rule.mean, rule.std) == (0.5, (1.0, 2.0, 3.0), (4.0, 5.0, 6.0))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"size": [1, 1]}, "size [1, 1] is not the model's [96, 96]"),
        ({"std": [1, 0, 1]}, "std must be positive"),
        ({"mean": [1, 2]}, "mean is not a list of three numbers"),
        ({"crop_fraction": 0}, "crop_fraction is not in (0, 1]"),
        ({"scale": 1}, "unknown key scale"),
        ({"color_order": "GBR"}, "color_order is neither RGB nor BGR"),
    ],
)
def test_an_impossible_value_is_named(tmp_path: Path, change: dict[str, object], problem: str) -> None:
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"mean": [0, 0, 0], "std": [1, 1, 1]} | change))
    with pytest.raises(MobileKitError) as caught:
        preprocessing(str(path), (96, 96), None)
    assert caught.value.message == f"{path}: {problem}."


def test_an_unknown_name_lists_the_choices() -> None:
    with pytest.raises(MobileKitError) as caught:
        preprocessing("imagenet", (96, 96), None)
    assert all(name in caught.value.remedy for name in PRESETS)
