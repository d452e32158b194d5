from __future__ import annotations

import numpy as np
import pytest

from formats.coreml.coreml_graphs import SIZE, X, graph, random
from mobilekit.formats.coreml.execute.interpret import Interpreter

SAFE = [
    ("mul", {"x": X, "y": random(3, 1, 1)}),
    ("reduce_mean", {"x": X, "axes": (2, 3)}),
    ("slice_by_index", {"x": X, "begin": (0, 1, 0, 0), "end": (1, 3, 6, 5)}),
    ("slice_by_size", {"x": X, "begin": (0, 0, 1, 0), "size": (1, 3, 2, 5)}),
    ("pad", {"x": X, "pad": (0, 0, 0, 0, 1, 1, 0, 0)}),
    ("matmul", {"x": X, "y": random(5, 4)}),
    ("reshape", {"x": X, "shape": (1, 90)}),
]
ONE_BY_ONE = [
    ("mul", {"x": X, "y": random(1, 1, 3, 1, 1)}),
    ("add", {"x": X, "y": random(2, 3, 1, 1)}),
    ("reduce_mean", {"x": X, "axes": (0, 2)}),
    ("reduce_sum", {"x": X}),
    ("softmax", {"x": X, "axis": 0}),
    ("concat", {"values": (X, X), "axis": 0}),
    ("concat", {"values": (X, random(1, 3, 6, 5)), "axis": 1}),
    ("transpose", {"x": X, "perm": (1, 0, 2, 3)}),
    ("pad", {"x": X, "pad": (1, 0, 0, 0, 0, 0, 0, 0)}),
    ("reshape", {"x": X, "shape": (3, 30)}),
    ("squeeze", {"x": X, "axes": (0,)}),
    (
        "slice_by_index",
        {"x": X, "begin": (0, 0, 0, 0), "end": (1, 3, 6, 5), "squeeze_mask": (True, False, False, False)},
    ),
]


@pytest.mark.parametrize("case", SAFE, ids=lambda case: case[0])
def test_operations_beside_the_pictures_axis_run_many_pictures_at_once(case):
    made, images = graph([case]), random(3, *SIZE, 3)
    assert made.batchable
    many = Interpreter(made, "float32").layers(images)
    for name, values in many.items():
        alone = np.concatenate([Interpreter(made, "float32").layers(image[None])[name] for image in images])
        np.testing.assert_allclose(values, alone, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("case", ONE_BY_ONE, ids=lambda case: case[0])
def test_operations_across_it_run_one_picture_at_a_time(case):
    assert not graph([case]).batchable


def test_channels_are_followed_through_transpositions():
    made = graph(
        [
            ("relu", {"x": X}),
            ("transpose", {"x": X, "perm": (0, 2, 3, 1)}),
            ("relu", {"x": X}),
            ("transpose", {"x": X, "perm": (0, 3, 2, 1)}),
            ("reshape", {"x": X, "shape": (1, 3, 5, 6)}),
            ("transpose", {"x": X, "perm": (0, 3, 1, 2)}),
            ("conv", {"x": X, "weight": random(2, 6, 1, 1)}),
        ]
    )
    assert made.channels == {
        "image": 1,
        "relu_0_0": 1,
        "transpose_1_0": 3,
        "relu_2_0": 3,
        "transpose_3_0": 1,
        "transpose_5_0": 1,
        "conv_6_0": 1,
    }
