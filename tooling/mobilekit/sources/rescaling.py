"""What a network does to its input first, read from its graph, so that nobody scales and shifts it twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.sources.base import Rescaling

Values = npt.NDArray[Any]

_ALONG = frozenset({"Identity", "Cast", "StopGradient", "PlaceholderWithDefault"})
_ASIDE = frozenset({"Shape", "ShapeN", "Rank", "Size"})
"""Consumers that look at the picture's shape and not at its values."""

_KNOWN: dict[str, Callable[..., Any]] = {
    "Mul": np.multiply, "AddV2": np.add, "Add": np.add, "BiasAdd": np.add, "Sub": np.subtract, "RealDiv": np.divide,
    "Div": np.divide, "Maximum": np.maximum, "Minimum": np.minimum, "Sqrt": np.sqrt, "Square": np.square,
    "Rsqrt": lambda x: 1 / np.sqrt(x), "Reciprocal": np.reciprocal, "Neg": np.negative,
    "Identity": lambda x: x, "Reshape": lambda x, shape: x.reshape(shape),
    "Cast": lambda x: x, "ReadVariableOp": lambda x: x,
}  # fmt: skip
"""Ops that layers such as Normalization apply to their own constants."""


def find_rescaling(function: Any, *, grey: bool = False) -> Rescaling | None:  # noqa: ANN401  (tf ConcreteFunction)
    """The scale and offset a network applies to its input before any other op; None where it does not begin so.

    Args:
        function: of an input (N, H, W, 3).
        grey: the first op is the conversion of ``adapt.from_rgb``, which is passed over.
    """
    captured = {id(inside): outside for outside, inside in function.graph.captures}
    tensor = function.graph.inputs[0]
    if grey:
        tensor = _consumers(tensor)[0].outputs[0]
    scale, offset, moved = np.ones(1), np.zeros(1), False
    while len(users := _consumers(tensor)) == 1:
        step = (np.ones(1), np.zeros(1)) if users[0].type in _ALONG else _step(users[0], tensor, captured)
        if step is None:
            break
        moved |= users[0].type not in _ALONG
        scale, offset = scale * step[0], offset * step[0] + step[1]
        tensor = users[0].outputs[0]
    if not moved:
        return None
    return Rescaling(tuple(float(v) for v in scale), tuple(float(v) for v in offset))


def expected_range(found: Rescaling | None) -> str | None:
    """``raw`` where a network rescales pixels of 0..255, ``unit`` where those of [0, 1]; None where neither is plain.

    What comes out of a rescaling is of the order of 1, or at least centred: a network that maps 0 and 255 into
    [-4, 4], or has its zero well inside 0..255, was made for 0..255.
    """
    if found is None:
        return None
    scale, offset = np.asarray(found.scale), np.asarray(found.offset)
    if scale.min() <= 0:
        return None
    small = np.abs(offset).max() <= 4
    centred = bool(((-offset / scale > 50) & (-offset / scale < 200)).all())
    if centred or (small and scale.min() * 255 >= 0.5 and np.abs(scale * 255 + offset).max() <= 4):
        return "raw"
    return "unit" if small and scale.min() >= 1.5 and np.abs(scale + offset).max() <= 4 else None


def _consumers(tensor: Any) -> list[Any]:  # noqa: ANN401  (tf.Tensor)
    return [op for op in tensor.consumers() if op.type not in _ASIDE]


def _step(op: Any, tensor: Any, captured: dict[int, Any]) -> tuple[Values, Values] | None:  # noqa: ANN401
    """(scale, offset) of one op on ``tensor``; None where it does something else to it."""
    if op.type not in ("Mul", "AddV2", "Add", "BiasAdd", "Sub", "RealDiv", "Div") or len(op.inputs) != 2:
        return None
    first = op.inputs[0] is tensor
    value = _value(op.inputs[1 if first else 0], captured)
    if value is None or value.size not in (1, 3) or (value.ndim and value.shape[-1] != value.size):
        return None
    number, zero, one = value.reshape(-1).astype(np.float64), np.zeros(1), np.ones(1)
    if op.type == "Mul":
        return number, zero
    if op.type in ("RealDiv", "Div"):
        return (1 / number, zero) if first and np.all(number != 0) else None
    if op.type == "Sub":
        return (one, -number) if first else (-one, number)
    return one, number


def _value(tensor: Any, captured: dict[int, Any]) -> Values | None:  # noqa: ANN401  (tf.Tensor)
    """The numbers in a tensor that does not depend on the picture; None where it does, or is no small matter."""
    import tensorflow as tf

    if id(tensor) in captured:
        return _outside(captured[id(tensor)])
    op = tensor.op
    if op.type == "Const":
        return np.asarray(tf.make_ndarray(op.get_attr("value")))
    if op.type not in _KNOWN:
        return None
    inputs = [_value(part, captured) for part in op.inputs]
    if any(part is None for part in inputs):
        return None
    return np.asarray(_KNOWN[op.type](*inputs))


def _outside(tensor: Any) -> Values | None:  # noqa: ANN401  (an eager tensor, or a variable's handle)
    import tensorflow as tf

    if tensor.dtype != tf.resource:
        return np.asarray(tensor)
    data = tensor._handle_data  # the only place where a handle tells its variable's type
    if data is None or not data.shape_and_type:
        return None
    dtype = tf.as_dtype(data.shape_and_type[0].dtype)
    return np.asarray(tf.raw_ops.ReadVariableOp(resource=tensor, dtype=dtype))
