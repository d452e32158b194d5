"""The block tables against the networks Keras builds: layer by layer, and what a value really depends on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mobilekit.catalog import ARCHITECTURES, build
from mobilekit.catalog.layers import DEPTHWISE, count, layers_of
from mobilekit.catalog.rows import Row, rows
from mobilekit.catalog.structure import divisible, structure
from mobilekit.sources import graph
from mobilekit.sources.base import compile_batch
from mobilekit.sources.cost import costs_of


def same_as_built(arch: str, alpha: float, size: int, classes: int) -> None:
    """Hold every layer, and the totals, against the graph that Keras makes."""
    model = build(arch, alpha, size, classes)
    function = compile_batch(model)
    blocks = structure(arch, alpha, size, classes)
    ours = [(y.kernel, y.inputs, y.outputs, y.size, y.weights, y.macs) for y in layers_of(blocks)]
    costs = costs_of(function)
    assert ours == [(max(c.kernel, 1), c.inputs, c.outputs, c.size, c.weights, c.macs) for c in costs]
    with_kernel = {layer.name for layer in model.layers if hasattr(layer, "kernel")}
    assert {cost.name for cost in costs} == with_kernel
    counts = count(blocks)
    trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    assert (counts.parameters, counts.trainable) == (model.count_params(), trainable)
    assert counts.macs == graph.macs(function)


def test_a_small_network_is_the_one_keras_builds() -> None:
    same_as_built("mobilenet_v3_small", 0.35, 32, 7)


@pytest.mark.slow
@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_every_row_is_the_network_that_keras_builds(row: Row) -> None:
    same_as_built(row.arch, row.alpha, row.size, 1000)


@pytest.mark.slow
@pytest.mark.parametrize("arch", ARCHITECTURES)
@pytest.mark.parametrize(("alpha", "size"), [(0.6, 100), (1.25, 75)])
def test_so_is_one_of_a_width_and_an_odd_size_that_nobody_published(arch: str, alpha: float, size: int) -> None:
    same_as_built(arch, alpha, size, 10)


@pytest.mark.parametrize(
    ("channels", "rounded"), [(16, 16), (5.6, 8), (8.4, 8), (12, 16), (11.2, 16), (33.6, 32), (90, 88), (100, 104)]
)
def test_channels_are_rounded_to_eights_and_never_lose_a_tenth(channels: float, rounded: int) -> None:
    assert divisible(channels) == rounded


def test_v1_sees_what_adding_up_by_hand_gives() -> None:
    # (k - 1) times the distance of neighbouring values, of each 3x3 layer: five blocks of 14x14 see 2 x 16 more each.
    by_hand = 1 + 2 + (4 + 4) + (8 + 8) + (16 + 16) + 5 * 32 + 32 + 64
    last = [block for block in structure("mobilenet_v1", 1.0, 224) if block.size == 7][-1]
    assert last.receptive_field == by_hand == 315


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arch", "layer", "block"),
    [
        ("mobilenet_v1", "conv_pw_5", "5"),
        ("mobilenet_v2", "block_5_project_BN", "6"),
        ("mobilenet_v3_large", "expanded_conv_2_project_bn", "3"),
    ],
)
def test_a_value_depends_on_as_many_pixels_as_the_table_says(arch: str, layer: str, block: str) -> None:
    import keras
    import tensorflow as tf

    whole = build(arch, 1.0, 128, 2)
    part = keras.Model(whole.inputs, whole.get_layer(layer).output)
    flatten(part)
    grey = 200.0 if ARCHITECTURES[arch].mean == 0 else 0.5  # within the activations' sloping part
    pixels = tf.Variable(np.full((1, 128, 128, 3), grey, np.float32))
    with tf.GradientTape() as tape:
        values = part(pixels)
        middle = values[0, values.shape[1] // 2, values.shape[2] // 2, 0]
    touched = np.abs(tape.gradient(middle, pixels).numpy()[0]).sum(-1) > 0
    rows_touched = np.flatnonzero(touched.any(1))
    expected = next(b for b in structure(arch, 1.0, 128) if b.name == block)
    assert rows_touched.max() - rows_touched.min() + 1 == expected.receptive_field < 128


def flatten(model: Any) -> None:
    """Make every convolution an average, so that no activation is at rest and every pixel counts."""
    for layer in model.layers:
        if "Conv2D" in type(layer).__name__:
            kernel = layer.weights[0]
            depthwise = "Depthwise" in type(layer).__name__
            fan_in = np.prod(kernel.shape[:2] if depthwise else kernel.shape[:3])
            kernel.assign(np.full(kernel.shape, 0.5 / fan_in, np.float32))


def test_every_block_ends_where_the_next_begins() -> None:
    for row in rows():
        blocks = structure(row.arch, row.alpha, row.size)
        path = [y for y in layers_of(blocks) if y.name not in ("squeeze", "excite")]
        assert all(one.outputs == two.inputs for one, two in zip(path, path[1:], strict=False))
        assert all(y.inputs == y.outputs for y in path if y.kind == DEPTHWISE)
        assert [b.size for b in blocks] == sorted((b.size for b in blocks), reverse=True)
