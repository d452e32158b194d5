"""8-bit intermediate results: a ``quantize`` and a ``dequantize`` before what a Neural Engine computes in integers.

The operations are those of iOS 17, in the places where coremltools' ``linear_quantize_activations`` puts them, but one
pair a tensor however many take it. One scale a tensor and no zero point: uint8 where nothing is negative, as after a
ReLU, else int8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

INTEGER = {
    "conv": ("x",),
    "linear": ("x",),
    "matmul": ("x",),
    "avg_pool": ("x",),
    "max_pool": ("x",),
    "add": ("x", "y"),
}
"""Operation -> the parameters of it that are quantised, where all of them are computed (coremltools 9.0,
``insert_prefix_quantize_dequantize_pair``; ``matmul`` besides, which is a ``linear`` without a bias)."""

PREFIX = "activation_"
"""Of both ops' results, before the number of the pair and ``_q`` or ``_dq``: names that no exporter has to change."""


@dataclass(frozen=True)
class Scale:
    """How one tensor is quantised.

    Attributes:
        step: a half-precision number above zero.
        signed: int8 where values are below zero, else uint8.
    """

    step: float
    signed: bool

    @property
    def dtype(self) -> str:
        """As ``quantize`` calls it."""
        return "int8" if self.signed else "uint8"


PLACEHOLDER = Scale(1.0, signed=True)
"""Until the ranges are known."""


def quantise_activations(program: Any, scales: dict[int, Scale] | None = None) -> None:  # noqa: ANN401
    """Insert the pairs into a half-precision program of opset iOS 17, in place.

    Args:
        program: coremltools' ``Program``.
        scales: number of a pair, in the order of the program -> its scale; placeholders where None.
    """
    function = program.functions["main"]
    with function:
        for number, var in enumerate(_quantised(function)):
            scale = PLACEHOLDER if scales is None else scales[number]
            _insert(function, var, scale, f"{PREFIX}{number}")


def _quantised(function: Any) -> list[Any]:  # noqa: ANN401
    """The half-precision results that are to be quantised, each once, in the order in which they are taken."""
    found: dict[str, Any] = {}
    for op in function.operations:
        taken = [op.inputs[name] for name in INTEGER.get(op.op_type, ())]
        if taken and all(_computed(var) for var in taken):
            found |= {var.name: var for var in taken}
    return list(found.values())


def _computed(var: Any) -> bool:  # noqa: ANN401
    from coremltools.converters.mil.mil import types

    constant = var.op is None or var.op.op_type == "const" or var.op.op_type.startswith("constexpr_")
    return not constant and var.dtype == types.fp16


def _insert(function: Any, var: Any, scale: Scale, name: str) -> None:  # noqa: ANN401
    """Every op after the pair takes its result."""
    from coremltools.converters.mil import Builder

    first = next(op for op in function.operations if any(var is one for one in _inputs(op)))
    given = {"scale": np.float16(scale.step), "before_op": first}
    whole = Builder.quantize(input=var, output_dtype=scale.dtype, name=f"{name}_q", **given)
    back = Builder.dequantize(input=whole, name=f"{name}_dq", **given)
    function.replace_uses_of_var_after_op(anchor_op=back.op, old_var=var, new_var=back)


def _inputs(op: Any) -> list[Any]:  # noqa: ANN401
    flat = [one for value in op.inputs.values() for one in (value if isinstance(value, (list, tuple)) else (value,))]
    return [one for one in flat if one is not None]
