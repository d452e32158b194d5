"""The loading options on the command line: taken, recorded, and refused with what to do."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from sources import saved

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "ten.txt"
    path.write_text("".join(f"label {k} of many\n" for k in range(10)))
    return path


def test_a_signature_and_a_background_are_part_of_the_recorded_command(
    mobilekit: Cli, labels: Path, tmp_path: Path
) -> None:
    saved.tf2_module(tmp_path / "net", classes=11, signatures=("classify", "feature_vector"))
    out = tmp_path / "out"
    wishes = ("--preprocessing", "unit", "--labels", labels, "--variant", "tflite-float32")
    code, _, err = mobilekit("convert", tmp_path / "net", *wishes, "--out", out)
    assert code == 2
    assert "has several functions from an image to scores" in err
    assert "Give --signature" in err
    code, _, err = mobilekit("convert", tmp_path / "net", *wishes, "--signature", "classify", "--out", out)
    assert code == 2
    assert err.split("\n")[0] == f"Error: {labels} has 10 labels, the model has 11 outputs."
    assert "--background-label first" in err
    chosen = ("--signature", "classify", "--background-label", "first")
    code, _, err = mobilekit("convert", tmp_path / "net", *wishes, *chosen, "--out", out)
    assert (code, err) == (0, "")
    assert (out / "labels.txt").read_text().split("\n")[:2] == ["background", "label 0 of many"]
    words = shlex.split(json.loads((out / "manifest.json").read_text())["command"])
    assert {("--signature", "classify"), ("--background-label", "first")} <= set(zip(words, words[1:], strict=False))


def test_what_was_read_from_the_network_is_told(mobilekit: Cli, tmp_path: Path) -> None:
    import keras

    layers = keras.layers
    net = keras.Sequential(
        [
            keras.Input((32, 32, 1)),
            layers.Rescaling(1 / 255.0),
            layers.Conv2D(4, 3, activation="relu"),
            layers.GlobalMaxPooling2D(),
            layers.Dense(1, "sigmoid"),
        ]
    )
    net.save(tmp_path / "net.keras")
    two = tmp_path / "two.txt"
    two.write_text("cold\nwarm\n")
    out = tmp_path / "out"
    code, said, err = mobilekit(
        "convert", tmp_path / "net.keras", "--labels", two, "--variant", "tflite-float32", "--out", out
    )
    assert (code, err) == (0, "")
    for words in ("takes grey pictures", "two labels, in that order", "begins with x * 0.003922"):
        assert words in said
    model = json.loads((out / "manifest.json").read_text())["model"]
    assert (model["classes"], model["activation"], model["resolution"]) == (2, "softmax", [32, 32])


def test_help_shows_what_can_be_converted(mobilekit: Cli) -> None:
    _, said, _ = mobilekit("convert", "--help")
    for words in ("SavedModel", "Teachable Machine", "--signature", "--background-label", "--arch", "weights.h5"):
        assert words in said
