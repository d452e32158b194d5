from __future__ import annotations

import numpy as np
import pytest

from mobilekit.formats.coreml.palette import palette


def error(values, table, index):
    return float(((np.float64(values).ravel() - table[index]) ** 2).sum())


def test_no_more_values_than_entries_are_kept_as_they_are():
    table, index = palette(np.float16([[3, -1], [-1, 0.5]]), 4)
    assert table.tolist() == [-1.0, 0.5, 3.0, 0.0]
    assert index.tolist() == [2, 0, 0, 1]


def test_three_clumps_are_found():
    table, index = palette(np.array([0.0, 0.1, 5.0, 5.1, 5.2, 9.0]), 3)
    assert table == pytest.approx([0.05, 5.1, 9.0])
    assert index.tolist() == [0, 0, 1, 1, 1, 2]


def test_a_value_that_occurs_often_weighs_more():
    table, _ = palette(np.array([0.0] * 9 + [1.0, 10.0]), 2)
    assert table == pytest.approx([0.1, 10.0])


@pytest.mark.parametrize("draw", ["normal", "laplace", "standard_cauchy"])
def test_the_error_is_near_that_of_the_exact_solution(draw):
    """Cauchy has the outliers of a depthwise kernel, on which groups of equal rank alone are far from it."""
    from coremltools._deps.kmeans1d import core

    values = np.float16(getattr(np.random.default_rng(3), draw)(size=3000)).clip(-50, 50)
    table, index = palette(values, 64)
    exact = core.cluster(np.float64(values), 64)
    best = error(values, np.array(exact.centroids), np.array(exact.clusters))
    assert best <= error(values, table, index) * (1 + 1e-9)
    assert error(values, table, index) <= 1.01 * best


def test_shape_and_order_of_the_input_do_not_matter():
    values = np.float16(np.random.default_rng(0).normal(size=(8, 16, 5)))
    table, index = palette(values, 16)
    turned, other = palette(values.ravel()[::-1], 16)
    assert np.array_equal(table, turned)
    assert np.array_equal(index, other[::-1])
