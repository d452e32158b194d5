"""Hard-swish with channels of one range: the same bits in floating point, and nearer answers in 8."""

from __future__ import annotations

import numpy as np
import pytest

from formats.frozen import freeze
from formats.tflite.tflite_jobs import SIZE, make_job, pictures
from mobilekit.errors import MobileKitError
from mobilekit.formats.tflite import TFLITE, record
from mobilekit.formats.tflite.execute import Executor
from mobilekit.formats.tflite.finish import finish
from mobilekit.formats.tflite.kernels import kernels
from mobilekit.formats.tflite.lower import model_of, net_of, vendor_file
from mobilekit.formats.tflite.quantise.build import EVEN, Builder, Built, build, prepared
from mobilekit.formats.tflite.quantise.judge import Batches
from mobilekit.formats.tflite.rewrite.equalise import equalised, swishes
from mobilekit.preprocess import Preprocessing, normalise

UNEVEN = 2.0 ** np.arange(8).astype(np.float32) / 8
"""Of the first convolution's channels: the least reaches 1/128 as far as the largest."""


def network(*, x_is_met_twice=False):
    """A stem and a last block of V3, whose first channels reach unequally far."""
    import keras

    keras.utils.set_random_seed(5)
    swish = keras.layers.Activation("hard_swish")
    spread = keras.initializers.VarianceScaling(4.0)
    image = keras.Input((*SIZE, 3))
    made = keras.layers.Conv2D(8, 3, 2, "same", kernel_initializer=spread, name="stem")(image)
    wide = swish(made)
    if x_is_met_twice:
        wide = keras.layers.Add()([wide, made])
    deep = keras.layers.DepthwiseConv2D(3, padding="same", depthwise_initializer=spread)(wide)
    last = swish(keras.layers.Conv2D(16, 1, kernel_initializer=spread)(deep))
    pooled = keras.layers.GlobalAveragePooling2D(keepdims=True)(last)
    pooled = swish(keras.layers.Conv2D(12, 1, kernel_initializer=spread)(pooled))
    scores = keras.layers.Flatten()(keras.layers.Conv2D(10, 1, kernel_initializer=spread)(pooled))
    model = keras.Model(image, keras.layers.Softmax()(scores))
    kernel, bias = model.get_layer("stem").get_weights()
    model.get_layer("stem").set_weights([kernel * UNEVEN, bias])
    for layer in model.layers:
        if isinstance(layer, keras.layers.DepthwiseConv2D):  # what the small channels say is to matter
            kernel, bias = layer.get_weights()
            layer.set_weights([kernel / UNEVEN[:, None], bias])
    return model


def coloured(count):
    """Noise of one colour a picture: noise alone is the same to a net that pools."""
    draw = np.random.default_rng(4)
    tints = draw.uniform(0.1, 1, (count, 1, 1, 3))
    return tuple((picture * tint).astype(np.uint8) for picture, tint in zip(pictures(count), tints, strict=True))


def job_of(model):
    return make_job(freeze(model, SIZE), calibration=coloured(40))


@pytest.fixture(scope="module")
def job():
    return job_of(network())


@pytest.fixture(scope="module")
def plain(job):
    return prepared(net_of(vendor_file(job), job))


@pytest.fixture(scope="module")
def even(plain, job):
    return equalised(plain, Batches(job, range(40)))


def test_not_one_bit_of_the_float_answer_changes(plain, even):
    batches = [normalise(picture, Preprocessing(SIZE))[None] for picture in pictures(6, seed=9)]
    for batch in batches:
        np.testing.assert_array_equal(Executor(plain).run(batch)[0], Executor(even).run(batch)[0])


def test_the_first_and_the_last_before_the_pooling_get_gates_of_their_own(plain, even):
    assert len(swishes(plain)) == 3
    added = [node for node in even.nodes if len(node.inputs) > 1 and node.inputs[1].added]
    assert [(node.kind, node.activation, node.out.shape[3]) for node in added] == [
        ("DEPTHWISE_CONV_2D", "RELU6", 8),
        ("DEPTHWISE_CONV_2D", "RELU6", 16),
    ]
    assert len(even.nodes) == len(plain.nodes), "each takes the place of a sum"
    assert added[0].data(1).reshape(-1).tolist() == [1 / 16] * 4 + [1 / 8, 1 / 4, 1 / 2, 1.0]


def test_in_8_bits_the_answers_are_nearer(plain, even, job):
    found = [Builder(net, job).verdict("minmax").loss for net in (plain, even)]
    assert found[1] < found[0] / 2


def test_what_the_pictures_kept_aside_prefer_is_taken(job):
    built = build(net_of(vendor_file(job), job), job)
    assert built.ranges.endswith(EVEN)
    assert len(built.verdicts) == 6


def test_a_value_that_something_else_meets_stays_as_it_is():
    other = job_of(network(x_is_met_twice=True))
    net = prepared(net_of(vendor_file(other), other))
    (left,) = [swish for swish in swishes(net) if swish.product.out.shape[1] > 1]
    assert left.product.out.shape[3] == 16


def test_a_net_without_hard_swish_is_none(function):
    job = make_job(function)
    assert equalised(prepared(net_of(vendor_file(job), job)), Batches(job, range(4))) is None


@pytest.fixture(scope="module")
def paths(even, job, tmp_path_factory):
    """(single precision, equalised in 8 bits)."""
    folder = tmp_path_factory.mktemp("equalised")
    single = TFLITE.convert(job, ("float32",), folder, lambda _: None)["float32"]
    built = Built(Builder(even, job).final("minmax"), f"minmax{EVEN}", {}, ())
    path = folder / "even.tflite"
    path.write_bytes(finish(model_of(record.noted(built, {})), job))
    return single, path


def least_snr(one, other):
    return min(
        10 * np.log10(np.square(a.values).sum() / np.square(a.values - b.values).sum())
        for a, b in zip(kernels(one), kernels(other), strict=True)
    )


def test_its_kernels_are_held_against_the_sources(paths):
    assert least_snr(*paths) > 30


def test_a_record_that_says_other_exponents_is_seen(paths, monkeypatch):
    told = record.parse

    def another(data):
        found = told(data)
        for channels in found[record.EXPONENTS].values():
            channels[0][1] = [0] * len(channels[0][1])
        return found

    monkeypatch.setattr(record, "parse", another)
    assert least_snr(*paths) < 25


@pytest.mark.parametrize("channels", [7, [["first", [1]]], [[9, [1, 2]]], [[3, [1, 2, 3, 4, 5]]], [[None, [1]]]])
def test_a_record_that_fits_no_kernel_is_a_damaged_file(paths, monkeypatch, channels):
    told = record.parse
    monkeypatch.setattr(
        record,
        "parse",
        lambda data: told(data) | {record.EXPONENTS: dict.fromkeys(told(data)[record.EXPONENTS], channels)},
    )
    with pytest.raises(MobileKitError, match="is not a TFLite model"):
        kernels(paths[1])
