"""The runner does what the contract says an app does between pixels and scores."""

from __future__ import annotations

import numpy as np
import pytest

from formats.tflite.tflite_jobs import APP_STEPS, SIZE, make_job, pictures
from mobilekit.errors import MobileKitError
from mobilekit.formats.tflite import TFLITE, flat, metadata
from mobilekit.formats.tflite.layers import _layers
from mobilekit.formats.tflite.run import Runner, dequantise
from mobilekit.postprocess import quantise
from mobilekit.preprocess import Preprocessing, normalise
from mobilekit.spec import Tensor

RULE = Preprocessing(SIZE)
UINT8 = Tensor("image", (1, 4), "uint8", "NC", 0.5, 3)


def test_quantising_rounds_halves_to_even_and_clamps():
    values = np.array([0.25, 0.75, -0.25, -0.75, 1.25, -50.0, 500.0, 126.0], np.float32)
    assert quantise(values, UINT8.scale, UINT8.zero_point, UINT8.dtype).tolist() == [3, 5, 3, 1, 5, 0, 255, 255]
    assert quantise(values, UINT8.scale, UINT8.zero_point, UINT8.dtype).dtype == np.uint8


def test_dequantising_takes_off_the_zero_point_before_it_scales():
    assert dequantise(np.array([0, 3, 255], np.uint8), UINT8).tolist() == [-1.5, 0.0, 126.0]


@pytest.mark.parametrize(
    ("name", "close"), [("float32", 1e-5), ("float16", 0.02), ("dynamic_int8", 0.1), ("int8", 0.1)]
)
def test_a_file_answers_like_the_network_it_came_from(name, close, files, model):
    batch = np.stack(pictures(12, seed=5))
    expected = model(normalise(batch, RULE), training=False).numpy()
    scores = Runner(files[name], RULE, APP_STEPS).run(batch)
    assert scores.shape == (12, 10)
    assert scores.dtype == np.float32
    assert np.ptp(expected.argmax(1)) > 0, "the pictures must not all have one answer"
    assert np.abs(scores - expected).max() < close


def test_forgetting_to_normalise_is_seen(files, model):
    batch = np.stack(pictures(12, seed=5))
    expected = model(normalise(batch, RULE), training=False).numpy()
    scores = Runner(files["float32"], RULE, ("rotate", "crop", "resize")).run(batch)
    assert np.abs(scores - expected).max() > 0.1


def test_pixels_reach_a_baked_uint8_input_unchanged(function, tmp_path):
    job = make_job(function, rule=Preprocessing(SIZE, mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0)))
    path = TFLITE.convert(job, ("int8",), tmp_path, lambda step: None)["int8"]
    every = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    for steps in (APP_STEPS, ("rotate", "crop", "resize")):
        assert np.array_equal(Runner(path, job.rule, steps).prepare(every.repeat(3, 3)), every.repeat(3, 3))


def test_a_quantised_input_is_within_one_level_of_the_raw_pixel(files):
    every = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1).repeat(3, 3)
    prepared = Runner(files["int8"], RULE, APP_STEPS).prepare(every)
    assert np.abs(prepared.astype(int) - every.astype(int)).max() <= 1


def test_latency_is_one_positive_number_a_run(files):
    samples = Runner(files["float32"], RULE, APP_STEPS).latency(7)
    assert len(samples) == 7
    assert min(samples) > 0


def test_a_broken_file_never_reaches_the_runtime(tmp_path):
    path = tmp_path / "broken.tflite"
    path.write_bytes(b"no model")
    with pytest.raises(MobileKitError, match=r"is not a TFLite model\."):
        Runner(path, RULE, APP_STEPS)


def test_opening_a_file_prints_nothing(files, capfd):
    Runner(files["float32"], RULE, APP_STEPS)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["float32", "float16", "dynamic_int8", "int8"])
def test_values_that_are_whole_numbers_are_pixels(name, files):
    batch = np.stack(pictures(3, seed=5))
    runner = Runner(files[name], RULE, APP_STEPS)
    assert np.array_equal(runner.run_values(batch.astype(np.float32)), runner.run(batch))


def test_half_a_step_reaches_a_float_input_and_is_rounded_for_an_integer_one(files):
    batch = np.stack(pictures(2, seed=5)).astype(np.float32)
    exact = Runner(files["float32"], RULE, APP_STEPS).prepare(batch + np.float32(0.25))
    assert np.allclose(exact, (batch + 0.25 - 127.5) / 127.5, atol=1e-6)
    whole = Runner(files["int8"], RULE, ("rotate", "crop", "resize"))
    values = np.array([-3.0, 0.4, 254.6, 300.0], np.float32).reshape(1, 2, 2, 1).repeat(3, 3)
    assert whole.prepare(values)[..., 0].ravel().tolist() == [0, 0, 255, 255]


@pytest.mark.parametrize("name", ["float32", "float16", "dynamic_int8", "int8"])
def test_layers_are_every_result_that_depends_on_the_picture_in_order(name, files):
    batch = np.stack(pictures(3, seed=5))
    runner = Runner(files[name], RULE, APP_STEPS)
    found = runner.layers(batch)
    assert {(values.dtype.name, len(values)) for values in found.values()} == {("float32", 3)}
    assert all(np.ptp(values, axis=0).any() for values in found.values())
    assert list(found)[-1] == "probabilities"
    # Other kernels than XNNPACK's, so another order of sums; in integers, another rounding.
    assert np.abs(found["probabilities"] - runner.run(batch)).max() < (1e-5 if "float" in name else 0.02)


def test_layers_of_integers_are_dequantised(files):
    batch = np.stack(pictures(3, seed=5))
    float32 = Runner(files["float32"], RULE, APP_STEPS).layers(batch)
    int8 = Runner(files["int8"], RULE, APP_STEPS).layers(batch)
    shared = set(float32) & set(int8)
    assert len(shared) >= 5
    for name in shared:
        noise, signal = np.square(float32[name] - int8[name]).sum(), np.square(float32[name]).sum()
        assert noise < 0.01 * signal, name


def test_names_that_stand_twice_are_told_apart():
    class Tensor:
        def Name(self):
            return b"same"

        def Quantization(self):
            return None

    class Op:
        def __init__(self, source, target):
            self.ends = {"Inputs": np.array([source]), "Outputs": np.array([target])}

        def __getattr__(self, name):
            side = next(side for side in self.ends if name.startswith(side))
            return lambda: len(self.ends[side]) if name.endswith("Length") else self.ends[side]

    class Graph:
        def InputsAsNumpy(self):
            return np.array([0])

        def OperatorsLength(self):
            return 3

        def Operators(self, number):
            return (Op(0, 1), Op(5, 6), Op(1, 2))[number]

        def TensorsLength(self):
            return 7

        def Tensors(self, index):
            return Tensor()

    assert [row.name for row in _layers(Graph())] == ["same#1", "same#2"]


def test_a_file_that_the_runtime_refuses_ends_in_a_sentence(files, tmp_path):
    net = flat.unpack(files["float32"].read_bytes())
    net.subgraphs[0].operators[0].inputs = net.subgraphs[0].operators[0].inputs[:1]
    path = tmp_path / "refused.tflite"
    path.write_bytes(metadata.append_labels(flat.pack(net), ("a", "b")))
    with pytest.raises(MobileKitError, match="LiteRT does not load"):
        Runner(path, RULE, APP_STEPS)
