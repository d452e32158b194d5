"""In which form each kernel of a program is stored: read off the operations, without unpacking anything."""

from __future__ import annotations

from math import prod
from typing import Any

from mobilekit.formats.coreml.program import Program, dtype, value_shape
from mobilekit.spec import StoredKernel

KERNELS = {"conv": "weight", "conv_transpose": "weight", "linear": "weight", "matmul": "y"}
"""Operation -> the parameter that is its kernel, where it is a constant."""

CHAIN = {
    "constexpr_affine_dequantize": "quantized_data",
    "constexpr_blockwise_shift_scale": "data",
    "constexpr_lut_to_dense": "indices",
    "constexpr_sparse_to_dense": "nonzero_data",
    "constexpr_lut_to_sparse": "indices_nonzero_data",
    "constexpr_sparse_blockwise_shift_scale": "nonzero_data",
}
"""Operation that unpacks -> the parameter that holds most of what is stored, or another operation's result."""


SPARSE = "sparse "


def stored_kernels(program: Program) -> tuple[StoredKernel, ...]:
    """Every constant kernel, in the order of computation."""
    makers = {output.name: op for op in program.block.operations for output in op.outputs}
    found = []
    for op in program.block.operations:
        arguments: Any = op.inputs[KERNELS[op.type]].arguments if op.type in KERNELS else ()
        maker = makers.get(arguments[0].name) if len(arguments) else None
        if maker is not None and (maker.type == "const" or maker.type in CHAIN):
            elements = prod(program.shapes[arguments[0].name])
            form, stored = _form(program, makers, maker)
            zeros = 1 - stored / elements if form.startswith(SPARSE) else 0.0
            found.append(StoredKernel(op.outputs[0].name, elements, form, maker.type != "const", zeros))
    return tuple(found)


def _form(program: Program, makers: dict[str, Any], op: Any) -> tuple[str, int]:  # noqa: ANN401
    """(words such as ``int4`` or ``sparse palette6``, numbers that are stored)."""
    if op.type == "const":
        value = op.attributes["val"]
        return dtype(value), prod(value_shape(value))
    value = program.argument(op, CHAIN[op.type])
    if value is None:
        words, stored = _form(program, makers, makers[op.inputs[CHAIN[op.type]].arguments[0].name])
    else:
        words, stored = dtype(value), prod(value_shape(value))
    if "lut" in op.type:
        words = program.palette(op) or words
    return words if "sparse" not in op.type or words.startswith(SPARSE) else SPARSE + words, stored
