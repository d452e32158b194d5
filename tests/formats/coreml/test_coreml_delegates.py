from __future__ import annotations

import pytest

from formats.coreml.coreml_jobs import SIZE, make_job
from formats.frozen import freeze
from mobilekit.errors import MobileKitError
from mobilekit.formats.coreml import COREML
from mobilekit.formats.coreml.recipes import recipe as row_of


def refused(rung):
    return {item.op for item in rung.unsupported}


@pytest.mark.parametrize("recipe", ["float16", "weight_int8", "palettized_6bit"])
def test_half_precision_tries_the_neural_engine_then_the_gpu_then_the_cpu(packages, recipe):
    rungs = COREML.ladder(packages[recipe], recipe)
    assert [rung.delegate for rung in rungs] == ["cpuAndNeuralEngine", "cpuAndGPU", "cpuOnly"]
    assert [rung.options["computeUnits"] for rung in rungs] == [rung.delegate for rung in rungs]
    assert rungs[0].options["minimum_ios"] == "16.0"
    assert rungs[1].options["allowLowPrecisionAccumulationOnGPU"] is False


def test_the_image_scale_and_the_classifier_are_all_that_leaves_the_neural_engine(packages):
    engine, gpu, cpu = COREML.ladder(packages["float16"], "float16")
    assert [item.op for item in engine.unsupported] == ["mul", "add", "classify"]
    assert gpu.unsupported == cpu.unsupported == ()
    assert all(item.rule.startswith("Advisory: ") for item in engine.unsupported)


def test_single_precision_tries_the_neural_engine_only_before_the_cpu(packages):
    gpu, engine, cpu = COREML.ladder(packages["float32"], "float32")
    assert (gpu.delegate, engine.delegate, cpu.delegate) == ("cpuAndGPU", "cpuAndNeuralEngine", "cpuOnly")
    assert refused(engine) == set(COREML.readback(packages["float32"]).ops)


def test_tolerances_are_the_recipes_own(packages):
    for recipe, path in packages.items():
        tolerances = {rung.tolerance for rung in COREML.ladder(path, recipe)}
        assert tolerances == {row_of(recipe).tolerance}
    assert row_of("float32").tolerance < row_of("float16").tolerance < row_of("weight_int8").tolerance < 1


@pytest.mark.parametrize(
    ("layer", "word"), [({"kernel_size": 3, "dilation_rate": 2}, "dilated"), ({"kernel_size": 15}, "wider than 13")]
)
def test_convolutions_it_is_known_to_leave_are_listed(tmp_path, layer, word):
    import keras

    image = keras.Input((*SIZE, 3))
    net = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(4, padding="same", **layer)(image))
    job = make_job(freeze(keras.Model(image, net), SIZE), classes=4)
    path = COREML.convert(job, ("float16",), tmp_path, lambda step: None)["float16"]
    rules = {item.rule for item in COREML.ladder(path, "float16")[0].unsupported if item.op == "conv"}
    assert [word in rule.lower() for rule in rules] == [True]


def test_an_unknown_recipe_is_refused(packages):
    with pytest.raises(MobileKitError, match="No Core ML variant is called int4"):
        COREML.ladder(packages["float16"], "int4")


def test_no_package_has_no_ladder(tmp_path):
    with pytest.raises(MobileKitError, match="is not a Core ML package: there is nothing there"):
        COREML.ladder(tmp_path / "x.mlpackage", "float16")
