"""The 8-bit quantiser, piece by piece: numbers that somebody could get wrong."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from formats.tflite.tflite_jobs import SIZE, make_job, pictures
from mobilekit.formats.tflite import TFLITE
from mobilekit.formats.tflite.execute import Executor
from mobilekit.formats.tflite.lower import net_of, vendor_file
from mobilekit.formats.tflite.net import make
from mobilekit.formats.tflite.quantise import bias, ranges, scales
from mobilekit.formats.tflite.quantise.build import CHOICES, Builder, build, prepared
from mobilekit.formats.tflite.quantise.judge import Verdict
from mobilekit.formats.tflite.quantise.mixed import keep_fewest
from mobilekit.formats.tflite.quantise.statistics import HALF, Spread, observe
from mobilekit.preprocess import Preprocessing, normalise


@pytest.fixture(scope="module")
def job(function):
    return make_job(function, calibration=pictures(40))


@pytest.fixture(scope="module")
def base(job):
    return net_of(vendor_file(job), job)


def batches(count):
    return (normalise(picture, Preprocessing(SIZE))[None] for picture in pictures(count))


@pytest.mark.parametrize(
    ("low", "high", "step", "zero"),
    [(0.0, 6.0, 6 / 255, -128), (-1.0, 3.0, 4 / 255, -64), (2.0, 5.1, 0.02, -128), (-3.0, -1.0, 3 / 255, 127)],
)
def test_a_range_is_widened_to_hold_zero_exactly(low, high, step, zero):
    assert scales.step_of(low, high) == (pytest.approx(step, rel=1e-6), zero)


def test_nothing_but_zeros_gets_a_step_all_the_same():
    assert scales.step_of(0.0, 0.0) == (1.0, 0)


def test_weights_reach_127_and_never_minus_128():
    kernel = np.asarray([[-2.0, 1.0], [0.5, -0.25], [0.0, 0.0]], np.float32)
    steps = scales.channel_steps(kernel, 0)
    assert scales.rounded(kernel, steps, 0).tolist() == [[-127, 64], [127, -64], [0, 0]]


def test_histograms_hold_every_value_whatever_the_order_of_magnitude():
    spread = Spread()
    for number, size in enumerate((1e-3, 40.0, 2.0)):
        spread.add(np.linspace(-size, size, 1001, dtype=np.float32), number)
    assert spread.counts.sum() == 3 * 1000, "exact zeros are left out"
    assert HALF * spread.width > 40.0
    assert (spread.low, spread.high) == (-40.0, 40.0)


def test_ranges_of_least_error_cut_a_lone_outlier_and_keep_a_crowd():
    lone, crowd = Spread(), Spread()
    body = np.random.default_rng(0).uniform(0, 1, 20000).astype(np.float32)
    for number in range(100):
        lone.add(body, number)
    lone.add(np.asarray([3.0], np.float32), 0)
    crowd.add(np.concatenate([body, np.full(4000, 3.0)]).astype(np.float32), 0)
    assert ranges.least_error(2.0)(lone)[1] < 2.0
    assert ranges.least_error(2.0)(crowd)[1] == pytest.approx(3.0, rel=0.05)


def test_the_mean_output_of_a_strided_convolution_is_that_of_the_net_itself(base):
    plain = base.copy()
    first = plain.nodes[0]
    first.fuse("NONE")
    found = observe(plain, batches(6)).mean(first.inputs[0])
    wanted = np.concatenate([Executor(plain, [first.out]).run(batch)[0] for batch in batches(6)]).mean((0, 1, 2))
    np.testing.assert_allclose(bias.mean_output(first, first.data(1), found) + first.data(2), wanted, atol=1e-4)


@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize(("stride", "size"), [(1, 3), (2, 3), (2, 5)])
def test_depthwise_means_with_borders_are_those_of_a_plain_loop(padding, stride, size):
    from mobilekit.formats.tflite.net import Value, constant

    draw = np.random.default_rng(1)
    image, kernel = draw.normal(size=(1, 9, 8, 4)), draw.normal(size=(1, size, size, 4))
    rows, columns = ((-(-n // stride) if padding == 0 else (n - size) // stride + 1) for n in (9, 8))
    out = Value("out", (1, rows, columns, 4), "float32")
    node = make("DEPTHWISE_CONV_2D", [Value("in", image.shape, "float32"), constant("k", kernel)], out)
    node.options.padding, node.options.strideH, node.options.strideW = padding, stride, stride
    sides = ((rows, 9), (columns, 8))
    above, left = (max(0, (m - 1) * stride + size - n) // 2 if padding == 0 else 0 for m, n in sides)
    wide = np.pad(image[0], ((above, size), (left, size), (0, 0)))
    total = np.zeros(4)
    for y in range(rows):
        for x in range(columns):
            total += (wide[y * stride : y * stride + size, x * stride : x * stride + size] * kernel[0]).sum((0, 1))
    np.testing.assert_allclose(bias.mean_output(node, kernel, image), total / (rows * columns), rtol=1e-9)


def test_every_way_of_choosing_ranges_is_judged_on_pictures_kept_aside(base, job):
    built = build(base, job)
    assert list(built.verdicts) == list(CHOICES)
    assert {len(verdict.losses) for verdict in built.verdicts.values()} == {10}
    assert built.floats == ()


@pytest.mark.parametrize(("gain", "clearly"), [(0.5, True), (0.05, False), (-0.5, False)])
def test_another_way_must_be_better_by_more_than_chance(gain, clearly):
    noise = np.random.default_rng(2).normal(size=50)
    first, second = Verdict(tuple(noise * 0 + 1), 1.0), Verdict(tuple(1 - gain + noise), 1.0)
    assert second.clearly_better(first) == clearly


def test_ranges_can_be_told(base, job):
    assert list(build(base, dataclasses.replace(job, int8_ranges="minmax")).verdicts) == ["minmax"]


def test_layers_in_floating_point_bring_the_answers_nearer(base, job):
    builder = Builder(prepared(base), job)
    whole = builder.verdict("minmax").loss
    assert builder.verdict("minmax", frozenset(builder.net.nodes)).loss < whole / 2


def test_a_goal_that_is_met_keeps_nothing_and_one_that_cannot_be_keeps_all(base, job):
    builder = Builder(prepared(base), job)
    nodes = builder.net.nodes
    kept, found = keep_fewest(nodes, lambda floats: builder.verdict("minmax", floats), 0.01)
    assert (kept, found.met, len(found.points)) == (frozenset(), True, 1)
    kept, found = keep_fewest(nodes, lambda floats: builder.verdict("minmax", floats), 1.01)
    assert (len(kept) >= 3, found.met, len(found.sensitivity)) == (True, False, 3)


def test_the_file_says_how_it_was_made(job, tmp_path):
    mixed = dataclasses.replace(job, int8_goal=1.01)
    path = TFLITE.convert(mixed, ("int8",), tmp_path, lambda step: None)["int8"]
    said = TFLITE.readback(path).metadata["quantisation"]
    assert said["ranges"] in said["verdicts"]
    assert said["mixed_precision"]["goal"] == 1.01
    assert len(said["floating_point"]) >= 3
    assert json.dumps(said)
