from __future__ import annotations

import numpy as np
import pytest

from lowering.nets import frozen, normal
from mobilekit.lowering import lower
from mobilekit.lowering.correct import mean_outputs
from mobilekit.lowering.fold import with_linears

PICTURES = [np.abs(normal(1, 8, 8, 3, seed=n)) for n in range(4)]


def net(pictures=tuple(PICTURES)):
    """Three layers whose pictures have a mean far from zero, as activations behind a ReLU do."""
    import tensorflow as tf

    first, middle, last = normal(3, 3, 3, 6), normal(3, 3, 6, 1, seed=1), normal(6, 4, seed=2)

    def call(image):
        x = tf.nn.relu6(tf.nn.conv2d(image, first, 2, "SAME") + 0.5)
        x = tf.nn.relu6(tf.nn.depthwise_conv2d(x, middle, (1, 1, 1, 1), "SAME"))
        return tf.matmul(tf.reduce_mean(x, (1, 2)), last)

    return lower(frozen(call, (1, 8, 8, 3)), lambda: iter(pictures))


def coarse(layer):
    """Rounded to halves."""
    return np.round(layer.kernel * 2) / 2


def shifts(lowered, layers):
    before = mean_outputs(lowered.net, PICTURES)
    after = mean_outputs(with_linears(lowered.net, layers), PICTURES)
    bias = {layer.name: layer.bias for layer in lowered.linears()}
    # mean_outputs looks before the bias is added.
    return {name: after[name] + layers[name].bias - before[name] - bias[name] for name in before}


def test_every_channel_of_every_layer_keeps_its_mean() -> None:
    lowered = net()
    left = shifts(lowered, lowered.corrected(coarse))
    assert max(np.abs(shift).max() for shift in left.values()) < 1e-5


def test_without_the_correction_the_means_move() -> None:
    lowered = net(())
    left = shifts(lowered, lowered.corrected(coarse))
    assert min(np.abs(shift).max() for shift in left.values()) > 0.01


def test_the_kernels_are_those_the_rounding_gives() -> None:
    lowered = net()
    for layer in lowered.linears():
        assert (lowered.corrected(coarse)[layer.name].kernel == coarse(layer)).all()


def test_a_layer_that_keeps_its_kernel_makes_up_for_those_before_it() -> None:
    lowered = net()
    last = lowered.linears()[-1].name
    made = lowered.corrected(lambda layer: layer.kernel if layer.op == "MatMul" else coarse(layer))
    assert np.abs(made[last].bias - lowered.linears()[-1].bias).max() > 1e-4


def test_kernels_left_alone_leave_the_biases_alone() -> None:
    lowered = net()
    for layer in lowered.linears():
        assert lowered.corrected(lambda layer: layer.kernel)[layer.name].bias == pytest.approx(layer.bias, abs=1e-6)


def test_pictures_are_read_once_for_every_form() -> None:
    asked = []

    def pictures():
        asked.append(1)
        return iter(PICTURES)

    lowered = net()
    lowered.pictures = pictures
    assert lowered.corrected(coarse) is lowered.corrected(coarse)
    lowered.corrected(lambda layer: layer.kernel)
    assert len(asked) == 1
