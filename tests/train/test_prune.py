"""Zeros: how many, which, and that they stay."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from mobilekit.train.prune import make_masks, prunable, prune, share_of_zeros, sparsity_at
from mobilekit.train.recipe import PRUNE, QAT, Lesson, Phase
from train.made import small_net


def test_the_share_rises_by_the_cubic_rule_over_half_of_the_phase_and_stays() -> None:
    phase = Phase(PRUNE, 8, 0.1)
    shares = [sparsity_at(Lesson(phase, k, 96, 64), 0.8) for k in range(8)]
    assert shares[:4] == pytest.approx([0.8 * (1 - 0.75**3), 0.8 * (1 - 0.5**3), 0.8 * (1 - 0.25**3), 0.8])
    assert shares[4:] == [0.8] * 4
    assert sparsity_at(Lesson(Phase(PRUNE, 1, 0.1), 0, 96, 64), 0.8) == 0.8
    assert sparsity_at(Lesson(Phase(QAT, 3, 0.1), 0, 96, 64), 0.8) == 0.8


def test_the_smallest_weights_of_each_kernel_go_but_not_of_the_first_or_a_depthwise_one() -> None:
    model = small_net("", 1.0, 32, 3)
    assert [kernel.path.split("/")[0] for kernel in prunable(model)] == ["wide", "head"]
    variables: list[Any] = model.trainable_variables
    masks = make_masks(model, variables)
    before = {id(v): np.asarray(v).copy() for v in variables}
    prune(variables, masks, 0.5)
    for position, variable in enumerate(variables):
        old, new = before[id(variable)], np.asarray(variable)
        if position not in masks:
            assert np.array_equal(old, new)
            continue
        assert (new == 0).sum() == old.size / 2
        assert np.abs(old[new == 0]).max() <= np.abs(old[new != 0]).min()
        assert np.array_equal(np.asarray(masks[position]), (new != 0).astype(np.float32))
    assert share_of_zeros(model) == 0.5


def test_a_rising_share_only_adds_zeros() -> None:
    kernel = tf.Variable(np.random.default_rng(0).normal(size=(8, 8)).astype(np.float32))
    mask = tf.Variable(tf.ones((8, 8)))
    gone = np.zeros((8, 8), bool)
    for share in (0.25, 0.5, 0.75):
        prune([kernel], {0: mask}, share)
        zeros = kernel.numpy() == 0
        assert (zeros[gone]).all()
        assert zeros.mean() == share
        gone = zeros
