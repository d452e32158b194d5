"""What the converter's files gain on the way out, and what is refused."""

from __future__ import annotations

import dataclasses
import filecmp

import numpy as np
import pytest

from formats.tflite.tflite_jobs import make_job, pictures
from mobilekit.errors import MobileKitError
from mobilekit.formats.tflite import TFLITE, flat, lower
from mobilekit.formats.tflite.finish import finish
from mobilekit.formats.tflite.recipes import RECIPES


def raw_model(job):
    return flat.unpack(lower.vendor_file(job))


def test_the_variants_are_the_four_in_the_order_users_see():
    assert TFLITE.recipes == ("float32", "float16", "dynamic_int8", "int8")


def test_each_file_is_named_after_the_card_and_its_recipe(files):
    assert [path.name for path in files.values()] == [f"tiny_net-{row.name}.tflite" for row in RECIPES]


def test_each_recipe_stores_its_weights_in_its_own_type(files):
    largest = {name: max(weights, key=weights.get) for name, weights in weights_of(files).items()}
    assert largest == {"float32": "float32", "float16": "float16", "dynamic_int8": "int8", "int8": "int8"}


def weights_of(files):
    return {name: TFLITE.readback(path).weights for name, path in files.items()}


@pytest.mark.parametrize("name", ["float32", "int8"])
def test_converting_twice_gives_the_same_bytes(name, function, files, tmp_path):
    again = TFLITE.convert(make_job(function), (name,), tmp_path, lambda step: None)
    assert filecmp.cmp(again[name], files[name], shallow=False)


def test_every_tensor_and_the_signature_have_the_contracts_names(files):
    for path in files.values():
        content = TFLITE.readback(path)
        assert [content.inputs[0].name, content.outputs[0].name] == ["image", "probabilities"]
        assert content.metadata["signature"] == {
            "key": "serving_default", "inputs": ["image"], "outputs": ["probabilities"],
        }  # fmt: skip


def test_a_net_without_softmax_gives_logits(function, tmp_path):
    job = make_job(function)
    job = dataclasses.replace(job, card=dataclasses.replace(job.card, activation="logits"))
    written = TFLITE.convert(job, ("float32",), tmp_path, lambda step: None)["float32"]
    content = TFLITE.readback(written)
    assert content.outputs[0].name == "logits"
    assert "score_range" not in content.metadata


def test_int8_takes_and_gives_uint8_unless_told_otherwise(files, function, tmp_path):
    ends = [*TFLITE.readback(files["int8"]).inputs, *TFLITE.readback(files["int8"]).outputs]
    assert [(end.dtype, end.zero_point) for end in ends] == [("uint8", 127), ("uint8", 0)]
    job = make_job(function, int8_io="float32")
    content = TFLITE.readback(TFLITE.convert(job, ("int8",), tmp_path, lambda step: None)["int8"])
    assert [end.dtype for end in (*content.inputs, *content.outputs)] == ["float32", "float32"]
    assert content.metadata["score_range"] == [0.0, 1.0]


def test_raw_pixels_are_right_for_a_uint8_input_even_after_a_dark_calibration(function, tmp_path):
    job = make_job(function, calibration=pictures(8, brightest=100))
    image = TFLITE.readback(TFLITE.convert(job, ("int8",), tmp_path, lambda step: None)["int8"]).inputs[0]
    assert (image.dtype, image.zero_point) == ("uint8", 127)
    assert image.scale == pytest.approx(1 / 127.5, rel=1e-6)


def test_a_file_that_lost_its_weights_is_refused(function):
    model = raw_model(make_job(function))
    for tensor in model.subgraphs[0].tensors:
        if model.buffers[tensor.buffer].data is not None and tensor.type == flat.schema().TensorType.FLOAT32:
            model.buffers[tensor.buffer].data = None
    with pytest.raises(MobileKitError, match=r"wrote a TFLite file of tiny_net without its weights\."):
        finish(model, make_job(function))


def test_a_label_count_that_differs_from_the_output_is_refused(function):
    job = make_job(function)
    with pytest.raises(MobileKitError, match=r"does not take one image \(1, 33, 32, 3\) and give scores \(1, 9\)\."):
        finish(raw_model(job), dataclasses.replace(job, labels=job.labels[:9]))


def test_int8_without_pictures_says_which_option_gives_them(function, tmp_path):
    with pytest.raises(MobileKitError, match="needs pictures to calibrate with") as caught:
        TFLITE.convert(make_job(function, calibration=()), ("int8",), tmp_path, lambda step: None)
    assert "--calibration" in caught.value.remedy


def test_an_unknown_recipe_names_the_known_ones(function, tmp_path):
    with pytest.raises(MobileKitError, match=r"No TFLite variant is called int4\.") as caught:
        TFLITE.convert(make_job(function), ("float32", "int4"), tmp_path, lambda step: None)
    assert caught.value.remedy == "Choose one of float32, float16, dynamic_int8, int8."
    assert not list(tmp_path.iterdir()), "nothing is written before the names are known to be right"


def test_an_op_the_converter_does_not_know_becomes_one_sentence(tmp_path):
    import tensorflow as tf

    call = tf.function(lambda image: tf.math.bessel_i0(tf.reduce_mean(image, (1, 2))), autograph=False)
    function = call.get_concrete_function(tf.TensorSpec((1, 33, 32, 3), tf.float32, name="image"))
    with pytest.raises(MobileKitError, match="TensorFlow cannot write tiny_net as TFLite: ") as caught:
        TFLITE.convert(make_job(function, classes=3), ("float32",), tmp_path, lambda step: None)
    assert "\n" not in caught.value.message


def test_constants_lie_on_16_byte_boundaries(files):
    data = files["float32"].read_bytes()
    root = flat.schema().Model.GetRootAs(data, 0)
    views = [root.Buffers(index).DataAsNumpy() for index in range(root.BuffersLength())]
    start = np.frombuffer(data, np.uint8).__array_interface__["data"][0]
    offsets = [view.__array_interface__["data"][0] - start for view in views if not isinstance(view, int) and view.size]
    assert len(offsets) > 5
    assert {offset % 16 for offset in offsets} == {0}


def test_converting_prints_nothing(function, tmp_path, capfd):
    TFLITE.convert(make_job(function), ("float32", "int8"), tmp_path, lambda step: None)
    assert capfd.readouterr() == ("", "")


def test_each_variant_announces_itself(function, tmp_path):
    steps = []
    TFLITE.convert(make_job(function), ("float16",), tmp_path, steps.append)
    assert steps == ["TFLite: one lowering for all variants", "TFLite float16: weights in half precision"]
