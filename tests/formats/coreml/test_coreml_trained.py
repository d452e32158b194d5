"""The executor on whole networks: the single-precision package is the Keras net."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mobilekit.formats.coreml import COREML
from mobilekit.formats.coreml.run import Runner
from mobilekit.preprocess import Preprocessing, load_image, normalise, to_tensor
from mobilekit.sources.base import trace
from mobilekit.sources.keras import load
from mobilekit.spec import Card, Job

MODELS = {
    "v1": "mobilenet_v1_1.0_224_imagenet.keras",
    "v2": "mobilenet_v2_1.0_224_dequant_tf2ptq.keras",
    "v3_small": "mobilenet_v3_small_1.0_96_cifar10.keras",
}
RAW = {"mean": (0.0,) * 3, "std": (1.0,) * 3}
AGREEMENT = {"float16": 0.93, "weight_int8": 0.93, "palettized_6bit": 0.85}
"""Least top-1 agreement over 32 photographs: a flip or two fewer than over all of them, see tests/bench."""


def twin(path, folder, recipes=("float32",)):
    source = load(path)
    size = source.input_shape[:2]
    rule = Preprocessing(size) if "v3" not in path.name else Preprocessing(size, **RAW)
    function, rule = trace(source, rule)
    card = Card(path.stem, "d", "a", "l", "1", "softmax")
    job = Job(function, tuple(f"class {k}" for k in range(source.classes)), rule, (), card)
    return source, rule, COREML.convert(job, recipes, folder, lambda step: None)


def held_against_keras(source, rule, package, tensors):
    wanted = source.predict(normalise(tensors, rule))
    found = Runner(package, rule).run(tensors)
    assert np.array_equal(found.argmax(1), wanted.argmax(1))
    return float(np.abs(found - wanted).max())


@pytest.mark.slow
@pytest.mark.needs_testdata
@pytest.mark.parametrize("name", MODELS)
def test_the_single_precision_package_is_the_trained_net(name, testdata, tmp_path):
    recipes = ("float32", *AGREEMENT) if name == "v2" else ("float32",)
    source, rule, packages = twin(testdata / "models" / MODELS[name], tmp_path, recipes)
    photos = sorted((testdata / "imagenet_photos").glob("*.jp*g"))[::16][:32]
    tensors = np.stack([to_tensor(load_image(photo), rule) for photo in photos])
    assert held_against_keras(source, rule, packages["float32"], tensors) <= 1e-4
    first = source.predict(normalise(tensors, rule)).argmax(1)
    for recipe in recipes[1:]:
        assert (Runner(packages[recipe], rule).run(tensors).argmax(1) == first).mean() >= AGREEMENT[recipe]


def lively(path: Path) -> Path:
    """A MobileNetV3-Large of random weights whose answers to different pictures differ, as fresh ones' do not."""
    import keras

    keras.utils.set_random_seed(1)
    net = keras.applications.MobileNetV3Large(input_shape=(224, 224, 3), weights=None)
    draw = np.random.default_rng(1)
    for layer in net.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            count = layer.gamma.shape[0]
            mean, variance = draw.normal(0, 0.05, count), draw.uniform(0.02, 0.05, count)
            layer.set_weights([draw.uniform(0.8, 1.2, count), draw.normal(0, 0.1, count), mean, variance])
    net.save(path)
    return path


@pytest.mark.slow
def test_the_single_precision_package_is_the_large_net_of_random_weights(tmp_path):
    source, rule, packages = twin(lively(tmp_path / "mobilenet_v3_large.keras"), tmp_path)
    tensors = np.random.default_rng(0).integers(0, 256, (32, 7, 7, 3), dtype=np.uint8).repeat(32, 1).repeat(32, 2)
    wanted = source.predict(normalise(tensors, rule))
    assert wanted.std(0).max() > 0.01
    assert held_against_keras(source, rule, packages["float32"], tensors) <= 1e-4
