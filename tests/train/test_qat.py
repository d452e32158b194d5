"""The rounding double of a network, and what it leaves behind in the network itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from mobilekit.train import qat
from sources.families import lived
from train.made import small_net

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(-1, 1, (8, 32, 32, 3)).astype(np.float32)


@pytest.fixture
def model() -> Any:
    """With batch norms that do something."""
    keras.utils.set_random_seed(0)
    made = small_net("", 1.0, 32, 3)
    for layer in made.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([RNG.uniform(0.5, 2, w.shape).astype(np.float32) for w in layer.weights])
    return made


def answers(net: Any) -> np.ndarray:
    return np.asarray(net(tf.constant(IMAGES), training=False))


def unrounded(monkeypatch: pytest.MonkeyPatch, *, kernels: bool) -> None:
    if kernels:
        monkeypatch.setattr(qat, "_rounded", lambda layer, kernel: tf.convert_to_tensor(kernel))
    monkeypatch.setattr(qat, "_range_layer", lambda: keras.layers.Identity)


def test_without_rounding_the_double_gives_the_same_answers(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    unrounded(monkeypatch, kernels=True)
    assert np.allclose(answers(qat.rounding_model(model)), answers(model), atol=1e-5)


def test_the_double_trains_the_networks_own_variables_and_leaves_batch_norm_averages(model: Any) -> None:
    double = qat.rounding_model(model)
    kernel = model.get_layer("wide").kernel
    norms = [v for v in model.non_trainable_variables if "moving" in v.path]
    before = [np.asarray(v).copy() for v in norms]
    assert any(v is kernel for v in double.trainable_variables)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(double(tf.constant(IMAGES), training=True) ** 2)
    gradients = tape.gradient(loss, double.trainable_variables)
    assert all(g is not None and np.abs(g.numpy()).max() > 0 for g in gradients)
    assert len(norms) == 6
    assert all(np.array_equal(a, np.asarray(b)) for a, b in zip(before, norms, strict=True))


def test_results_are_rounded_where_the_converted_file_keeps_a_tensor(model: Any) -> None:
    double = qat.rounding_model(model)
    found = [layer.name for layer in double.layers if layer.name.startswith("range_")]
    kinds = [type(model.get_layer(name.removeprefix("range_"))).__name__ for name in found]
    assert kinds == ["ReLU", "ReLU", "BatchNormalization", "GlobalAveragePooling2D"]


def test_ranges_follow_the_batches_slowly_and_round_to_256_steps() -> None:
    layer = qat._range_layer()()
    first = layer(tf.constant([[0.5, 2.0]]), training=True)
    assert np.asarray(layer.range).tolist() == [0, 2]
    layer(tf.constant([[-1.0, 4.0]]), training=True)
    assert np.asarray(layer.range) == pytest.approx([-0.01, 2.02])
    assert np.allclose(first, [[0.5, 2.0]], atol=2 / 255)
    many = np.linspace(-5, 5, 5000, dtype=np.float32)[None]
    rounded = np.asarray(layer(tf.constant(many), training=False))
    assert len(np.unique(rounded)) == 256
    assert rounded.max() - rounded.min() == pytest.approx(2.03, rel=1e-4)
    assert 0.0 in rounded
    assert np.asarray(layer.range) == pytest.approx([-0.01, 2.02])


def steps_of(model: Any) -> dict[str, np.ndarray]:
    """Each folded kernel in steps of its channel's largest weight / 127: (weights, channels)."""
    found = {}
    for name, norm in (("first", 2), ("deep", 5), ("wide", 8), ("head", None)):
        kernel = np.asarray(model.get_layer(name).kernel, np.float64)
        flat = kernel.reshape(-1, kernel.shape[2] if name == "deep" else kernel.shape[-1])
        if norm is not None:
            gamma, _, _, variance = model.layers[norm].get_weights()
            flat = flat * gamma / np.sqrt(variance + model.layers[norm].epsilon)
        found[name] = flat / (np.abs(flat).max(0) / 127)
    return found


def test_snapped_kernels_lie_on_the_grid_of_their_channels(model: Any) -> None:
    assert max(np.abs(s - np.rint(s)).max() for s in steps_of(model).values()) > 0.4
    expected = {name: np.rint(s) for name, s in steps_of(model).items()}
    qat.snap(model)
    for name, steps in steps_of(model).items():
        assert np.abs(steps - np.rint(steps)).max() < 1e-3, name
        assert np.array_equal(np.rint(steps), expected[name]), name
        assert np.abs(np.rint(steps)).max(0).tolist() == [127] * steps.shape[1]


def test_the_snapped_network_answers_as_its_double_did(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    unrounded(monkeypatch, kernels=False)
    double = answers(qat.rounding_model(model))
    assert not np.allclose(double, answers(model), atol=1e-5)
    qat.snap(model)
    assert np.allclose(double, answers(model), atol=1e-5)
    once = answers(model)
    qat.snap(model)
    assert np.allclose(once, answers(model), atol=1e-6)


def test_a_dead_channel_stays_dead_and_gives_no_infinity(model: Any) -> None:
    norm = model.layers[8]
    gamma, *rest = norm.get_weights()
    gamma[3] = 0
    norm.set_weights([gamma, *rest])
    qat.snap(model)
    assert np.isfinite(np.concatenate([w.ravel() for w in model.get_weights()])).all()


@pytest.mark.slow
def test_tflites_own_integers_are_the_snapped_ones(model: Any, tmp_path: Path) -> None:
    from ai_edge_litert.interpreter import Interpreter

    qat.snap(model)
    expected = {name: np.rint(s) for name, s in steps_of(model).items()}
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([image[None]] for image in IMAGES)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    interpreter = Interpreter(model_content=converter.convert())
    stored = [
        interpreter.tensor(row["index"])()
        for row in interpreter.get_tensor_details()
        if row["dtype"] == np.int8 and len(row["quantization_parameters"]["scales"]) > 1
    ]
    kernels = {array.size: array for array in stored}
    for name in ("first", "deep", "wide"):
        found = kernels[expected[name].size]
        columns = found.reshape(-1, found.shape[-1]) if name == "deep" else found.reshape(found.shape[0], -1).T
        assert np.array_equal(columns, expected[name]), name


@pytest.mark.slow
@pytest.mark.parametrize("arch", ["mobilenet_v1", "mobilenet_v2", "mobilenet_v3_small"])
def test_each_family_has_a_double_and_can_be_snapped(arch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from mobilekit import catalog

    keras.utils.set_random_seed(0)
    net = lived(catalog.build(arch, 1.0 if "v3" in arch else 0.35, 32, 5), (32, 32, 3), (0.0, 255.0))
    unrounded(monkeypatch, kernels=False)
    double = answers(qat.rounding_model(net))
    qat.snap(net)
    assert np.allclose(double, answers(net), atol=1e-4)
    assert np.ptp(answers(net)) > 0
