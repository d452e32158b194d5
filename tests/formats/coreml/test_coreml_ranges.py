from __future__ import annotations

import numpy as np
import pytest

from mobilekit.formats.coreml.ranges import RULES, Counts, scale_of


def counted(*batches):
    counts = Counts()
    for batch in batches:
        counts.add(np.float32(batch))
    return counts.distribution()


def test_every_batch_counts_and_not_only_the_last():
    """coremltools 9.0 keeps the last sample's range: https://github.com/apple/coremltools/issues/2704."""
    found = counted([0, 6.0], [0.5, 0.5])
    assert found.values.tolist() == [0.0, 0.5, 6.0]
    assert found.times.tolist() == [1, 2, 1]
    assert found.largest() == 6.0


def test_what_is_never_negative_has_all_256_steps():
    scale = scale_of(counted([0, 6.0]), RULES["min/max"])
    assert scale.dtype == "uint8"
    assert 6.0 <= scale.step * 255 < 6.0 * 1.001


def test_what_is_negative_somewhere_has_127_on_each_side():
    scale = scale_of(counted([-6.0, 3]), RULES["min/max"])
    assert scale.dtype == "int8"
    assert 6.0 <= scale.step * 127 < 6.0 * 1.001


def test_zeros_alone_have_a_step_above_zero():
    assert scale_of(counted([0, 0]), RULES["min/max"]).step > 0


def test_numbers_beyond_half_precision_are_left_out():
    assert counted([1e6, 1.0, np.nan]).largest() == 1.0


@pytest.mark.parametrize("rule", ["|error|^2", "99.99 %"])
def test_one_outlier_among_many_is_clipped(rule):
    draw = np.random.default_rng(0).normal(0, 1, 200_000)
    draw[0] = 300
    assert RULES[rule](counted(draw)) < 300


def test_a_higher_power_of_the_error_clips_less():
    draw = np.random.default_rng(0).laplace(0, 1, 200_000)
    found = counted(draw)
    assert RULES["|error|^2"](found) < RULES["|error|^4"](found) <= RULES["min/max"](found)


def test_a_percentile_counts_how_often_values_occur():
    found = counted(np.repeat([1.0, 2.0, 50.0], [20_000, 1_000, 1]))
    assert RULES["99.99 %"](found) == 2.0
