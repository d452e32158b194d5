"""What each operation means, on numpy arrays: the oracle. Channels come second, as in the program.

A function takes the arguments (arrays for results of other operations) and the declared shape of its result, with -1
for the number of pictures, and gives a float32 array, or several. Definitions: coremltools' ops of the same names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.coreml.execute import windows
from mobilekit.formats.coreml.execute.signatures import DTYPES

Floats = npt.NDArray[np.float32]
Given = dict[str, Any]
Shape = tuple[int, ...]
Op = Callable[[Given, Shape], Any]


def _unary(function: Callable[[Floats], Any]) -> Op:
    return lambda given, shape: function(given["x"])


def _binary(function: Callable[[Floats, Floats], Any]) -> Op:
    return lambda given, shape: function(given["x"], given["y"])


def _reduce(function: Callable[..., Any]) -> Op:
    return lambda given, shape: function(given["x"], axis=given["axes"], keepdims=given["keep_dims"])


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + e^-x), without overflow."""
    small = np.exp(-np.abs(x))
    return np.asarray(np.where(x >= 0, 1, small) / (1 + small), np.float32)


def softmax(given: Given, shape: Shape) -> Floats:
    """e^x over their sum along an axis."""
    raised = np.exp(given["x"] - given["x"].max(given["axis"], keepdims=True))
    return np.asarray(raised / raised.sum(given["axis"], keepdims=True))


def cast(given: Given, shape: Shape) -> Floats:
    """Whole numbers are cut towards zero; half precision is left to the rounding of results."""
    kind = np.dtype(DTYPES[given["dtype"]])
    if kind.kind in "iu":
        return np.asarray(np.trunc(given["x"]))
    return np.asarray(given["x"] != 0, np.float32) if kind.kind == "b" else np.asarray(given["x"], np.float32)


def batch_norm(given: Given, shape: Shape) -> Floats:
    """``gamma * (x - mean) / sqrt(variance + epsilon) + beta``, a number of each for a channel."""
    factor = 1 / np.sqrt(given["variance"] + np.float32(given["epsilon"]))
    factor = factor if given["gamma"] is None else factor * given["gamma"]
    shift = -given["mean"] * factor + (0 if given["beta"] is None else given["beta"])
    sides = (1, -1) + (1,) * (given["x"].ndim - 2)
    return np.asarray(given["x"] * factor.reshape(sides) + shift.reshape(sides))


def linear(given: Given, shape: Shape) -> Floats:
    """``x @ weight.T + bias``."""
    product = given["x"] @ given["weight"].T
    return np.asarray(product if given["bias"] is None else product + given["bias"])


def matmul(given: Given, shape: Shape) -> Floats:
    """Matrices in the last two axes, each transposed first where asked."""
    x, y = given["x"], given["y"]
    x = np.swapaxes(x, -1, -2) if given["transpose_x"] else x
    return np.asarray(x @ (np.swapaxes(y, -1, -2) if given["transpose_y"] else y))


def reshape(given: Given, shape: Shape) -> Floats:
    """To the declared shape: what ``reshape``, ``squeeze``, ``expand_dims`` and ``flatten2d`` all do."""
    return np.asarray(given["x"].reshape(shape))


def concat(given: Given, shape: Shape) -> Floats:
    """Side by side along an axis, or element by element in turn."""
    axis = range(len(shape))[given["axis"]]
    if not given["interleave"]:
        return np.concatenate(given["values"], axis)
    joined = np.stack(given["values"], axis + 1)
    return joined.reshape((*joined.shape[:axis], -1, *joined.shape[axis + 2 :]))


def split(given: Given, shape: Shape) -> tuple[Floats, ...]:
    """Equal parts along an axis, or parts of given sizes."""
    return tuple(np.split(given["x"], borders(given, given["x"].shape[given["axis"]]), given["axis"]))


def borders(given: Given, size: int) -> list[int]:
    """Where ``split`` cuts an axis of ``size``."""
    sizes = given["split_sizes"] or (size // given["num_splits"],) * given["num_splits"]
    if sum(sizes) != size or min(sizes) < 0:
        raise ValueError(f"parts of {sizes} of {size}")
    return [int(cut) for cut in np.cumsum(sizes)[:-1]]


def slices(given: Given) -> tuple[Any, ...]:
    """The index that ``slice_by_index`` stands for."""
    begin, end = given["begin"], given["end"]
    rest = {name: given[name] or (0,) * len(begin) for name in ("begin_mask", "end_mask", "squeeze_mask")}
    stride = given["stride"] or (1,) * len(begin)
    return tuple(
        begin[k]
        if rest["squeeze_mask"][k]
        else slice(None if rest["begin_mask"][k] else begin[k], None if rest["end_mask"][k] else end[k], stride[k])
        for k in range(len(begin))
    )


def slices_by_size(given: Given) -> tuple[slice, ...]:
    """The same for ``slice_by_size``, whose size -1 means up to the end."""
    both = zip(given["begin"], given["size"], strict=True)
    return tuple(slice(start, None if size == -1 else start + size) for start, size in both)


def pad(given: Given, shape: Shape) -> Floats:
    """Edges of a constant, mirrored without the border, or repeated; the last axes where fewer are named."""
    pairs = padding(given["pad"], given["x"].ndim)
    if given["mode"] == "constant":
        return np.pad(given["x"], pairs, constant_values=given["constant_val"])
    return np.pad(given["x"], pairs, "reflect") if given["mode"] == "reflect" else np.pad(given["x"], pairs, "edge")


def padding(pad: tuple[int, ...], rank: int) -> list[tuple[int, int]]:
    """(before, after) for each axis of a tensor of ``rank``."""
    pairs = list(zip(pad[::2], pad[1::2], strict=True))
    return [(0, 0)] * (rank - len(pairs)) + pairs


def quantize(given: Given, shape: Shape) -> Floats:
    """``clip(round(input / scale) + zero_point)``, half to even; whole numbers, held in float32."""
    scale, zero = _along(given, "scale"), _along(given, "zero_point")
    limits = np.iinfo(DTYPES[given["output_dtype"]])
    return np.asarray(np.clip(np.rint(given["input"] / scale) + zero, limits.min, limits.max))


def dequantize(given: Given, shape: Shape) -> Floats:
    """``(input - zero_point) * scale``."""
    return np.asarray((given["input"] - _along(given, "zero_point")) * _along(given, "scale"))


def _along(given: Given, name: str) -> Any:  # noqa: ANN401
    return along(given[name], given["axis"], given["input"].ndim)


def along(values: Floats | None, axis: int | None, rank: int) -> Any:  # noqa: ANN401
    """One number, or one for each place along ``axis``, so that it broadcasts over ``rank`` axes; None is 0."""
    if values is None:
        return np.float32(0)
    if values.ndim == 0 or axis is None:
        return values
    return values.reshape([-1 if k == axis % rank else 1 for k in range(rank)])


OPS: dict[str, Op] = {
    "add": _binary(np.add),
    "sub": _binary(np.subtract),
    "mul": _binary(np.multiply),
    "real_div": _binary(np.divide),
    "maximum": _binary(np.maximum),
    "minimum": _binary(np.minimum),
    "relu": _unary(lambda x: np.maximum(x, 0)),
    "relu6": _unary(lambda x: np.clip(x, 0, 6)),
    "leaky_relu": lambda given, shape: np.where(given["x"] >= 0, given["x"], given["x"] * np.float32(given["alpha"])),
    "clip": lambda given, shape: np.clip(given["x"], np.float32(given["alpha"]), np.float32(given["beta"])),
    "sigmoid": _unary(sigmoid),
    "sigmoid_hard": lambda given, shape: np.clip(
        given["x"] * np.float32(given["alpha"]) + np.float32(given["beta"]), 0, 1
    ),
    "tanh": _unary(np.tanh),
    "silu": _unary(lambda x: x * sigmoid(x)),
    "sqrt": _unary(np.sqrt),
    "rsqrt": lambda given, shape: 1 / np.sqrt(given["x"] + np.float32(given["epsilon"])),
    "square": _unary(np.square),
    "exp": _unary(np.exp),
    "abs": _unary(np.abs),
    "identity": _unary(np.asarray),
    "cast": cast,
    "batch_norm": batch_norm,
    "softmax": softmax,
    "conv": windows.conv,
    "linear": linear,
    "matmul": matmul,
    "reduce_mean": _reduce(np.mean),
    "reduce_sum": _reduce(np.sum),
    "reduce_max": _reduce(np.max),
    "avg_pool": windows.avg_pool,
    "max_pool": windows.max_pool,
    "reshape": reshape,
    "expand_dims": reshape,
    "squeeze": reshape,
    "flatten2d": reshape,
    "transpose": lambda given, shape: np.transpose(given["x"], given["perm"]),
    "concat": concat,
    "split": split,
    "slice_by_index": lambda given, shape: given["x"][slices(given)],
    "slice_by_size": lambda given, shape: given["x"][slices_by_size(given)],
    "pad": pad,
    "quantize": quantize,
    "dequantize": dequantize,
}
