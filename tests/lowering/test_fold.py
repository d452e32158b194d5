from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from lowering.nets import frozen, normal, unsettle
from mobilekit.lowering import by_output, find, from_output, lower
from mobilekit.lowering.fold import Linear


def lowered_of(call, shape=(1, 8, 8, 3)):
    function = frozen(call, shape)
    return function, lower(function, list)


def ops(net):
    return Counter(node.op for node in net.nodes)


def answer(function, image):
    made = function(image)
    return np.asarray(made[0] if isinstance(made, (list, tuple)) else made)


def same(function, lowered, shape=(1, 8, 8, 3), limit=2e-6):
    import tensorflow as tf

    image = tf.constant(normal(*shape, seed=9))
    before, after = answer(function, image), answer(lowered.function, image)
    assert np.abs(before - after).max() <= limit * max(1, np.abs(before).max())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("library", "builder"),
    [("keras", "MobileNet"), ("keras", "MobileNetV2"), ("keras", "MobileNetV3Small"), ("tf_keras", "MobileNetV2")],
)
def test_a_network_of_either_keras_keeps_its_answers_and_loses_its_batch_norms(library, builder) -> None:
    build = getattr(pytest.importorskip(library).applications, builder)
    model = unsettle(build(input_shape=(32, 32, 3), alpha=0.75, weights=None, classes=5))
    function, lowered = lowered_of(lambda image: model(image, training=False), (1, 32, 32, 3))
    same(function, lowered, (1, 32, 32, 3))
    count = ops(lowered.net)
    assert not any("BatchNorm" in op or op == "Rsqrt" for op in count)
    assert count["Conv2D"] + count["DepthwiseConv2dNative"] + count["MatMul"] == len(lowered.linears()) > 20


def test_scales_and_shifts_of_any_order_go_into_the_product() -> None:
    import tensorflow as tf

    kernel, a, b = normal(3, 3, 3, 4), normal(4, seed=1), normal(4, seed=2)

    def call(image):
        x = tf.nn.conv2d(image, kernel, 1, "SAME")
        return tf.reduce_mean(tf.nn.relu(((a * x) - b) / (2 + np.abs(b)) + 0.25), (1, 2))

    function, lowered = lowered_of(call)
    same(function, lowered)
    assert ops(lowered.net) == Counter({"Conv2D": 1, "BiasAdd": 1, "Relu": 1, "Mean": 1})


def test_what_others_take_too_stays_where_it_is() -> None:
    import tensorflow as tf

    kernel = normal(1, 1, 3, 4)

    def call(image):
        x = tf.nn.conv2d(image, kernel, 1, "SAME")
        return tf.reduce_mean((x + 3.0) * x, (1, 2))

    function, lowered = lowered_of(call)
    same(function, lowered)
    assert ops(lowered.net)["AddV2"] == 1


@pytest.mark.parametrize("shape", [(8, 8, 1), (8, 8, 4), (1, 8, 1, 1)])
def test_a_shift_that_differs_from_place_to_place_is_no_bias(shape) -> None:
    import tensorflow as tf

    kernel, shift = normal(1, 1, 3, 4), normal(*shape, seed=3)
    function, lowered = lowered_of(
        lambda image: tf.reduce_mean(tf.nn.relu(tf.nn.conv2d(image, kernel, 1, "SAME") + shift), (1, 2))
    )
    same(function, lowered)
    assert ops(lowered.net)["AddV2"] == 1


def test_the_order_of_a_difference_matters() -> None:
    import tensorflow as tf

    kernel = normal(1, 1, 3, 4)
    function, lowered = lowered_of(lambda image: tf.reduce_mean(1.0 - tf.nn.conv2d(image, kernel, 1, "SAME"), (1, 2)))
    same(function, lowered)


def test_a_product_with_a_transposed_matrix_is_left_alone() -> None:
    import tensorflow as tf

    kernel = normal(4, 3)
    function, lowered = lowered_of(
        lambda image: tf.matmul(tf.reduce_mean(image, (1, 2)), kernel, transpose_b=True) * 2.0
    )
    same(function, lowered)
    assert lowered.linears() == ()


def test_several_results_of_one_op_keep_their_order() -> None:
    import tensorflow as tf

    kernel = normal(1, 1, 3, 6)

    def call(image):
        left, right = tf.split(tf.nn.conv2d(image, kernel, 1, "SAME"), [2, 4], -1)
        return tf.concat([tf.reduce_mean(right, (1, 2)), tf.reduce_max(left, (1, 2))], -1)

    same(*lowered_of(call))


def test_a_loop_is_not_taken_apart() -> None:
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    def call(image):
        _, x = tf.while_loop(lambda i, x: i < 3, lambda i, x: (i + 1, x * 1.5), (0, image))
        return tf.reduce_mean(x, (1, 2))

    spec = tf.TensorSpec((1, 8, 8, 3), tf.float32, name="image")
    function = convert_variables_to_constants_v2(
        tf.function(call).get_concrete_function(spec), lower_control_flow=False
    )
    assert lower(function, list) is None


@pytest.mark.parametrize(
    ("op", "shape", "outputs"),
    [("Conv2D", (3, 3, 2, 5), 5), ("DepthwiseConv2dNative", (3, 3, 4, 2), 8), ("MatMul", (6, 7), 7)],
)
def test_rows_by_output_turn_back_into_the_kernel(op, shape, outputs) -> None:
    kernel = normal(*shape)
    rows = by_output(op, kernel)
    assert rows.shape == (outputs, kernel.size // outputs)
    assert (from_output(op, rows, shape) == kernel).all()


def test_a_files_kernel_finds_its_layer_and_a_turned_one_does_not() -> None:
    import tensorflow as tf

    kernels = [normal(3, 3, 3, 4), normal(3, 3, 4, 4, seed=1)]

    def call(image):
        for kernel in kernels:
            image = tf.nn.relu(tf.nn.conv2d(image, kernel, 1, "SAME"))
        return tf.reduce_mean(image, (1, 2))

    _, lowered = lowered_of(call)
    layers = lowered.linears()
    ohwi = kernels[1].transpose(3, 0, 1, 2)
    assert find(layers, ohwi.reshape(4, -1)) is layers[1]
    assert find(layers, ohwi[:, ::-1].reshape(4, -1)) is None
    assert find(layers, ohwi.reshape(4, -1) * np.float32(1 + 1e-4)) is None


def test_replaced_layers_answer_in_place_of_their_own() -> None:
    import tensorflow as tf

    kernel = normal(1, 1, 3, 4)
    _, lowered = lowered_of(lambda image: tf.reduce_mean(tf.nn.conv2d(image, kernel, 1, "SAME"), (1, 2)))
    (layer,) = lowered.linears()
    other = Linear(layer.name, layer.op, layer.kernel * 0, np.array([1, 2, 3, 4], np.float32))
    made = lowered.function_with({layer.name: other})(tf.constant(normal(1, 8, 8, 3)))
    assert made.numpy().tolist() == [[1, 2, 3, 4]]
