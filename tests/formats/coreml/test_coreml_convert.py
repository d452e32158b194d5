from __future__ import annotations

import logging
import sys

import numpy as np
import pytest

from formats.coreml.coreml_jobs import SIZE, contents, load, make_job, pictures, run
from mobilekit.errors import MobileKitError
from mobilekit.formats.coreml import COREML
from mobilekit.preprocess import Preprocessing, normalise


def nothing(step):
    pass


def keras_answers(net, images, rule):
    return np.asarray(net(normalise(images, rule), training=False))


def worst(package, images, wanted):
    function = load(package)
    return max(float(np.abs(run(function, image) - row).max()) for image, row in zip(images, wanted, strict=True))


@pytest.fixture(scope="session")
def images():
    return pictures(4)


@pytest.fixture(scope="session")
def wanted(net, images):
    return keras_answers(net, images, Preprocessing(SIZE))


def test_each_recipe_becomes_one_package_named_after_card_and_recipe(packages):
    assert {name: path.name for name, path in packages.items()} == {
        name: f"tiny_net-{name}.mlpackage" for name in COREML.recipes
    }


@pytest.mark.parametrize(
    ("recipe", "limit"), [("float32", 1e-5), ("float16", 5e-3), ("weight_int8", 0.05), ("palettized_6bit", 0.1)]
)
def test_a_saved_program_answers_raw_pixels_as_keras_answers_normalised_ones(packages, images, wanted, recipe, limit):
    assert worst(packages[recipe], images, wanted) <= limit


def test_a_program_with_another_normalisation_is_told_apart(packages, net, images):
    other = keras_answers(net, images, Preprocessing(SIZE, mean=(0.0,) * 3, std=(255.0,) * 3))
    assert worst(packages["float32"], images, other) > 1e-2


def test_a_mean_for_each_channel_is_kept_in_rgb_order(traced, net, images, tmp_path):
    rule = Preprocessing(SIZE, mean=(123.675, 116.28, 103.53), std=(57.5,) * 3)
    package = COREML.convert(make_job(traced, rule=rule), ("float32",), tmp_path, nothing)["float32"]
    assert worst(package, images, keras_answers(net, images, rule)) <= 1e-5
    turned = Preprocessing(SIZE, mean=rule.mean[::-1], std=rule.std)
    assert worst(package, images, keras_answers(net, images, turned)) > 1e-4


def test_raw_pixels_get_no_scale_and_no_bias(traced, tmp_path):
    rule = Preprocessing(SIZE, mean=(0.0,) * 3, std=(1.0,) * 3)
    package = COREML.convert(make_job(traced, rule=rule), ("float32",), tmp_path, nothing)["float32"]
    assert "mul" not in COREML.readback(package).ops


def test_a_variant_alone_has_the_bytes_it_has_among_the_others(traced, packages, tmp_path):
    for recipe in ("weight_int8", "float32"):
        again = COREML.convert(make_job(traced), (recipe,), tmp_path, nothing)[recipe]
        assert contents(again) == contents(packages[recipe])


def test_another_label_changes_the_bytes(traced, packages, tmp_path):
    other = make_job(traced, labels=tuple("abcdefghij"))
    again = COREML.convert(other, ("float32",), tmp_path, nothing)["float32"]
    assert contents(again) != contents(packages["float32"])


@pytest.mark.parametrize("recipe", ["float16", pytest.param("float32", marks=pytest.mark.slow)])
def test_program_and_weights_are_those_of_one_call_of_coremltools(traced, packages, tmp_path, recipe):
    import coremltools as ct

    model = ct.convert(
        [traced],
        source="tensorflow",
        convert_to="mlprogram",
        inputs=[ct.ImageType(name="image", shape=(1, *SIZE, 3), scale=1 / 127.5, bias=[-1, -1, -1])],
        classifier_config=ct.ClassifierConfig(list(make_job(traced).labels)),
        compute_precision=getattr(ct.precision, recipe.upper()),
        minimum_deployment_target=ct.target.iOS15,
        skip_model_load=True,
    )
    model.save(str(tmp_path / "vendor.mlpackage"))
    weights = "Data/com.apple.CoreML/weights/weight.bin"
    assert contents(tmp_path / "vendor.mlpackage")[weights] == contents(packages[recipe])[weights]
    assert COREML.readback(tmp_path / "vendor.mlpackage").ops == COREML.readback(packages[recipe]).ops


def test_conversion_prints_nothing(traced, tmp_path, capsys):
    said = []
    COREML.convert(make_job(traced), ("palettized_6bit",), tmp_path, said.append)
    out = capsys.readouterr()
    assert (out.out, out.err) == ("", "")
    assert said == ["Core ML: reading the network", "Core ML palettized_6bit: weights as indices of 64 values"]
    assert logging.root.manager.disable < logging.WARNING
    assert sys.stderr is not None


def test_labels_that_do_not_fit_are_refused(traced, tmp_path):
    with pytest.raises(MobileKitError) as caught:
        COREML.convert(make_job(traced, labels=("a", "b")), ("float16",), tmp_path, nothing)
    assert caught.value.message == "The network gives 10 scores, but there are 2 labels."
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_recipe_is_refused_with_the_known_ones(traced, tmp_path):
    with pytest.raises(MobileKitError) as caught:
        COREML.convert(make_job(traced), ("int4",), tmp_path, nothing)
    assert caught.value.message == "No Core ML variant is called int4."
    assert caught.value.remedy == f"Choose one of {', '.join(COREML.recipes)}."


def test_a_free_batch_is_refused(net, tmp_path):
    import tensorflow as tf

    call = tf.function(lambda image: net(image, training=False), autograph=False)
    function = call.get_concrete_function(tf.TensorSpec((None, *SIZE, 3), tf.float32, name="image"))
    with pytest.raises(MobileKitError, match="Core ML needs every size fixed"):
        COREML.convert(make_job(function), ("float16",), tmp_path, nothing)


def test_a_layer_coremltools_does_not_know_is_named(tmp_path):
    import tensorflow as tf

    call = tf.function(lambda image: tf.math.bessel_i0(tf.reduce_mean(image, [1, 2])), autograph=False)
    function = call.get_concrete_function(tf.TensorSpec((1, *SIZE, 3), tf.float32, name="image"))
    with pytest.raises(MobileKitError) as caught:
        COREML.convert(make_job(function, classes=3), ("float16",), tmp_path, nothing)
    assert caught.value.message.startswith("coremltools cannot express tiny_net: ")
    assert "Bessel" in caught.value.message
