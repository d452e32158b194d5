from __future__ import annotations

import numpy as np
import pytest

from formats.coreml.coreml_graphs import SIZE, X, both, graph, random
from mobilekit.formats.coreml.execute.lower_ops import LOWER
from mobilekit.formats.coreml.execute.ops import OPS
from mobilekit.formats.coreml.execute.signatures import SIGNATURES, arguments
from mobilekit.formats.coreml.execute.windows import conv

NHWC, NCHW = (0, 2, 3, 1), (0, 3, 1, 2)


def weights(out, inner, side=3, seed=1):
    return {"weight": random(out, inner, side, side, seed=seed), "bias": random(out, seed=seed + 1)}


KEEP = {
    "add": [{"x": X, "y": random(3, 1, 1)}, {"x": X, "y": X}, {"x": np.float32(2), "y": X}],
    "sub": [{"x": X, "y": random(1, 3, 1, 1)}, {"x": random(3, 1, 5), "y": X}],
    "mul": [{"x": X, "y": np.float32(0.5)}, {"x": X, "y": X}],
    "real_div": [{"x": X, "y": random(6, 5) ** 2 + 1}],
    "maximum": [{"x": X, "y": np.float32(-0.25)}],
    "minimum": [{"x": X, "y": random(6, 1)}],
    "relu": [{"x": X}],
    "relu6": [{"x": X}],
    "leaky_relu": [{"x": X, "alpha": 0.3}],
    "clip": [{"x": X, "alpha": -0.5, "beta": 1.25}],
    "sigmoid": [{"x": X}],
    "sigmoid_hard": [{"x": X, "alpha": 1 / 6, "beta": 0.5}, {"x": X}],
    "tanh": [{"x": X}],
    "silu": [{"x": X}],
    "square": [{"x": X}],
    "abs": [{"x": X}],
    "identity": [{"x": X}],
    "cast": [{"x": X, "dtype": "fp32"}, {"x": X, "dtype": "int32"}, {"x": X, "dtype": "bool"}],
    "batch_norm": [
        {"x": X, "mean": random(3), "variance": random(3) ** 2, "gamma": random(3, seed=2), "beta": random(3, seed=3)},
        {"x": X, "mean": random(3), "variance": random(3) ** 2 + 1, "epsilon": 0.5},
    ],
    "softmax": [{"x": X, "axis": 1}, {"x": X}, {"x": X, "axis": -2}],
    "quantize": [
        {"input": X, "scale": np.float32(0.03), "zero_point": np.uint8(100), "output_dtype": "uint8"},
        {"input": X, "scale": np.abs(random(3)) + 0.01, "axis": 1, "output_dtype": "int8"},
    ],
    "dequantize": [
        {"input": X, "scale": np.float32(0.1), "zero_point": np.int8(-3)},
        {"input": X, "scale": random(5), "zero_point": np.arange(5, dtype=np.int8), "axis": -1},
    ],
}
"""Operations that keep four axes of the same sizes, so that they can follow each other."""

OTHER = {
    "exp": [{"x": X}],
    "sqrt": [{"x": X}],
    "rsqrt": [{"x": X, "epsilon": 1e-3}],
    "conv": [
        {"x": X, **weights(4, 3), "pad_type": "same", "strides": (2, 2)},
        {"x": X, **weights(4, 3), "pad_type": "same_lower", "strides": (2, 2)},
        {"x": X, **weights(4, 3), "pad_type": "custom", "pad": (1, 0, 2, 1)},
        {"x": X, "weight": random(4, 3, 2, 3)},
        {"x": X, **weights(4, 3), "pad_type": "same", "dilations": (2, 1)},
        {"x": X, **weights(3, 1), "groups": 3, "pad_type": "same", "strides": (2, 2)},
        {"x": X, **weights(6, 1), "groups": 3, "pad_type": "custom", "pad": (0, 1, 0, 1), "strides": (2, 2)},
        {"x": X, **weights(6, 1), "groups": 3, "strides": (2, 1)},
        {"x": X, **weights(3, 1), "groups": 3, "dilations": (2, 2)},
    ],
    "linear": [{"x": X, "weight": random(7, 5), "bias": random(7)}, {"x": X, "weight": random(7, 5)}],
    "matmul": [
        {"x": X, "y": random(5, 4)},
        {"x": X, "y": random(1, 1, 4, 5), "transpose_y": True},
        {"x": X, "y": X, "transpose_x": True},
        {"x": random(1, 3, 2, 6), "y": X},
    ],
    "reduce_mean": [{"x": X, "axes": (2, 3), "keep_dims": True}, {"x": X, "axes": (-1,)}, {"x": X, "axes": (2, 3)}],
    "reduce_sum": [{"x": X, "axes": (1, 3)}, {"x": X, "axes": (1,), "keep_dims": True}],
    "reduce_max": [{"x": X, "axes": (2,)}],
    "avg_pool": [
        {"x": X, "kernel_sizes": (3, 3), "strides": (2, 2), "pad_type": "same"},
        {
            "x": X,
            "kernel_sizes": (3, 2),
            "strides": (1, 2),
            "pad_type": "custom",
            "pad": (1, 1, 0, 1),
            "exclude_padding_from_average": True,
        },
    ],
    "max_pool": [
        {"x": X, "kernel_sizes": (3, 3), "strides": (2, 2), "pad_type": "same"},
        {"x": X, "kernel_sizes": (2, 2), "strides": (2, 2), "pad_type": "valid"},
    ],
    "reshape": [{"x": X, "shape": (1, 30, 3)}, {"x": X, "shape": (1, 90)}],
    "expand_dims": [{"x": X, "axes": (2,)}],
    "squeeze": [{"x": X, "axes": ()}],
    "flatten2d": [{"x": X, "axis": 1}, {"x": X, "axis": 2}],
    "transpose": [{"x": X, "perm": NHWC}, {"x": X, "perm": (0, 3, 1, 2)}, {"x": X, "perm": (1, 0, 2, 3)}],
    "concat": [{"values": (X, X), "axis": 1}, {"values": (X, random(1, 3, 6, 1)), "axis": -1}]
    + [{"values": (X, X), "axis": 1, "interleave": True}],
    "split": [{"x": X, "axis": 1, "num_splits": 3}, {"x": X, "axis": -1, "split_sizes": (2, 3)}],
    "slice_by_index": [
        {"x": X, "begin": (0, 1, 0, 1), "end": (1, 3, 6, 5), "stride": (1, 1, 2, 2)},
        {"x": X, "begin": (0, 2, 0, 0), "end": (1, 3, 0, 4), "squeeze_mask": (False, True, False, False)}
        | {"end_mask": (False, False, True, False)},
    ],
    "slice_by_size": [{"x": X, "begin": (0, 1, 0, 2), "size": (1, 2, -1, 3)}],
    "pad": [
        {"x": X, "pad": (0, 0, 0, 0, 1, 2, 0, 1), "constant_val": -1.5},
        {"x": X, "pad": (1, 2, 2, 1), "mode": "reflect"},
        {"x": X, "pad": (1, 2, 0, 3), "mode": "replicate"},
    ],
}
CASES = [(kind, given) for table in (KEEP, OTHER) for kind, cases in table.items() for given in cases]
POSITIVE = ("sqrt", "rsqrt")


def images(count=2, seed=5):
    return random(count, *SIZE, 3, seed=seed)


def test_the_three_tables_and_the_cases_here_have_the_same_operations():
    assert set(OPS) == set(LOWER) == set(SIGNATURES) == {kind for kind, _ in CASES}


@pytest.mark.parametrize(("kind", "given"), CASES, ids=[f"{kind}-{k}" for k, (kind, _) in enumerate(CASES)])
def test_the_lowered_graph_answers_as_the_oracle(kind, given):
    made = graph([(kind, given)])
    x = np.abs(images()) if kind in POSITIVE else images()
    parts = [x] if made.batchable else [x[:1], x[1:]]
    for part in parts:
        wanted, found = both(made, part)
        for name, values in wanted.items():
            assert found[name].shape == values.shape
            np.testing.assert_allclose(found[name], values, rtol=2e-6, atol=2e-6)


@pytest.mark.parametrize("mode", ["float32", "native"])
@pytest.mark.parametrize("seed", range(3))
def test_random_programs_are_lowered_to_what_the_oracle_computes(seed, mode):
    """Twelve operations after each other, with transpositions between them and the whole of the table in turn."""
    draw = np.random.default_rng(seed)
    kinds = list(KEEP)
    chain = []
    for kind in draw.permutation(kinds)[:12]:
        given = KEEP[kind][draw.integers(len(KEEP[kind]))]
        chain += [("transpose", {"x": X, "perm": NHWC}), ("relu6", {"x": X}), ("transpose", {"x": X, "perm": NCHW})]
        chain += [(kind, given)]
    last = CASES[draw.integers(len(CASES))]
    made = graph([*chain, ("conv", {"x": X, **weights(3, 3, 1), "pad_type": "same"}), last], "float16")
    wanted, found = both(made, images(1, seed), mode)
    steps = ("quantize", "cast", "softmax")
    for name, values in wanted.items():
        # A value on the edge of rounding may fall to either side, by one step of half precision or of the quantiser.
        loose = 1e-5 if mode == "float32" and not any(s in name for s in steps) else 0.02
        apart = np.abs(found[name] - values) / (1 + np.abs(values))
        assert np.quantile(apart, 0.9) <= loose, name


def value(kind, given):
    """coremltools' own answer for constant arguments."""
    import coremltools as ct
    from coremltools.converters.mil import Builder as mb

    answers = []

    @mb.program(input_specs=[mb.TensorSpec((1,))], opset_version=ct.target.iOS17)
    def program(unused):
        made = getattr(mb, kind)(**{name: v for name, v in given.items() if v is not None})
        answers.extend(made if isinstance(made, (list, tuple)) else [made])
        return mb.identity(x=unused)

    return [one.val for one in answers]


DEFINED = sorted(
    set(SIGNATURES)
    - {"conv", "linear", "avg_pool", "max_pool", "batch_norm", "identity", "pad", "dequantize", "quantize", "cast"}
    - {"sigmoid_hard", "silu"}
)
"""Operations for which coremltools computes a value itself."""


@pytest.mark.parametrize("kind", DEFINED)
def test_the_oracle_answers_as_coremltools_defines(kind):
    x = random(1, 3, *SIZE, seed=9)
    x = np.abs(x) if kind in POSITIVE else x
    for case in {**KEEP, **OTHER}[kind]:
        if case.get("interleave"):
            continue  # coremltools' own value does not take its setting into account
        given = {
            k: tuple(x if o is X else o for o in v) if k == "values" else x if v is X else v for k, v in case.items()
        }
        if kind == "squeeze":
            given = {"x": x}
        given = {k: np.float32(v) if isinstance(v, float) else v for k, v in given.items()}
        wanted = value(kind, given)
        if wanted[0] is None:
            pytest.skip("coremltools gives no value for these arguments")
        args, problem = arguments(
            kind, {k: v if isinstance(v, (str, tuple)) and k == "values" else np.asarray(v) for k, v in given.items()}
        )
        assert problem == ""
        made = OPS[kind](args, wanted[0].shape)
        for mine, theirs in zip(made if isinstance(made, tuple) else (made,), wanted, strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-5, atol=1e-6)


def by_hand(x, weight, bias, strides, pad, dilations, groups):
    """A convolution as its definition reads: six loops."""
    top, bottom, left, right = pad
    x = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right))).astype(np.float64)
    out, inner, rows, columns = weight.shape
    height = (x.shape[2] - (rows - 1) * dilations[0] - 1) // strides[0] + 1
    width = (x.shape[3] - (columns - 1) * dilations[1] - 1) // strides[1] + 1
    made = np.zeros((1, out, height, width))
    for o in range(out):
        first = o // (out // groups) * inner
        for i in range(height):
            for j in range(width):
                for row in range(rows):
                    for column in range(columns):
                        seen = x[
                            0,
                            first : first + inner,
                            i * strides[0] + row * dilations[0],
                            j * strides[1] + column * dilations[1],
                        ]
                        made[0, o, i, j] += seen @ weight[o, :, row, column]
    return made + bias.reshape(1, -1, 1, 1)


@pytest.mark.parametrize("groups", [1, 3])
@pytest.mark.parametrize(("strides", "dilations"), [((1, 1), (1, 1)), ((2, 1), (1, 1)), ((1, 1), (1, 2))])
@pytest.mark.parametrize(("pad_type", "pad"), [("custom", (1, 0, 2, 1)), ("valid", (0, 0, 0, 0))])
def test_a_convolution_is_the_sum_of_its_definition(groups, strides, dilations, pad_type, pad):
    x, kernel, bias = random(1, 3, *SIZE), random(6, 3 // groups, 3, 2, seed=1), random(6, seed=2)
    wanted = by_hand(x, kernel, bias, strides, pad, dilations, groups)
    given = {"x": x, "weight": kernel, "bias": bias, "strides": strides, "dilations": dilations, "groups": groups}
    found = conv({**given, "pad_type": pad_type, "pad": pad}, wanted.shape)
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)


def test_same_padding_puts_the_odd_row_last_and_same_lower_first():
    """coremltools, aggregated_pad: 6 rows, kernel 3, stride 2 need one row more, 5 columns need two."""
    from mobilekit.formats.coreml.execute.windows import sides

    given = {"strides": (2, 2), "pad": (9, 9, 9, 9)}
    assert sides({**given, "pad_type": "same"}, (6, 5), (3, 3)) == ((0, 1), (1, 1))
    assert sides({**given, "pad_type": "same_lower"}, (6, 5), (3, 3)) == ((1, 0), (1, 1))
    assert sides({**given, "pad_type": "valid"}, (6, 5), (3, 3)) == ((0, 0), (0, 0))


def test_a_mean_over_edges_divides_by_what_it_saw_only_if_asked():
    x = np.ones((1, 1, 2, 2), np.float32)
    given = {"x": x, "kernel_sizes": (3, 3), "strides": (1, 1), "pad_type": "same", "pad": None}
    counted = OPS["avg_pool"]({**given, "exclude_padding_from_average": False}, (1, 1, 2, 2))
    left_out = OPS["avg_pool"]({**given, "exclude_padding_from_average": True}, (1, 1, 2, 2))
    assert np.allclose(counted, 4 / 9)
    assert np.allclose(left_out, 1)


def test_an_interleaved_concatenation_takes_turns():
    """The example in the definition of coremltools' ``concat``."""
    parts = (np.array([[1, 2], [3, 4], [5, 6]]), np.array([[7, 8], [9, 10], [11, 12]]))
    made = OPS["concat"]({"values": parts, "axis": 0, "interleave": True}, (6, 2))
    assert made.tolist() == [[1, 2], [7, 8], [3, 4], [9, 10], [5, 6], [11, 12]]


def test_quantising_rounds_halves_to_even_and_stops_at_the_type():
    given = {"input": np.float32([0.5, 1.5, 2.5, -0.5, 300, -300]), "scale": np.float32(1), "axis": None}
    made = OPS["quantize"]({**given, "zero_point": np.float32(0), "output_dtype": "int8"}, (6,))
    assert made.tolist() == [0, 2, 2, 0, 127, -128]


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("gru", {}, "gru"),
        ("pad", {"x": X, "pad": np.array([1, 1]), "mode": "circular"}, "pad with mode 'circular'"),
        ("conv", {"x": X, "weight": X}, "conv with computed weight"),
        ("conv", {"x": X, "weight": random(2, 3, 3)}, "conv over 1 axes"),
        ("conv", {"x": X, "weight": random(2, 3, 3, 3), "pad_type": "odd"}, "conv with pad_type 'odd'"),
        (
            "avg_pool",
            {"x": X, "kernel_sizes": np.array([2, 2]), "ceil_mode": np.bool_(True)},
            "avg_pool with ceil_mode",
        ),
        ("cast", {"x": X, "dtype": "int4"}, "cast to 'int4'"),
        ("relu", {"x": X, "alpha": np.float32(1)}, "relu with alpha"),
        ("transpose", {"x": X}, "transpose without perm"),
        ("reshape", {"x": X, "shape": X}, "reshape with computed shape"),
    ],
)
def test_what_cannot_be_executed_is_said_in_words(kind, given, words):
    assert arguments(kind, given)[1] == words
