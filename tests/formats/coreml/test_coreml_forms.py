"""The kit's own ways of packing a kernel: sizes that divide, steps that do not clip, exactly the promised zeros."""

from __future__ import annotations

import numpy as np
import pytest

from mobilekit.formats.coreml import forms


def kernel(*shape, seed=0):
    return np.random.default_rng(seed).normal(0, 0.1, shape).astype(np.float16)


SHAPES = [(24, 96, 1, 1), (37, 37, 1, 1), (1000, 64), (64, 1, 3, 3), (30, 74, 3, 3)]
CLOSE = {
    "int8_channels": lambda k: (forms.int8_channels(k), 40),
    "int8_blocks": lambda k: (forms.int8_blocks(k), 40),
    "int4_blocks": lambda k: (forms.int4_blocks(k), 17),
    "table": lambda k: (forms.table(k, bits=6), 30),
    "grouped_tables": lambda k: (forms.grouped_tables(k, bits=4), 19),
    "sparse": lambda k: (forms.sparse(k, sparsity=0.5), 10),
    "sparse_table": lambda k: (forms.sparse_table(k, sparsity=0.5, bits=6), 10),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("form", CLOSE)
def test_a_kernel_of_any_size_comes_back_in_shape_and_near(form, shape):
    weight = kernel(*shape)
    packed, decibels = CLOSE[form](weight)
    found = packed.values()
    assert (found.shape, found.dtype) == (shape, np.float16)
    apart = np.square(found.astype(np.float64) - weight).sum()
    assert 10 * np.log10(np.square(weight.astype(np.float64)).sum() / apart) > decibels


@pytest.mark.parametrize(
    ("size", "wanted", "found"),
    [(96, 32, 32), (24, 32, 24), (144, 32, 36), (1000, 16, 20), (37, 32, 37), (74, 32, 37), (1, 32, 1), (7, 16, 7)],
)
def test_a_block_is_the_divisor_nearest_to_what_is_wanted(size, wanted, found):
    assert forms.divisor(size, wanted) == found
    assert size % found == 0


def test_no_weight_is_clipped_where_half_precision_has_few_bits_for_the_step():
    """Of 1e-4 the step is 7.9e-7, which is 13 or 14 times the least half-precision number: 13 would clip 7 %."""
    weight = np.full((4, 16, 1, 1), 1e-4, np.float16)
    found = forms.int8_channels(weight).values()
    assert np.abs(found.astype(np.float64) - weight).max() <= float(forms.step(weight, 127).max())


@pytest.mark.parametrize("form", ["int8_channels", "int8_blocks", "int4_blocks", "sparse"])
def test_a_channel_of_zeros_stays_zero(form):
    weight = kernel(32, 32, 1, 1)
    weight[3] = 0
    assert not CLOSE[form](weight)[0].values()[3].any()


def test_with_four_bits_clipping_the_largest_weight_of_a_block_pays():
    weight = kernel(8, 32, 1, 1)
    weight[:, 0] = 0.3
    blocks = weight.reshape(8, 1, 32, 1, 1)
    assert (forms.narrowed_step(blocks, 7).ravel() < 0.3 / 7 * 0.99).any()


@pytest.mark.parametrize("shape", [(10, 10), (256, 300)])
def test_exactly_half_goes_and_the_smallest_do(shape):
    """76,800 elements: more than half precision can count, where ``np.percentile`` of numpy 2.1 gives nan."""
    weight = kernel(*shape)
    mask = forms.largest(weight, 0.5)
    assert mask.sum() * 2 == weight.size
    assert np.abs(weight[mask]).min() >= np.abs(weight[~mask]).max()


def test_equal_weights_are_pruned_to_the_promised_share_too():
    assert forms.largest(np.ones((8, 8), np.float16), 0.25).sum() == 48


def test_a_group_of_channels_has_a_table_of_its_own():
    weight = np.concatenate([kernel(16, 64, 1, 1), 100 * kernel(16, 64, 1, 1, seed=1)])
    part = forms.grouped_tables(weight, bits=4).parts[0]
    assert part.given["lut"].shape == (2, 1, 1, 1, 16, 1)
    assert np.abs(part.given["lut"][0]).max() < 1 < np.abs(part.given["lut"][1]).max()
