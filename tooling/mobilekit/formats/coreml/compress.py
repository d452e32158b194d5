"""Smaller kernels for a program in memory: which of them, and in which form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np

from mobilekit.formats.coreml import forms
from mobilekit.formats.coreml.coverage import KERNELS
from mobilekit.formats.coreml.forms import Form

SMALLEST = 2048
"""Kernels of up to so many elements stay as they are: coremltools' own default, since they are a few kB in all."""

SMALL_SHARE = 0.04
"""Of a network's elements above that, which have 8 bits where the others have fewer, for 2 to 5 % more bytes: depthwise
kernels and the first bottlenecks, which are the most sensitive."""


@dataclass(frozen=True)
class Way:
    """How a program's kernels are stored.

    Attributes:
        large: form of most of them.
        small: form of the smallest, which are the most sensitive.
    """

    large: Form
    small: Form


WAYS: dict[str, Way] = {
    "int8": Way(forms.int8_channels, forms.int8_channels),
    "palette_6bit": Way(partial(forms.table, bits=6), forms.int8_channels),
    "int4": Way(forms.int4_blocks, forms.int8_blocks),
    "palette_4bit": Way(partial(forms.grouped_tables, bits=4), forms.int8_blocks),
    "sparse": Way(partial(forms.sparse, sparsity=0.5), forms.int8_channels),
    "sparse_palette": Way(partial(forms.sparse_table, sparsity=0.5, bits=6), forms.int8_blocks),
}


def compress(program: Any, way: Way) -> None:  # noqa: ANN401
    """Replace the large kernels of a half-precision program by their smaller form, in place.

    Args:
        program: coremltools' ``Program``, its opset one that knows the forms.
        way: which form.
    """
    for function in program.functions.values():
        with function:
            _outputs_first(function)
            constants = _kernels(function)
            kept = largest_small(var.val.size for var in constants)
            for var in constants:
                form = way.large if var.val.size > kept else way.small
                _replace(var, form(var.val).write(var.op, var.op.name))


def largest_small(sizes: Iterable[int]) -> int:
    """Elements up to which a kernel is one of the smallest, which make up ``SMALL_SHARE`` of the elements.

    Args:
        sizes: elements of each large kernel.
    """
    large = sorted(sizes)
    total, before, kept = sum(large), 0, SMALLEST
    for size, group in groupby(large):
        before += sum(group)
        if before > SMALL_SHARE * total:
            break
        kept = size
    return kept


def _kernels(function: Any) -> list[Any]:  # noqa: ANN401
    """The constants that are kernels of more than ``SMALLEST`` elements, each once, in order."""
    found = {id(var): var for _, var in _bound(function) if var.val.dtype == np.float16 and var.val.size > SMALLEST}
    return list(found.values())


def _bound(function: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401
    """(operation, its constant kernel) of each operation that has one."""
    for op in function.operations:
        var = op.inputs.get(KERNELS.get(op.op_type, ""))
        if var is not None and var.op is not None and var.op.op_type == "const":
            yield op, var


def _outputs_first(function: Any) -> None:  # noqa: ANN401
    """Turn the constant matrices of products round: forms expect outputs before inputs."""
    from coremltools.converters.mil import Builder

    for op, var in list(_bound(function)):
        if op.op_type == "matmul" and not op.transpose_y.val and var.val.ndim == 2:
            turned = Builder.const(val=np.ascontiguousarray(var.val.T), before_op=op, name=f"{op.name}_turned")
            made = Builder.matmul(x=op.x, y=turned, transpose_x=op.transpose_x, transpose_y=True, before_op=op)
            made.name = op.outputs[0].name
            function.replace_uses_of_var_after_op(anchor_op=op, old_var=op.outputs[0], new_var=made)
            function.remove_ops([op])


def _replace(old: Any, new: Any) -> None:  # noqa: ANN401
    block = old.op.enclosing_block
    block.replace_uses_of_var_after_op(anchor_op=old.op, old_var=old, new_var=new, no_check_var_types=True)
    block.remove_ops([old.op])
