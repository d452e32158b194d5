from __future__ import annotations

import json
import shutil
import struct

import numpy as np
import pytest

from formats.coreml.coreml_jobs import SIZE, make_job
from mobilekit.errors import MobileKitError
from mobilekit.formats.coreml import COREML
from mobilekit.formats.coreml.proto import messages
from mobilekit.preprocess import Preprocessing
from mobilekit.spec import Tensor

MODEL = "Data/com.apple.CoreML/model.mlmodel"
WEIGHTS = "Data/com.apple.CoreML/weights/weight.bin"
REMEDY = "Give a whole .mlpackage folder, or convert the model again."


@pytest.fixture
def copy(packages, tmp_path):
    return shutil.copytree(packages["float16"], tmp_path / "copy.mlpackage")


def refusal(path):
    with pytest.raises(MobileKitError) as caught:
        COREML.readback(path)
    assert caught.value.remedy == REMEDY
    start = f"{path} is not a Core ML package: "
    assert caught.value.message.startswith(start)
    return caught.value.message.removeprefix(start)


def edit(package, change):
    model = messages("Model_pb2").Model()
    model.ParseFromString((package / MODEL).read_bytes())
    change(model)
    (package / MODEL).write_bytes(model.SerializeToString())


@pytest.mark.parametrize("recipe", COREML.recipes)
def test_inputs_and_outputs_are_an_image_and_scores_then_a_label(packages, recipe):
    read = COREML.readback(packages[recipe])
    assert read.inputs == (Tensor("image", (1, *SIZE, 3), "uint8", "NHWC"),)
    assert read.outputs == (
        Tensor("probabilities", (1, 10), "float32", "NC"),
        Tensor("classLabel", (1,), "string", "N"),
    )


def test_oldest_system_follows_the_recipe(packages):
    minimum = {recipe: COREML.readback(path).minimum for recipe, path in packages.items()}
    assert {name: found["ios"] for name, found in minimum.items()} == {
        "float16": "15.0",
        "float32": "15.0",
        "weight_int8": "16.0",
        "palettized_6bit": "16.0",
        "pruned_50": "16.0",
        "w8a8": "17.0",
        "weight_int4": "18.0",
        "palettized_4bit": "18.0",
        "pruned_50_palettized_6bit": "18.0",
    }


def test_ops_are_counted_without_constants(packages):
    assert COREML.readback(packages["float32"]).ops == {
        "add": 2,
        "classify": 1,
        "conv": 4,
        "matmul": 1,
        "mul": 1,
        "reduce_mean": 1,
        "relu6": 3,
        "softmax": 1,
        "transpose": 1,
    }
    assert COREML.readback(packages["weight_int8"]).ops["constexpr_affine_dequantize"] == 2
    assert COREML.readback(packages["palettized_6bit"]).ops["constexpr_lut_to_dense"] == 2


def test_weights_are_bytes_by_the_form_they_are_stored_in(packages):
    small, large, biases = 648 + 600 + 640, 2304 + 6144, 24
    assert COREML.readback(packages["float32"]).weights == {"float32": 4 * (small + large + biases)}
    assert COREML.readback(packages["float16"]).weights == {"float16": 2 * (small + large + biases)}
    int8 = COREML.readback(packages["weight_int8"]).weights
    assert int8 == {"float16": 2 * (small + biases + 96 + 64), "int8": large + 96 + 64}
    table = COREML.readback(packages["palettized_6bit"]).weights
    assert table == {"float16": 2 * (small + biases + 2 * 64), "palette6": large * 6 // 8}


def test_metadata_is_what_the_card_says(packages):
    read = COREML.readback(packages["float16"]).metadata
    assert {key: read[key] for key in ("name", "description", "author", "license", "version", "color_order")} == {
        "name": "tiny_net",
        "description": "Tells ten things apart.",
        "author": "The MobileKit authors",
        "license": "Apache-2.0",
        "version": "1.2.3",
        "color_order": "RGB",
    }
    assert read["labels"] == [f"thing {index} é" for index in range(10)]
    assert read["user_defined"] == {
        "com.apple.coreml.model.preview.type": "imageClassifier",
        "mobilekit.activation": "softmax",
        "mobilekit.crop_fraction": "0.875",
        "mobilekit.mean": "127.5 127.5 127.5",
        "mobilekit.name": "tiny_net",
        "mobilekit.resize": "pillow_bilinear_horizontal_first",
        "mobilekit.std": "127.5 127.5 127.5",
    }
    assert read["features"] == {
        "image": "Upright RGB picture of 32 x 40 pixels, cropped and resized; normalised inside the model.",
        "classLabel": "The label with the highest score.",
        "probabilities": "Probability of each label; they add up to 1.",
    }


@pytest.mark.parametrize("recipe", COREML.recipes)
def test_mean_and_std_are_those_of_the_ops_in_the_program(packages, recipe):
    read = COREML.readback(packages[recipe]).metadata
    assert (read["mean"], read["std"]) == ([127.5] * 3, [127.5] * 3)


@pytest.mark.parametrize(
    ("mean", "std"),
    [
        ((123.675, 116.28, 103.53), 57.5),
        *(
            pytest.param(*row, marks=pytest.mark.slow)
            for row in [((0.0, 0.0, 0.0), 255.0), ((0.0,) * 3, 1.0), ((1.0, 2.0, 3.0), 1.0)]
        ),
    ],
)
def test_other_normalisations_are_read_back(traced, tmp_path, mean, std):
    job = make_job(traced, rule=Preprocessing(SIZE, mean=mean, std=(std,) * 3))
    read = COREML.readback(COREML.convert(job, ("float32",), tmp_path, lambda step: None)["float32"]).metadata
    assert (read["mean"], read["std"]) == (list(mean), [std] * 3)


def test_a_scale_changed_in_the_program_shows_although_the_text_does_not(copy):
    def halve(model):
        block = model.mlProgram.functions["main"].block_specializations["CoreML5"]
        scale = next(op.inputs["y"].arguments[0].name for op in block.operations if op.type == "mul")
        const = next(op for op in block.operations if op.outputs[0].name == scale)
        const.attributes["val"].immediateValue.tensor.floats.values[0] /= 2

    edit(copy, halve)
    read = COREML.readback(copy).metadata
    assert read["std"] == [255.0] * 3
    assert read["user_defined"]["mobilekit.std"] == "127.5 127.5 127.5"


def test_nothing_and_a_file_are_no_package(tmp_path):
    assert refusal(tmp_path / "none.mlpackage") == "there is nothing there."
    (tmp_path / "file.mlpackage").touch()
    assert refusal(tmp_path / "file.mlpackage") == "it is no folder."


def test_missing_files_are_named(copy):
    (copy / WEIGHTS).unlink()
    assert refusal(copy) == "weights/weight.bin is missing."
    (copy / MODEL).unlink()
    assert refusal(copy) == "Data/com.apple.CoreML/model.mlmodel is missing."
    (copy / "Manifest.json").unlink()
    assert refusal(copy) == "Manifest.json is missing."


@pytest.mark.parametrize("path", ["../../../x", "/etc/passwd", "com.apple.CoreML/../../x", "a\\b", "a\0b", ""])
def test_a_manifest_that_leads_out_of_the_package_is_refused(copy, path):
    manifest = json.loads((copy / "Manifest.json").read_text())
    manifest["itemInfoEntries"][manifest["rootModelIdentifier"]]["path"] = path
    (copy / "Manifest.json").write_text(json.dumps(manifest))
    assert refusal(copy).endswith(("leads out of it.", "is missing."))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rootModelIdentifier": []}', "[" * 100_000, "\xff"])
def test_a_broken_manifest_is_refused(copy, text):
    (copy / "Manifest.json").write_bytes(text.encode("latin-1"))
    assert refusal(copy) == "its Manifest.json names no root model."


def test_a_symbolic_link_is_refused(copy, tmp_path):
    (copy / WEIGHTS).rename(tmp_path / "weight.bin")
    (copy / WEIGHTS).symlink_to(tmp_path / "weight.bin")
    assert refusal(copy) == f"{WEIGHTS} is a symbolic link."


def test_weights_named_outside_the_package_are_refused(copy):
    def point_out(model):
        for op in model.mlProgram.functions["main"].block_specializations["CoreML5"].operations:
            if op.attributes["val"].WhichOneof("value") == "blobFileValue":
                op.attributes["val"].blobFileValue.fileName = "@model_path/../../../../weight.bin"

    edit(copy, point_out)
    assert refusal(copy) == "'../../../../weight.bin' leads out of it."


def test_truncated_weights_are_refused(copy):
    (copy / WEIGHTS).write_bytes((copy / WEIGHTS).read_bytes()[:-10])
    assert "weight.bin ends before the weights at" in refusal(copy)


@pytest.mark.parametrize(("at", "value"), [(4, 3), (64, 0), (72, 2**40), (80, 2**63)])
def test_a_broken_weights_record_is_refused(copy, at, value):
    data = bytearray((copy / WEIGHTS).read_bytes())
    struct.pack_into("<Q" if at > 64 else "<I", data, at, value)
    (copy / WEIGHTS).write_bytes(data)
    assert "weight.bin" in refusal(copy)


def test_weights_of_another_size_than_declared_are_refused(copy):
    data = bytearray((copy / WEIGHTS).read_bytes())
    length = struct.unpack_from("<Q", data, 72)[0]
    struct.pack_into("<Q", data, 72, length - 2)
    (copy / WEIGHTS).write_bytes(data)
    assert "was declared" in refusal(copy)


def test_an_unknown_specification_and_another_kind_of_model_are_refused(copy):
    edit(copy, lambda model: setattr(model, "specificationVersion", 99))
    assert refusal(copy) == "its specification version 99 is not known."
    (copy / MODEL).write_bytes(messages("Model_pb2").Model(specificationVersion=6).SerializeToString())
    assert refusal(copy) == "it holds a nothing, not an ML program."


def test_every_truncation_and_a_thousand_mutations_are_read_or_refused_in_one_sentence(copy):
    whole = (copy / MODEL).read_bytes()
    draw = np.random.default_rng(5)
    for cut in range(0, len(whole), len(whole) // 40):
        (copy / MODEL).write_bytes(whole[:cut])
        try:
            COREML.readback(copy)
        except MobileKitError as error:
            assert "is not a Core ML package: " in error.message
    for _ in range(60):
        data = bytearray(whole)
        for place in draw.integers(0, len(whole), 3):
            data[place] = draw.integers(0, 256)
        (copy / MODEL).write_bytes(data)
        try:
            COREML.readback(copy)
        except MobileKitError as error:
            assert "is not a Core ML package: " in error.message
