from __future__ import annotations

import numpy as np
import pytest

from formats.coreml.coreml_graphs import SIZE, X, both, graph, random
from mobilekit.formats.coreml.execute.interpret import half_sum
from mobilekit.formats.coreml.execute.ops import OPS
from mobilekit.formats.coreml.execute.rounding import EXACT, SATURATION, halved

ONES = np.ones((2, *SIZE, 3), np.float32)


def test_rounding_is_to_the_nearest_half_precision_number():
    assert halved(np.float32([2049, 2051, 65504, 65520, 6e-8, 2e-8])).tolist() == [
        2048,
        2052,
        65504,
        np.inf,
        2**-24,
        0,
    ]


def test_each_result_is_rounded_in_native_mode_and_none_in_single_precision():
    made = graph([("mul", {"x": X, "y": np.float32(1 / 3)}), ("mul", {"x": X, "y": np.float32(3)})], "float16")
    third = float(np.float16(1 / 3))
    for found in both(made, ONES, "native"):
        assert found["mul_0_0"].max() == third
        assert found["mul_1_0"].max() == np.float16(np.float32(third) * 3)
    for found in both(made, ONES, "float32"):
        assert found["mul_0_0"].max() == np.float32(1 / 3)


def test_results_declared_in_single_precision_are_left_alone():
    made = graph([("mul", {"x": X, "y": np.float32(1 / 3)})], "float32")
    assert all(found["mul_0_0"].max() == np.float32(1 / 3) for found in both(made, ONES, "native"))


@pytest.mark.parametrize("kind", sorted(EXACT & {"relu", "relu6", "abs", "max_pool", "reduce_max", "clip"}))
def test_operations_that_pick_values_may_be_rounded_before_or_after(kind):
    given = {"x": random(1, 3, *SIZE), "kernel_sizes": (2, 2), "strides": (1, 1), "pad_type": "valid", "pad": None}
    given |= {"axes": (2,), "keep_dims": False, "alpha": -0.5, "beta": 1.25}
    early = OPS[kind]({**given, "x": halved(given["x"])}, ())
    assert np.array_equal(halved(OPS[kind](given, ())), early)


def test_a_chain_of_them_is_rounded_once_and_to_the_same_values():
    chain = [
        ("conv", {"x": X, "weight": random(4, 3, 3, 3), "pad_type": "same"}),
        ("relu6", {"x": X}),
        ("pad", {"x": X, "pad": (0, 1, 0, 1)}),
        ("transpose", {"x": X, "perm": (0, 2, 3, 1)}),
        ("reduce_mean", {"x": X, "axes": (1, 2)}),
    ]
    wanted, found = both(graph(chain, "float16"), random(2, *SIZE, 3), "native")
    for name, values in wanted.items():
        assert np.array_equal(found[name], halved(found[name]))
        assert np.abs(values - found[name]).max() <= 2**-7


def test_sums_of_the_neural_engine_lose_what_half_precision_cannot_hold():
    """3000 ones: every one beyond the 2048th is half a step, and ties go to even."""
    given = {"x": np.ones((1, 3000), np.float32), "axes": (1,), "keep_dims": False}
    assert half_sum(given, mean=False).item() == 2048
    assert half_sum({**given, "keep_dims": True}, mean=True).shape == (1, 1)


def test_both_backends_sum_as_the_neural_engine_and_only_in_its_mode():
    made = graph([("reduce_sum", {"x": X, "axes": (2, 3), "keep_dims": True})], "float16")
    x = random(2, *SIZE, 3) * 37
    ane, native = (both(made, x, mode) for mode in ("ane", "native"))
    assert np.array_equal(ane[0]["reduce_sum_0_0"], ane[1]["reduce_sum_0_0"])
    assert not np.array_equal(ane[0]["reduce_sum_0_0"], native[0]["reduce_sum_0_0"])


def test_products_saturate_in_the_neural_engines_mode():
    made = graph([("conv", {"x": X, "weight": np.full((3, 3, 1, 1), 20000, np.float32)})], "float16")
    assert all((found["conv_0_0"] == SATURATION).all() for found in both(made, ONES, "ane"))
    assert all((found["conv_0_0"] == 60000).all() for found in both(made, ONES, "native"))
