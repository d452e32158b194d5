"""Weights taken from another network: its body, at another size, under another head."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from mobilekit.train.net import Net, load_weights, nearest_checkpoint, take_weights
from train.made import small_net

layers = keras.layers


def values(model: Any, name: str) -> np.ndarray:
    return np.asarray(model.get_layer(name).get_weights()[0])


def test_the_body_is_taken_and_the_head_stays() -> None:
    given, model = small_net("", 1.0, 48, 7), small_net("", 1.0, 32, 3)
    head = values(model, "head").copy()
    take_weights(model, given, "g", whole=False)
    for name in ("first", "deep", "wide"):
        assert np.array_equal(values(model, name), values(given, name))
    assert np.array_equal(values(model, "head"), head)


def test_the_head_is_taken_too_where_the_classes_are_the_same() -> None:
    given, model = small_net("", 1.0, 48, 3), small_net("", 1.0, 32, 3)
    take_weights(model, given, "g", whole=True)
    assert np.array_equal(values(model, "head"), values(given, "head"))


def test_a_body_inside_another_network_under_a_head_of_the_users_own() -> None:
    whole = small_net("", 1.0, 48, 7)
    body = keras.Model(whole.input, whole.get_layer("wide").output)
    given = keras.Sequential([body, layers.BatchNormalization(), layers.Flatten(), layers.Dense(20), layers.Dense(2)])
    model = small_net("", 1.0, 32, 3)
    take_weights(model, given, "g", whole=False)
    assert np.array_equal(values(model, "wide"), values(whole, "wide"))


def test_another_network_is_refused_with_the_layer_where_it_differs(refusal: Any) -> None:
    model = small_net("", 1.0, 32, 3)
    other = keras.Sequential([keras.Input((32, 32, 3)), layers.Conv2D(8, 3, use_bias=False), layers.Dense(4)])
    before = [weight.copy() for weight in model.get_weights()]
    sentence = refusal(take_weights, model, other, "other.h5", whole=False)
    assert sentence == (
        f"other.h5 does not hold the weights of this network: they differ at its layer {model.layers[2].name}."
    )
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_the_nearest_size_with_imagenet_weights(refusal: Any) -> None:
    assert str(nearest_checkpoint(Net("mobilenet_v2", 1.0, 64))) == "mobilenet_v2_1.0_96"
    assert str(nearest_checkpoint(Net("mobilenet_v2", 1.0, 176))) == "mobilenet_v2_1.0_192"
    assert str(nearest_checkpoint(Net("mobilenet_v2", 1.4, 96))) == "mobilenet_v2_1.4_224"
    sentence = refusal(nearest_checkpoint, Net("mobilenet_v1", 0.6, 96))
    assert sentence == "There are no ImageNet weights for mobilenet_v1 with width multiplier 0.6."


@pytest.mark.slow
@pytest.mark.needs_testdata
@pytest.mark.parametrize("ending", ["h5", "keras"])
def test_googles_weights_of_either_keras_are_taken_at_another_size(ending: str, testdata: Path) -> None:
    net = Net("mobilenet_v1", 0.25, 96)
    source = load_weights(str(testdata / "models" / f"mobilenet_v1_0.25_224_imagenet.{ending}"), net)
    model = net.build(96, 10, 0.9)
    take_weights(model, source.model, "v1", whole=False)
    pairs = zip(model.get_weights()[:-2], source.model.get_weights()[:-2], strict=True)
    assert all(np.array_equal(a, b) for a, b in pairs)
    assert {layer.momentum for layer in model.layers if isinstance(layer, layers.BatchNormalization)} == {0.9}


@pytest.mark.slow
@pytest.mark.parametrize("arch", ["mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large"])
def test_a_keras_2_file_of_each_family_is_taken(arch: str, tmp_path: Path) -> None:
    import tf_keras

    from mobilekit.catalog import ARCHITECTURES

    alpha = 0.35 if arch == "mobilenet_v2" else 0.75
    builder = getattr(tf_keras.applications, ARCHITECTURES[arch].builder)
    old = builder(input_shape=(64, 64, 3), alpha=alpha, weights=None, classes=5)
    old.save(tmp_path / "old.h5")
    net = Net(arch, alpha, 96)
    source = load_weights(str(tmp_path / "old.h5"), net)
    model = net.build(96, 5, 0.9)
    take_weights(model, source.model, "old.h5", whole=True)
    same = net.build(64, 5, 0.9)
    same.set_weights(model.get_weights())
    images = np.random.default_rng(0).uniform(-1, 1, (2, 64, 64, 3)).astype(np.float32)
    assert np.allclose(same.predict(images, verbose=0), old.predict(images, verbose=0), atol=1e-5)
