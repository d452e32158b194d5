"""Facts read from the graph: the papers' MACs, and the activation from the last op, never from values."""

from __future__ import annotations

import pytest

from mobilekit.errors import MobileKitError
from mobilekit.sources import graph
from mobilekit.sources.base import compile_batch
from sources.nets import head


def compiled(*layers):
    return compile_batch(head(list(layers)))


def test_macs_are_those_of_the_paper() -> None:
    import keras

    # Howard et al. 2017, table 7: MobileNet 0.25 at 128 has 14 million (0.25 at 224, 41).
    net = keras.applications.MobileNet(input_shape=(128, 128, 3), alpha=0.25, weights=None)
    assert round(graph.macs(compile_batch(net)) / 1e6) == 14


def test_macs_of_a_net_small_enough_to_count_by_hand() -> None:
    assert graph.macs(compiled()) == 3 * 3 * 3 * 4 * 14 * 14 + 4 * 10


def test_macs_inside_a_nested_net_are_counted_once_for_each_use() -> None:
    import keras

    inner = keras.Sequential([keras.Input((8, 8, 2)), keras.layers.DepthwiseConv2D(3, padding="same")])
    image = keras.Input((8, 8, 3))
    twice = inner(inner(keras.layers.Conv2D(2, 1)(image)))
    model = keras.Model(image, keras.layers.Dense(5)(keras.layers.GlobalAveragePooling2D()(twice)))
    assert graph.macs(compile_batch(model)) == 3 * 2 * 64 + 2 * (9 * 2 * 64) + 2 * 5


@pytest.mark.parametrize(
    ("name", "expected"),
    [("softmax", "softmax"), ("sigmoid", "sigmoid"), ("linear", "logits"), ("log_softmax", "logits")],
)
def test_the_last_op_tells_the_activation(name: str, expected: str) -> None:
    import keras

    assert graph.activation(compiled(keras.layers.Activation(name)), "net") == expected


def test_a_reshape_after_the_softmax_hides_nothing() -> None:
    import keras

    layers = keras.layers
    tail = [layers.Reshape((1, 1, 10)), layers.Softmax(), layers.Reshape((10,)), layers.Dropout(0.1)]
    assert graph.activation(compiled(*tail), "net") == "softmax"


def test_an_unknown_end_is_refused_and_not_guessed() -> None:
    import keras

    with pytest.raises(MobileKitError) as error:
        graph.activation(compiled(keras.layers.ReLU()), "net.keras")
    assert error.value.message == "net.keras ends in Relu, which is neither softmax, sigmoid nor plain scores."
