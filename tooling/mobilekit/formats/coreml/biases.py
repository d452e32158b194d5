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
    from coremltools.converters.mil import Builder

    left = {key: deque(several) for key, several in changes.items()}
    for op, var in constant_kernels(function):
        waiting, bias = left.get(fingerprint(var.val)), op.inputs.get("bias")
        if waiting and bias is not None and bias.val is not None:
            value = (bias.val.astype(np.float32) + waiting.popleft()).astype(bias.val.dtype)
            new = Builder.const(val=value, before_op=op, name=f"{op.name}_corrected")
            function.replace_uses_of_var_after_op(anchor_op=new.op, old_var=bias, new_var=new, end_op=op)


def constant_kernels(function: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401
    """(operation, the constant that is its half-precision kernel) in order."""
    found = [(op, op.inputs.get(KERNELS.get(op.op_type, ""))) for op in function.operations]
    return [(op, var) for op, var in found if _is_half_constant(var)]


def _is_half_constant(var: Any) -> bool:  # noqa: ANN401
    return var is not None and var.op is not None and var.op.op_type == "const" and var.val.dtype == np.float16
