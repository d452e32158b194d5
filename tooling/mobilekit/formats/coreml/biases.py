"""Biases of a program, corrected for rounded kernels: what the lowering measures, in coremltools' program."""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mobilekit.formats.coreml.coverage import KERNELS
from mobilekit.formats.coreml.layouts import Array, outputs_first
from mobilekit.lowering import Lowered
from mobilekit.lowering.correct import Rounding

BIASED = ("conv", "linear")
"""Operations that take a bias."""


def fingerprint(kernel: Array) -> str:
    """Of shape and bytes: the same kernel in the source and in a half-precision program has the same."""
    return f"{kernel.shape}:{hashlib.sha256(np.ascontiguousarray(kernel).tobytes()).hexdigest()}"


def shifts(lowered: Lowered | None, rounding: Rounding) -> dict[str, list[Array]]:
    """Fingerprint of a kernel -> what its layer's bias changes by, (outputs,) float32.

    Several where layers have the same kernel, in the order of computation; none where nothing can be measured.
    """
    found: dict[str, list[Array]] = defaultdict(list)
    if lowered is not None:
        corrected = lowered.corrected(rounding)
        for layer in lowered.linears():
            found[fingerprint(outputs_first(layer))].append(corrected[layer.name].bias - layer.bias)
    return dict(found)


def correct_biases(function: Any, changes: Mapping[str, Sequence[Array]]) -> None:  # noqa: ANN401
    """Add ``changes`` to the biases of the operations that have these kernels, in place.

    A change and not the layer's own bias: coremltools adds to a bias what the network adds after it.

    Args:
        function: of coremltools' ``Program``, the current block; kernels outputs first.
        changes: see ``shifts``.
    """
    left = {key: deque(several) for key, several in changes.items()}
    for op, var in constant_kernels(function):
        waiting = left.get(fingerprint(var.val))
        if waiting and op.op_type in BIASED:
            _shift(function, op, waiting.popleft())


def _shift(function: Any, op: Any, change: Array) -> None:  # noqa: ANN401
    """A constant of its own, since layers may share one; coremltools leaves out a bias of zeros."""
    from coremltools.converters.mil import Builder

    bias = op.inputs.get("bias")
    if bias is None:
        given = {name: value for name, value in op.inputs.items() if value is not None}
        rebuild(op, op.op_type, {**given, "bias": change.astype(np.float16)})
    elif bias.val is not None:
        value = (bias.val.astype(np.float32) + change).astype(bias.val.dtype)
        new = Builder.const(val=value, before_op=op, name=f"{op.name}_corrected")
        function.replace_uses_of_var_after_op(anchor_op=new.op, old_var=bias, new_var=new, end_op=op)


def rebuild(op: Any, kind: str, given: dict[str, Any]) -> None:  # noqa: ANN401
    """Put an operation of type ``kind`` that takes ``given`` in the place of coremltools' ``op``, by its name."""
    from coremltools.converters.mil import Builder

    made = getattr(Builder, kind)(**given, before_op=op, name=op.name)
    made.name = op.outputs[0].name
    block = op.enclosing_block
    block.replace_uses_of_var_after_op(anchor_op=op, old_var=op.outputs[0], new_var=made)
    block.remove_ops([op])


def constant_kernels(function: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401
    """(operation, the constant that is its half-precision kernel) in order."""
    found = [(op, op.inputs.get(KERNELS.get(op.op_type, ""))) for op in function.operations]
    return [(op, var) for op, var in found if _is_half_constant(var)]


def _is_half_constant(var: Any) -> bool:  # noqa: ANN401
    return var is not None and var.op is not None and var.op.op_type == "const" and var.val.dtype == np.float16
