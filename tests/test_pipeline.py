"""A model becomes a bundle that validates, whatever its preprocessing, and only what was asked for is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mobilekit.checks import FAILED
from mobilekit.pipeline import convert, validate
from mobilekit.request import Options, resolve

PAIR = ("tflite-float32", "coreml-float32")


def made(tiny_model: Path, tiny_labels: Path, out: Path, **options: object) -> dict:
    request = resolve(str(tiny_model), Options(labels=tiny_labels, **options), print)
    return convert(request, out, print)


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("tf", ["normalise"]),
        *(
            pytest.param(*row, marks=pytest.mark.slow)
            for row in [("unit", ["normalise"]), ("raw", []), ("torch", []), ("caffe", [])]
        ),
    ],
)
def test_every_preprocessing_gives_a_bundle_that_validates(
    tiny_model: Path, tiny_labels: Path, tmp_path: Path, name: str, steps: list[str]
) -> None:
    manifest = made(tiny_model, tiny_labels, tmp_path / "out", variants=PAIR, preprocessing=name)
    assert manifest["artifacts"][0]["app_steps"] == ["rotate", "crop", "resize", *steps]
    assert manifest["artifacts"][0]["parity"]["max_abs_difference"] <= 1e-4
    outcomes = validate(tmp_path / "out", print).outcomes
    assert [o for o in outcomes if o.status == FAILED] == []


def test_the_colour_order_matters_to_the_reference(tiny_model: Path, tiny_labels: Path, tmp_path: Path) -> None:
    """Else the test above would pass with the channels left as they are."""
    swapped = {"mean": [123.68, 116.779, 103.939], "std": [1, 1, 1], "color_order": "RGB"}
    path = tmp_path / "rgb.json"
    path.write_text(json.dumps(swapped))
    one = made(tiny_model, tiny_labels, tmp_path / "one", variants=PAIR[:1], preprocessing="caffe")
    other = made(tiny_model, tiny_labels, tmp_path / "two", variants=PAIR[:1], preprocessing=str(path))
    assert one["golden"]["reference"]["sha256"] != other["golden"]["reference"]["sha256"]


def test_only_the_variants_asked_for_are_written(tiny_model: Path, tiny_labels: Path, tmp_path: Path) -> None:
    wanted = ("coreml-weight_int8", "tflite-int8")
    manifest = made(tiny_model, tiny_labels, tmp_path / "out", variants=wanted, preprocessing="tf")
    assert [a["variant"] for a in manifest["artifacts"]] == ["tflite-int8", "coreml-weight_int8"]
    assert len(list((tmp_path / "out").glob("*/tiny-*"))) == 2


def test_int8_takes_float_where_asked(tiny_model: Path, tiny_labels: Path, tmp_path: Path) -> None:
    wanted = {"variants": ("tflite-int8",), "preprocessing": "tf", "int8_io": "float32"}
    artifact = made(tiny_model, tiny_labels, tmp_path / "out", **wanted)["artifacts"][0]
    assert [artifact[side][0]["dtype"] for side in ("inputs", "outputs")] == ["float32", "float32"]
    assert artifact["app_steps"] == ["rotate", "crop", "resize", "normalise"]


def test_the_manifest_says_what_int8_was_calibrated_on(tiny_bundle: Path) -> None:
    calibration = json.loads((tiny_bundle / "manifest.json").read_text())["calibration"]
    assert "scikit-learn" in calibration["origin"]
    assert {"china.jpg", "flower.jpg"} <= {image["name"].split("/")[-1] for image in calibration["images"]}


def test_the_output_folder_is_not_in_the_command(tiny_bundle: Path) -> None:
    assert "--out" not in json.loads((tiny_bundle / "manifest.json").read_text())["command"]
