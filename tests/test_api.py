"""The kit in Python: its documented examples, every kind of argument, and what a bundle answers."""

from __future__ import annotations

import dataclasses
import doctest
import filecmp
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import mobilekit
from mobilekit import api, opened
from mobilekit.errors import MobileKitError
from mobilekit.packaged import GOLDEN

VARIANT = "tflite-float32"
PHOTO = GOLDEN / "class-00.png"
EXAMPLES = ("convert", "validate", "open_bundle", "models")


@pytest.fixture(scope="module")
def opened_bundle(tiny_bundle: Path) -> mobilekit.Bundle:
    return mobilekit.open_bundle(tiny_bundle)


@pytest.fixture(scope="module")
def live(tiny_model: Path):
    import keras

    return keras.models.load_model(tiny_model)


@pytest.mark.slow
def test_the_examples_in_the_documentation_run(tmp_path: Path) -> None:
    names = {"mobilekit": mobilekit, "folder": tmp_path, "photo": PHOTO}
    runner, finder = doctest.DocTestRunner(), doctest.DocTestFinder(recurse=False)
    for name in EXAMPLES:
        found = finder.find(getattr(api, name), name, globs=names)
        assert sum(len(test.examples) for test in found) > 0, name
        for test in found:
            runner.run(test)
    assert runner.summarize() == doctest.TestResults(0, runner.tries)


def test_every_public_name_is_there_and_documented() -> None:
    for name in mobilekit.__all__:
        assert getattr(mobilekit, name).__doc__, name
    assert set(mobilekit.__all__) <= set(dir(mobilekit))
    with pytest.raises(AttributeError, match="no attribute 'konvert'"):
        mobilekit.konvert  # noqa: B018


def test_importing_the_kit_loads_nothing() -> None:
    code = "import sys, mobilekit; print(*sorted(m for m in sys.modules if m in {'numpy', 'PIL', 'click', 'keras'}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_typed_options_are_the_ones_that_are_taken() -> None:
    from mobilekit.catalog.rows import Wanted as Limits
    from mobilekit.evaluation import Wanted
    from mobilekit.request import Options

    named = {"preprocessing", "labels"}
    for typed, record, apart in (
        (api.ConvertOptions, Options, named), (api.ValidateOptions, Wanted, set()), (api.ModelLimits, Limits, set())
    ):  # fmt: skip
        assert set(typed.__annotations__) | apart == {field.name for field in dataclasses.fields(record)}, typed


@pytest.mark.parametrize(
    "preprocessing",
    ["tf", {"mean": (127.5,) * 3, "std": [127.5] * 3}, mobilekit.Preprocessing((32, 32)), "file"],
    ids=["preset", "numbers", "Preprocessing", "file"],
)
def test_a_live_model_and_its_file_give_the_same_bundle(live, preprocessing, tiny_bundle: Path, tmp_path: Path) -> None:
    if preprocessing == "file":
        preprocessing = str(tmp_path / "rule.json")
        Path(preprocessing).write_text(json.dumps({"mean": [127.5] * 3, "std": [127.5] * 3}))
    labels = [f"label {k}" for k in range(10)]
    steps: list[str] = []
    bundle = mobilekit.convert(
        live, preprocessing=preprocessing, labels=labels, out=tmp_path / "b", variants=[VARIANT], name="tiny",
        license="unknown", progress=steps.append,
    )  # fmt: skip
    assert list(bundle) == [VARIANT]
    assert bundle.labels == tuple(labels)
    assert bundle.preprocessing == mobilekit.open_bundle(tiny_bundle).preprocessing
    assert filecmp.cmp(bundle[VARIANT].path, tiny_bundle / "tflite" / bundle[VARIANT].path.name, shallow=False)
    assert "Tracing the model" in steps
    command = bundle.manifest["command"]
    assert command.startswith("mobilekit.convert(model, ")
    assert "labels=labels" in command
    assert f"variants=('{VARIANT}',)" in command


def test_a_model_of_keras_2(tmp_path: Path) -> None:
    import tf_keras

    layers = tf_keras.layers
    model = tf_keras.Sequential(
        [layers.Input((24, 24, 3)), layers.Conv2D(4, 3), layers.GlobalMaxPooling2D(), layers.Dense(2, "softmax")]
    )
    bundle = mobilekit.convert(
        model, preprocessing="unit", labels=["cat", "dog"], out=tmp_path / "pets", variants=[VARIANT], name="pets"
    )
    picture = np.random.default_rng(0).integers(0, 256, (40, 30, 3), np.uint8)
    answer = bundle[VARIANT].run(picture)
    tensor = opened.to_tensor(picture, bundle.preprocessing)[None]
    assert np.allclose(answer.scores, model.predict(tensor / 255.0, verbose=0)[0], atol=1e-5)
    assert answer.label == ("cat", "dog")[int(answer.scores.argmax())]


def test_defaults_are_the_command_lines(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "labels.txt").write_text("".join(f"label {k}\n" for k in range(10)))
    bundle = mobilekit.convert(tiny_model, preprocessing="tf", labels="labels.txt", variants=["tflite-float16"])
    assert bundle.path == Path("tiny")
    expected = f"mobilekit convert {tiny_model} --variant tflite-float16 --labels labels.txt --preprocessing tf"
    assert bundle.manifest["command"] == expected
    with pytest.raises(MobileKitError, match="tiny exists"):
        mobilekit.convert(tiny_model, preprocessing="tf", labels="labels.txt", out="tiny")


@pytest.mark.parametrize(
    ("arguments", "message", "remedy"),
    [
        ({"crop": 1.0}, "convert takes no crop.", "crop_fraction"),
        ({"variants": ["tflite-int9"]}, "No variant is called tflite-int9.", "tflite-int8"),
        ({"labels": ["a", "b"]}, "The list of labels has 2 labels, the model has 10 outputs.", "one label per output"),
        ({"labels": ["a\nb", *"cdefghij"]}, "A label has a line break in it.", "one line"),
        ({"labels": ["", *"bcdefghij"]}, "The list of labels has an empty label on line 1.", "one label"),
        ({"labels": []}, "The list of labels has an empty label on line 1.", "one label"),
        ({"preprocessing": {"mean": [0, 0, 0]}}, "preprocessing: std is not a list of three numbers.", "std"),
        ({"preprocessing": mobilekit.Preprocessing((64, 64))}, "preprocessing: size [64, 64] is not", "size"),
        ({"preprocessing": "tff"}, "tff is neither a preprocessing name nor a file.", "Choose"),
        ({"model": 3}, "A int is no", "keras.Model"),
        (
            {"model": "mobilenet_v2_1.0_225"},
            "mobilenet_v2_1.0_225 is neither a file nor a name",
            "mobilenet_v2_1.0_224",
        ),
    ],
    ids=str,
)
def test_what_does_not_fit_has_a_sentence_and_leaves_nothing(
    tiny_model: Path, tmp_path: Path, arguments: dict, message: str, remedy: str
) -> None:
    good = {"model": tiny_model, "preprocessing": "tf", "labels": [f"label {k}" for k in range(10)]}
    with pytest.raises(MobileKitError) as error:
        mobilekit.convert(out=tmp_path / "out", **{**good, **arguments})
    assert error.value.message.startswith(message)
    assert remedy in error.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_is_a_mapping_that_says_what_it_is(opened_bundle: mobilekit.Bundle) -> None:
    bundle = opened_bundle
    assert len(bundle) == len(list(bundle)) == 8
    assert "tflite-int8" in bundle
    assert bundle.get("tflite-int9") is None
    assert repr(bundle).startswith("<Bundle tiny: 10 classes, 32x32, tflite-float32, ")
    model = bundle["coreml-float16"]
    assert model.path.is_dir()
    assert model.bytes == model.info["bytes"]
    assert repr(model) == f"<Model coreml-float16 of tiny: {model.bytes / 1e6:.2f} MB>"
    with pytest.raises(KeyError) as error:
        bundle["tflite-int9"]
    assert isinstance(error.value, MobileKitError)
    assert "Did you mean tflite-int8?" in error.value.remedy


def test_one_picture_is_the_same_as_a_file_an_image_and_an_array(
    opened_bundle: mobilekit.Bundle, tmp_path: Path
) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (50, 70, 3), np.uint8)
    upright = Image.fromarray(pixels)
    upright.save(tmp_path / "one.png")
    exif = Image.Exif()
    exif[0x0112] = 6  # stored on its side: 90 degrees clockwise to upright
    turned = upright.transpose(Image.Transpose.ROTATE_90)
    turned.save(tmp_path / "turned.png", exif=exif)
    model = opened_bundle[VARIANT]
    wanted = model.run(pixels).scores
    with Image.open(tmp_path / "turned.png") as image:
        same = [tmp_path / "one.png", str(tmp_path / "turned.png"), image, upright.convert("RGBA")]
        for picture in same:
            assert np.array_equal(model.run(picture).scores, wanted)
    assert np.array_equal(model.run(np.asarray(turned), rotation=90).scores, wanted)
    assert not np.array_equal(model.run(turned).scores, wanted)
    many = model.run_many([pixels, turned])
    assert np.array_equal(many[0].scores, wanted)
    assert model.run_many([]) == []


def test_the_answer_is_the_golden_one(opened_bundle: mobilekit.Bundle) -> None:
    bundle = opened_bundle
    for image in bundle.manifest["golden"]["images"][:4]:
        path = bundle.path / image["path"]
        for variant in ("tflite-float32", "coreml-float32"):
            answer = bundle[variant].run(path, rotation=image["rotation"])
            assert [prediction.index for prediction in answer.top] == image["top5"]
            assert answer.label == bundle.labels[image["top5"][0]]
            assert answer.probability == pytest.approx(answer.scores.max())
            assert answer.scores.shape == answer.probabilities.shape == (10,)
    assert len(bundle[VARIANT].run(path, top=99).top) == 10
    assert repr(answer).startswith(f"<Classification: {answer.label} {answer.probability:.3f}, ")


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (np.zeros((8, 8, 3), np.float32), "An array of float32 with shape (8, 8, 3) is no picture."),
        (np.zeros((8, 8), np.uint8), "An array of uint8 with shape (8, 8) is no picture."),
        (np.zeros((0, 8, 3), np.uint8), "An array of uint8 with shape (0, 8, 3) is no picture."),
        (Image.new("F", (8, 8)), "The picture (mode F) has no 8-bit RGB"),
        (17, "A int is no picture."),
    ],
    ids=str,
)
def test_what_is_no_picture_is_refused(opened_bundle: mobilekit.Bundle, picture, message: str) -> None:
    with pytest.raises(MobileKitError) as error:
        opened_bundle[VARIANT].run(picture)
    assert error.value.message.startswith(message)


def test_a_turn_that_is_no_quarter_is_refused(opened_bundle: mobilekit.Bundle) -> None:
    with pytest.raises(MobileKitError, match="not turned by 45 degrees"):
        opened_bundle[VARIANT].run(PHOTO, rotation=45)


def test_a_changed_bundle_does_not_open(broken: Path) -> None:
    file = next(broken.glob("tflite/*float32.tflite"))
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(MobileKitError, match=file.name):
        mobilekit.open_bundle(broken)


def test_an_unlisted_file_and_a_manifest_that_lies_do_not_open_either(broken: Path, tmp_path: Path) -> None:
    from mobilekit.bundle import SUMS, sums_text

    other = Path(shutil.copytree(broken, tmp_path / "other"))
    (broken / "extra.txt").write_text("x")
    with pytest.raises(MobileKitError, match=r"extra\.txt"):
        mobilekit.open_bundle(broken)
    manifest = json.loads((other / "manifest.json").read_text())
    manifest["artifacts"][0]["bytes"] += 1
    (other / "manifest.json").write_text(json.dumps(manifest))
    (other / SUMS).write_text(sums_text(other))
    with pytest.raises(MobileKitError, match="the manifest says"):
        mobilekit.open_bundle(other)
    with pytest.raises(MobileKitError, match="is not a bundle"):
        mobilekit.open_bundle(tmp_path)


def test_validate_fails_on_a_bundle_that_was_changed(broken: Path) -> None:
    (broken / "labels.txt").write_text("x\n")
    report = mobilekit.validate(broken)
    assert not report.passed
    assert report.failures[0].check == "files"
    assert repr(report).startswith("<Report on this bundle: failed; 0 variants; ")
    assert (broken / "report" / "report.html").is_file()
    with pytest.raises(MobileKitError, match="validate takes no image"):
        mobilekit.validate(broken, image=PHOTO)  # type: ignore[call-arg]


def test_models_refuses_an_order_it_does_not_have() -> None:
    with pytest.raises(MobileKitError, match="There is no order size"):
        mobilekit.models(sort="size")
    assert [row.name for row in mobilekit.models(families=["v3"], sizes=[224], min_top1=75)] == [
        "mobilenet_v3_large_1.0_224"
    ]
