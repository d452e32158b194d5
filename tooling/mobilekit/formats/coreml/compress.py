"""Smaller kernels for a program in memory: which of them, and in which form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np

from mobilekit.formats.coreml import forms
from mobilekit.formats.coreml.biases import constant_kernels, correct_biases, fingerprint, rebuild
from mobilekit.formats.coreml.forms import Form
from mobilekit.formats.coreml.layouts import as_layer, outputs_first
from mobilekit.formats.coreml.packed import Array, Packed
from mobilekit.formats.coreml.recipes import SMALLEST
from mobilekit.lowering.fold import Linear

LINEAR_RANK = 3
"""Axes that ``linear`` takes at most (coremltools, iOS15/linear.py)."""

SMALL_SHARE = 0.04
"""Of a network's elements above that, which have 8 bits where the others have fewer, for 2 to 5 % more bytes: depthwise
kernels and the first bottlenecks, which are the most sensitive."""


@dataclass(frozen=True)
class Way:
    """How a program's kernels are stored.

    Attributes:
        large: form of most of them.
        small: form of the smallest, which are the most sensitive.
        compensated: whether the large ones are rounded for what they are applied to, which takes running the program.
    """

    large: Form
    small: Form
    compensated: bool = False


WAYS: dict[str, Way] = {
    "int8": Way(forms.int8_channels, forms.int8_channels),
    "palette_6bit": Way(partial(forms.table, bits=6), forms.int8_channels),
    "int4": Way(forms.int4_blocks, forms.int8_blocks, compensated=True),
    "palette_4bit": Way(partial(forms.grouped_tables, bits=4), forms.int8_blocks, compensated=True),
    "sparse": Way(partial(forms.sparse, sparsity=0.5), forms.int8_channels, compensated=True),
    "sparse_palette": Way(partial(forms.sparse_table, sparsity=0.5, bits=6), forms.int8_blocks, compensated=True),
}


class Packer:
    """The kernels of one program in the forms of one way; each is packed once, however often it is asked for."""

    def __init__(self, way: Way, program: Any, spreads: Mapping[str, Array]) -> None:  # noqa: ANN401
        """Take over a program.

        Args:
            way: in which forms.
            program: coremltools' ``Program`` in half precision.
            spreads: see ``inputs.covariances``; empty where they are not known, or not wanted.
        """
        self._way, self._spreads, self._done = way, spreads, dict[str, Packed]()
        self._kept = largest_small(var.val.size for _, var in _large(program.functions["main"]))

    def packed(self, kernel: Array) -> Packed:
        """``kernel``, half precision, outputs first and of more than ``SMALLEST`` elements, as it is stored."""
        key = fingerprint(kernel)
        if key not in self._done:
            form = self._way.large if kernel.size > self._kept else self._way.small
            self._done[key] = form(kernel, self._spreads.get(key))
        return self._done[key]

    def rounding(self, layer: Linear) -> Array:
        """What becomes of a layer's kernel, in its own layout and float32: a ``lowering.correct.Rounding``."""
        kernel = outputs_first(layer)
        stored = self.packed(kernel).values() if kernel.size > SMALLEST else kernel
        return as_layer(stored.astype(np.float32), layer)


def compress(program: Any, packer: Packer, shifts: Mapping[str, Sequence[Array]]) -> None:  # noqa: ANN401
    """Replace the large kernels of a half-precision program by their smaller form, and correct biases, in place.

    Args:
        program: coremltools' ``Program``, its opset one that knows the forms.
        packer: which form.
        shifts: see ``biases.shifts``.
    """
    function = program.functions["main"]
    with function:
        _outputs_first(function)
        correct_biases(function, shifts)
        for var in {id(var): var for _, var in _large(function)}.values():
            _replace(var, packer.packed(var.val).write(var.op, var.op.name))


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


def _large(function: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401
    """(operation, its kernel) of those with more than ``SMALLEST`` elements, in order."""
    return [(op, var) for op, var in constant_kernels(function) if var.val.size > SMALLEST]


def _outputs_first(function: Any) -> None:  # noqa: ANN401
    """Make ``linear`` of products with a large constant matrix: forms expect outputs before inputs, biases a bias."""
    for op, var in _large(function):
        if op.op_type == "matmul" and not op.transpose_x.val and op.x.rank <= LINEAR_RANK and var.val.ndim == 2:
            weight = var.val if op.transpose_y.val else np.ascontiguousarray(var.val.T)
            rebuild(op, "linear", {"x": op.x, "weight": weight})


def _replace(old: Any, new: Any) -> None:  # noqa: ANN401
    block = old.op.enclosing_block
    block.replace_uses_of_var_after_op(anchor_op=old.op, old_var=old, new_var=new, no_check_var_types=True)
    block.remove_ops([old.op])
