from __future__ import annotations

import numpy as np

from mobilekit.formats.coreml.balance import balanced
from mobilekit.formats.coreml.palette import palette

TABLE = np.float64([0, 1, 2, 3])


def errors(weight, table, index):
    return (table[index].reshape(len(weight), -1) - weight.reshape(len(weight), -1)).sum(1)


def test_the_weight_nearest_to_the_border_moves_first():
    """0.4 + 0.45 + 1.4 fall to 0, 0, 1, 1.25 too little in all: 0.45 goes up at the least price, and one is enough."""
    weight = np.array([[0.4, 0.45, 1.4]])
    assert balanced(weight, TABLE, np.array([0, 0, 1])).tolist() == [0, 1, 1]


def test_too_much_goes_down():
    weight = np.array([[0.6, 0.55, 1.6]])
    assert balanced(weight, TABLE, np.array([1, 1, 2])).tolist() == [1, 0, 2]


def test_each_channel_is_balanced_for_itself():
    weight = np.array([[0.4, 0.45], [0.6, 0.55]])
    assert balanced(weight, TABLE, np.array([0, 0, 1, 1])).tolist() == [0, 1, 1, 0]


def test_values_that_are_met_stay():
    weight = np.array([[0.0, 1.0, 3.0]])
    assert balanced(weight, TABLE, np.array([0, 1, 3])).tolist() == [0, 1, 3]


def test_nothing_moves_beyond_the_table():
    weight = np.array([[3.4, 3.4, 3.4]])
    assert balanced(weight, TABLE, np.array([3, 3, 3])).tolist() == [3, 3, 3]


def test_of_real_looking_weights_the_sums_shrink_a_lot_and_the_squares_grow_little():
    weight = np.random.default_rng(0).normal(0, 0.1, (64, 128, 1, 1)).astype(np.float16)
    table, nearest = palette(weight, 16)
    table = table.astype(np.float16).astype(np.float64)
    moved = balanced(weight, table, nearest)
    before, after = (np.abs(errors(weight, table, index)).mean() for index in (nearest, moved))
    assert after < before / 5
    squares = [np.square(table[index] - weight.ravel()).sum() for index in (nearest, moved)]
    assert squares[0] <= squares[1] < 1.1 * squares[0]
    assert np.abs(moved - nearest).max() == 1
