"""What each operation becomes in TensorFlow: one row each, the same rows as ``ops.OPS``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mobilekit.formats.coreml.execute import ops
from mobilekit.formats.coreml.execute.held import Builder, Held
from mobilekit.formats.coreml.execute.lower_windows import avg_pool, conv, max_pool
from mobilekit.formats.coreml.execute.signatures import DTYPES

Given = dict[str, Any]
Shape = tuple[int, ...]
Lower = Callable[[Builder, Given, Shape], Any]


def _unary(name: str) -> Lower:
    """A function of ``tf.math`` or ``tf.nn``."""

    def lower(to: Builder, given: Given, shape: Shape) -> Any:  # noqa: ANN401
        return given["x"].mapped(getattr(to.tf.nn if hasattr(to.tf.nn, name) else to.tf.math, name))

    return lower


def _binary(name: str) -> Lower:
    def lower(to: Builder, given: Given, shape: Shape) -> Held:
        x, y, order = _pair(to, given["x"], given["y"])
        return Held(getattr(to.tf.math, name)(x, y), order)

    return lower


def _pair(to: Builder, x: Any, y: Any) -> tuple[Any, Any, tuple[int, ...]]:  # noqa: ANN401
    """Both operands in one order of axes: a constant follows the tensor, the second tensor the first."""
    ranks = [len(one.order) if isinstance(one, Held) else one.ndim for one in (x, y)]
    lead = x if isinstance(x, Held) else y
    if len(lead.order) < max(ranks) or (isinstance(x, Held) and isinstance(y, Held) and ranks[0] != ranks[1]):
        plain = [to.plain(one) if isinstance(one, Held) else to.tf.constant(one) for one in (x, y)]
        return plain[0], plain[1], tuple(range(max(ranks)))
    made = [to.ordered(one, lead.order) if isinstance(one, Held) else to.broadcast(one, lead.order) for one in (x, y)]
    return made[0], made[1], lead.order


def _reduce(name: str) -> Lower:
    def lower(to: Builder, given: Given, shape: Shape) -> Held:
        x, keep = given["x"], given["keep_dims"]
        axes = [x.axis(axis) for axis in (given["axes"] or range(len(x.order)))]
        return Held(getattr(to.tf.math, name)(x.tensor, axes, keepdims=keep), left(x.order, axes, keep=keep))

    return lower


def left(order: tuple[int, ...], gone: list[int], *, keep: bool) -> tuple[int, ...]:
    """The order of the axes that remain when those lying at ``gone`` vanish, unless they are kept as ones."""
    if keep:
        return order
    rest = [axis for place, axis in enumerate(order) if place not in gone]
    return tuple(sorted(rest).index(axis) for axis in rest)


def half_sum(to: Builder, given: Given, *, mean: bool) -> Held:
    """As ``interpret.half_sum``: one value after the other, rounded after each, the program's last axis first."""
    tf, x = to.tf, given["x"]
    axes = sorted(axis % len(x.order) for axis in (given["axes"] or range(len(x.order))))
    total, count = x.tensor, 1
    for place in [x.axis(axis) for axis in reversed(axes)]:
        parts = tf.unstack(total, axis=place)
        count *= len(parts)
        total = to.halved(parts[0])
        for part in parts[1:]:
            total = to.halved(total + part)
        total = tf.expand_dims(total, place)
    total = total / np.float32(count) if mean else total
    places = [x.axis(axis) for axis in axes]
    total = total if given["keep_dims"] else tf.squeeze(total, places)
    return Held(total, left(x.order, places, keep=given["keep_dims"]))


def _leaky_relu(to: Builder, given: Given, shape: Shape) -> Any:  # noqa: ANN401
    return given["x"].mapped(lambda x: to.tf.nn.leaky_relu(x, given["alpha"]))


def _clip(to: Builder, given: Given, shape: Shape) -> Any:  # noqa: ANN401
    return given["x"].mapped(lambda x: to.tf.clip_by_value(x, given["alpha"], given["beta"]))


def _sigmoid_hard(to: Builder, given: Given, shape: Shape) -> Any:  # noqa: ANN401
    alpha, beta = np.float32(given["alpha"]), np.float32(given["beta"])
    return given["x"].mapped(lambda x: to.tf.clip_by_value(x * alpha + beta, 0.0, 1.0))


def _rsqrt(to: Builder, given: Given, shape: Shape) -> Any:  # noqa: ANN401
    return given["x"].mapped(lambda x: 1 / to.tf.sqrt(x + np.float32(given["epsilon"])))


def _cast(to: Builder, given: Given, shape: Shape) -> Any:  # noqa: ANN401
    kind = np.dtype(DTYPES[given["dtype"]]).kind
    if kind == "b":
        return given["x"].mapped(lambda x: to.tf.cast(to.tf.not_equal(x, 0.0), to.tf.float32))
    # Cutting towards zero: TensorFlow has floor, ceil and round.
    cut = lambda x: to.tf.where(x < 0, to.tf.math.ceil(x), to.tf.math.floor(x))  # noqa: E731
    return given["x"].mapped(cut) if kind in "iu" else given["x"]


def _batch_norm(to: Builder, given: Given, shape: Shape) -> Held:
    x = given["x"]
    sides = (1, -1) + (1,) * (len(x.order) - 2)
    factor = 1 / np.sqrt(given["variance"] + np.float32(given["epsilon"]))
    factor = factor if given["gamma"] is None else factor * given["gamma"]
    shift = -given["mean"] * factor + (0 if given["beta"] is None else given["beta"])
    scaled = x.tensor * to.broadcast(factor.reshape(sides), x.order)
    return Held(scaled + to.broadcast(shift.reshape(sides), x.order), x.order)


def _softmax(to: Builder, given: Given, shape: Shape) -> Held:
    return Held(to.tf.nn.softmax(given["x"].tensor, given["x"].axis(given["axis"])), given["x"].order)


def _linear(to: Builder, given: Given, shape: Shape) -> Held:
    product = to.tf.linalg.matmul(_plain(to, given["x"]), to.tf.constant(given["weight"].T))
    return as_is(product if given["bias"] is None else product + to.tf.constant(given["bias"]))


def _matmul(to: Builder, given: Given, shape: Shape) -> Held:
    x, y = _plain(to, given["x"]), _plain(to, given["y"])
    swapped = {"transpose_a": given["transpose_x"], "transpose_b": given["transpose_y"]}
    return as_is(to.tf.linalg.matmul(x, y, **swapped))


def _plain(to: Builder, value: Any) -> Any:  # noqa: ANN401
    return to.plain(value) if isinstance(value, Held) else to.tf.constant(value)


def as_is(tensor: Any) -> Held:  # noqa: ANN401
    """A tensor whose axes lie as the program has them."""
    return Held(tensor, tuple(range(len(tensor.shape))))


def _reshape(to: Builder, given: Given, shape: Shape) -> Held:
    return as_is(to.tf.reshape(to.plain(given["x"]), (-1, *shape[1:]) if shape else ()))


def _transpose(to: Builder, given: Given, shape: Shape) -> Held:
    perm = [axis % len(given["perm"]) for axis in given["perm"]]
    return Held(given["x"].tensor, tuple(perm.index(axis) for axis in given["x"].order))


def _concat(to: Builder, given: Given, shape: Shape) -> Held:
    first = next(one for one in given["values"] if isinstance(one, Held))
    axis = given["axis"] % len(shape)
    if given["interleave"]:
        joined = to.tf.stack([_plain(to, one) for one in given["values"]], axis + 1)
        return as_is(to.tf.reshape(joined, (-1, *shape[1:])))
    parts = [
        to.ordered(one, first.order) if isinstance(one, Held) else to.tf.constant(one.transpose(first.order))
        for one in given["values"]
    ]
    return Held(to.tf.concat(parts, first.order.index(axis)), first.order)


def _split(to: Builder, given: Given, shape: Shape) -> tuple[Held, ...]:
    x = given["x"]
    place = x.axis(given["axis"])
    size = x.tensor.shape.as_list()[place]
    cuts = [0, *ops.borders(given, size), size]
    parts = to.tf.split(x.tensor, np.diff(cuts).tolist(), place)
    return tuple(Held(part, x.order) for part in parts)


def _sliced(to: Builder, given: Given, shape: Shape) -> Held:
    return as_is(to.plain(given["x"])[ops.slices(given)])


def _sliced_by_size(to: Builder, given: Given, shape: Shape) -> Held:
    return as_is(to.plain(given["x"])[ops.slices_by_size(given)])


def _pad(to: Builder, given: Given, shape: Shape) -> Held:
    x, mode = given["x"], given["mode"]
    pairs = ops.padding(given["pad"], len(x.order))
    places = [pairs[axis] for axis in x.order]
    if mode == "constant":
        return Held(to.tf.pad(x.tensor, places, constant_values=np.float32(given["constant_val"])), x.order)
    if mode == "reflect":
        return Held(to.tf.pad(x.tensor, places, "REFLECT"), x.order)
    tensor = x.tensor
    for place, (before, after) in enumerate(places):
        tensor = _repeated(to.tf, tensor, place, before, after)
    return Held(tensor, x.order)


def _repeated(tf: Any, tensor: Any, place: int, before: int, after: int) -> Any:  # noqa: ANN401
    """The first and last values of an axis once more, so often."""
    if not before and not after:
        return tensor
    last = tensor.shape.as_list()[place] - 1
    return tf.gather(tensor, [0] * before + list(range(last + 1)) + [last] * after, axis=place)


def _quantize(to: Builder, given: Given, shape: Shape) -> Any:  # noqa: ANN401
    x = given["input"]
    scale, zero = (_along(to, given, name) for name in ("scale", "zero_point"))
    limits = np.iinfo(DTYPES[given["output_dtype"]])
    # tf.round is half to even.
    return x.mapped(lambda v: to.tf.clip_by_value(to.tf.round(v / scale) + zero, limits.min, limits.max))


def _dequantize(to: Builder, given: Given, shape: Shape) -> Any:  # noqa: ANN401
    scale, zero = (_along(to, given, name) for name in ("scale", "zero_point"))
    return given["input"].mapped(lambda v: (v - zero) * scale)


def _along(to: Builder, given: Given, name: str) -> Any:  # noqa: ANN401
    order = given["input"].order
    return to.broadcast(np.asarray(ops.along(given[name], given["axis"], len(order)), np.float32), order)


LOWER: dict[str, Lower] = {
    "add": _binary("add"),
    "sub": _binary("subtract"),
    "mul": _binary("multiply"),
    "real_div": _binary("divide"),
    "maximum": _binary("maximum"),
    "minimum": _binary("minimum"),
    "relu": _unary("relu"),
    "relu6": _unary("relu6"),
    "leaky_relu": _leaky_relu,
    "clip": _clip,
    "sigmoid": _unary("sigmoid"),
    "sigmoid_hard": _sigmoid_hard,
    "tanh": _unary("tanh"),
    "silu": _unary("silu"),
    "sqrt": _unary("sqrt"),
    "rsqrt": _rsqrt,
    "square": _unary("square"),
    "exp": _unary("exp"),
    "abs": _unary("abs"),
    "identity": lambda to, given, shape: given["x"],
    "cast": _cast,
    "batch_norm": _batch_norm,
    "softmax": _softmax,
    "conv": conv,
    "linear": _linear,
    "matmul": _matmul,
    "reduce_mean": _reduce("reduce_mean"),
    "reduce_sum": _reduce("reduce_sum"),
    "reduce_max": _reduce("reduce_max"),
    "avg_pool": avg_pool,
    "max_pool": max_pool,
    "reshape": _reshape,
    "expand_dims": _reshape,
    "squeeze": _reshape,
    "flatten2d": _reshape,
    "transpose": _transpose,
    "concat": _concat,
    "split": _split,
    "slice_by_index": _sliced,
    "slice_by_size": _sliced_by_size,
    "pad": _pad,
    "quantize": _quantize,
    "dequantize": _dequantize,
}
