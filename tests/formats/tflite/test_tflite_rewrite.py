"""Graphs written otherwise compute the same, on a net with every form of hard-swish that layers are found in."""

from __future__ import annotations

import numpy as np
import pytest

from formats.frozen import freeze
from formats.tflite.tflite_jobs import SIZE, make_job, pictures
from mobilekit.formats.tflite.execute import Executor
from mobilekit.formats.tflite.lower import vendor_file
from mobilekit.formats.tflite.net import Value, make, read
from mobilekit.formats.tflite.rewrite.carry import carry
from mobilekit.formats.tflite.rewrite.expand import expand
from mobilekit.preprocess import Preprocessing, normalise

EXACT = 1e-6
"""Largest difference of a rewritten net's probabilities: the issue's limit."""


def relu6(x):
    import keras

    return keras.activations.relu6(x)


def named(x):
    import keras

    return keras.layers.Activation("hard_swish")(x)


FORMS = {
    "named": lambda x: named(x),
    "product first": lambda x: x * relu6(x + 3.0) / 6.0,
    "gate first": lambda x: x * (relu6(x + 3.0) * (1.0 / 6.0)),
    "divided before": lambda x: (x / 6.0) * relu6(x + 3.0),
    "other way round": lambda x: relu6(x + 3.0) * 0.16666667 * x,
}


def swishing(form):
    """A V3 block: hard-swish, squeeze-and-excite with a hard gate, a 4-D head, pixels rescaled inside."""
    import keras

    keras.utils.set_random_seed(3)
    spread = keras.initializers.VarianceScaling(4.0)
    image = keras.Input((*SIZE, 3))
    wide = keras.layers.Conv2D(8, 3, 2, "same", kernel_initializer=spread)(image * 1.5 + 0.25)
    wide = form(keras.layers.BatchNormalization()(wide))
    wide = form(keras.layers.DepthwiseConv2D(3, padding="same", depthwise_initializer=spread)(wide))
    squeezed = keras.layers.GlobalAveragePooling2D(keepdims=True)(wide)
    squeezed = keras.layers.Conv2D(4, 1, activation="relu", kernel_initializer=spread)(squeezed)
    gate = relu6(keras.layers.Conv2D(8, 1, kernel_initializer=spread)(squeezed) + 3.0) * (1.0 / 6.0)
    joined = keras.layers.Conv2D(12, 1, kernel_initializer=spread)(wide * gate)
    pooled = form(keras.layers.Conv2D(16, 1)(keras.layers.GlobalAveragePooling2D(keepdims=True)(joined)))
    scores = keras.layers.Flatten()(keras.layers.Conv2D(10, 1, kernel_initializer=spread)(pooled))
    return keras.Model(image, keras.layers.Softmax()(scores))


@pytest.fixture(scope="module", params=list(FORMS))
def raw(request):
    return read(vendor_file(make_job(freeze(swishing(FORMS[request.param]), SIZE))))


def farthest(net, other):
    batches = [normalise(picture, Preprocessing(SIZE))[None] for picture in pictures(4)]
    one, two = Executor(net), Executor(other)
    return max(float(np.abs(one.run(batch)[0] - two.run(batch)[0]).max()) for batch in batches)


def kinds(net):
    return [node.kind for node in net.nodes]


def test_every_spelling_of_hard_swish_becomes_a_sum_and_a_product_and_nothing_else(raw):
    done = carry(expand(raw, "HARD_SWISH"))
    assert "HARD_SWISH" not in kinds(done)
    assert (kinds(done).count("MUL"), kinds(done).count("ADD")) == (4, 4), "three hard-swish, one gate, one rescaling"
    assert farthest(raw, done) <= EXACT


def test_carrying_alone_keeps_hard_swish_and_drops_constant_factors(raw):
    done = carry(raw)
    assert kinds(done).count("HARD_SWISH") == kinds(raw).count("HARD_SWISH")
    constants = [
        n for n in done.nodes if n.kind == "MUL" and any(v is not None and v.data is not None for v in n.inputs)
    ]
    assert constants == []
    assert farthest(raw, done) <= EXACT


def test_a_wrong_factor_is_seen(raw):
    done = carry(expand(raw, "HARD_SWISH"))
    kernel = next(node.inputs[1] for node in done.nodes if node.kind == "DEPTHWISE_CONV_2D")
    kernel.data = kernel.data * np.float32(1.01)
    assert farthest(raw, done) > EXACT


def test_a_clamp_to_one_is_written_as_one_to_six(raw):
    """The converter's own RELU_0_TO_1 depends on its version, so one is put where a RELU was."""
    clamped = raw.copy()
    node = next(n for n in clamped.nodes if n.kind == "CONV_2D" and n.activation == "RELU")
    node.inputs[1].data = node.data(1) * np.float32(50)
    plain = clamped.copy()
    node.fuse("NONE")
    out = node.out
    node.outputs = [Value("before", out.shape, out.dtype)]
    clamped.nodes.insert(clamped.nodes.index(node) + 1, make("RELU_0_TO_1", node.outputs, out))
    done = carry(expand(clamped, "RELU_0_TO_1"))
    assert "RELU_0_TO_1" not in kinds(done)
    assert farthest(clamped, done) <= EXACT
    assert farthest(clamped, plain) > EXACT, "the clamp matters on these pictures"
