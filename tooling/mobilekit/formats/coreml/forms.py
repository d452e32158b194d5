"""The smaller forms of a kernel: one function each, from half-precision values to what is stored.

A kernel has its output channels first, then its inputs: (out, in / groups, height, width) or (out, in). Every form
takes any kernel: where it works on blocks or groups, their size is one that divides.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.coreml.balance import balanced, balanced_steps
from mobilekit.formats.coreml.compensate import compensated
from mobilekit.formats.coreml.packed import Packed, Part
from mobilekit.formats.coreml.palette import palette

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Spread = Floats | None
"""(inputs, inputs): covariance of what a kernel of (out, in) or (out, in, 1, 1) is applied to, where it is known."""
Form = Callable[[Array, Spread], Packed]

BLOCK = 32
"""Inputs that share an int4 scale: coremltools' default (``OpLinearQuantizerConfig.block_size``)."""
GROUP = 16
"""Output channels that share a table: "typically, a group size of 8 or 16 gives good accuracy while still increasing
speed" (apple.github.io/coremltools/docs-guides/source/opt-palettization-perf.html)."""
LEAST = 8
"""Below it a scale or table costs as much as what it stands for: an eighth of fp16's bits on top of four."""


def int8_channels(kernel: Array, spread: Spread = None) -> Packed:
    """8 bits, a scale for each output channel, as iOS 16 has it; zero points of 0, which coremltools writes too."""
    scale = step(kernel, 127).reshape(-1)
    data = balanced_steps(kernel, scale.reshape(-1, *(1,) * (kernel.ndim - 1)), -127, 127)
    given = {
        "quantized_data": data,
        "zero_point": np.zeros(len(scale), np.int8),
        "scale": scale,
        "axis": np.array(0, np.int32),
    }
    return Packed((Part("constexpr_affine_dequantize", given),))


def int8_blocks(kernel: Array, spread: Spread = None) -> Packed:
    """The same as iOS 18 has it."""
    scale = step(kernel, 127)
    data = balanced_steps(kernel, scale, -127, 127)
    return Packed((Part("constexpr_blockwise_shift_scale", {"data": data, "scale": scale}),))


def int4_blocks(kernel: Array, spread: Spread = None) -> Packed:
    """4 bits, a scale for each output channel and about 32 of its inputs."""
    size = divisor(kernel.shape[1], BLOCK)
    blocks = kernel.reshape(len(kernel), -1, size, *kernel.shape[2:])
    scale = narrowed_step(blocks, 7)
    if spread is None:
        data = balanced_steps(blocks, scale, -8, 7)
    else:
        data = _steps(_rows(kernel), spread, np.repeat(_rows(scale), size, axis=1).astype(np.float64))
    given = {"data": data.reshape(kernel.shape), "scale": scale.reshape(*blocks.shape[:2], *(1,) * (kernel.ndim - 2))}
    return Packed((Part("constexpr_blockwise_shift_scale", given, {"data": "int4"}),))


def table(kernel: Array, spread: Spread = None, *, bits: int) -> Packed:
    """Indices into one table, as iOS 16 has it."""
    values, indices = _looked_up(kernel, bits)
    single = (indices[:, None] >> np.arange(bits, dtype=np.uint8)) & 1
    stream = np.packbits(single.astype(np.uint8).ravel(), bitorder="little")
    given = {"indices": stream, "lut": values, "shape": np.array(kernel.shape, np.uint32)}
    return Packed((Part("constexpr_lut_to_dense", given),))


def grouped_tables(kernel: Array, spread: Spread = None, *, bits: int) -> Packed:
    """Indices into a table for each 16 or so output channels."""
    groups = kernel.reshape(-1, divisor(len(kernel), GROUP), *kernel.shape[1:])
    found = [_looked_up(group, bits) for group in groups]
    lut, indices = np.stack([values for values, _ in found]), np.concatenate([flat for _, flat in found])
    if spread is not None:
        made = compensated(_rows(kernel), spread, partial(_from_tables, lut.astype(np.float64)))
        indices = _places(lut.astype(np.float64), made.reshape(len(groups), -1))
    given = {
        "indices": indices.reshape(kernel.shape).astype(np.uint8),
        "lut": lut.reshape(len(groups), *(1,) * (kernel.ndim - 1), -1, 1),
    }
    return Packed((Part("constexpr_lut_to_dense", given, {"indices": f"uint{bits}"}),))


def sparse(kernel: Array, spread: Spread = None, *, sparsity: float) -> Packed:
    """The largest weights in half precision and a bit for each place, as iOS 16 has it."""
    mask, pruned = _pruned(kernel, spread, sparsity)
    stream = np.packbits(mask.ravel(), bitorder="little")
    given = {"nonzero_data": pruned[mask], "mask": stream, "shape": np.array(kernel.shape, np.uint32)}
    return Packed((Part("constexpr_sparse_to_dense", given),))


def sparse_table(kernel: Array, spread: Spread = None, *, sparsity: float, bits: int) -> Packed:
    """The largest weights as indices into one table, and a bit for each place."""
    mask, pruned = _pruned(kernel, spread, sparsity)
    values, nearest = palette(pruned[mask], 1 << bits)
    lut = values.astype(kernel.dtype)
    given = {"indices_mask": mask.astype(np.uint8), "indices_nonzero_data": nearest.astype(np.uint8)}
    kinds = {"indices_mask": "uint1", "indices_nonzero_data": f"uint{bits}"}
    shaped = lut.reshape(*(1,) * kernel.ndim, -1, 1)
    looked_up = Part("constexpr_lut_to_sparse", {**given, "lut": shaped}, kinds)
    return Packed((looked_up, Part("constexpr_sparse_to_dense", {}, takes=("mask", "nonzero_data"))))


def divisor(size: int, wanted: int) -> int:
    """The divisor of ``size`` nearest to ``wanted`` in ratio, but ``LEAST`` at least; all of it where there is none.

    coremltools leaves a weight whose size its block or group does not divide as it is, and only logs it: 14 of
    MobileNetV2's 43 at blocks of 32.
    """
    fitting = [k for k in range(LEAST, size + 1) if size % k == 0]
    return min(fitting, key=lambda k: abs(log2(k / wanted)), default=size)


def step(kernel: Array, most: int) -> Array:
    """For each output channel the half-precision scale at which ``most`` of them reach its largest weight.

    Rounded up where rounding would clip it: steps below 6e-5 have few bits in half precision.
    """
    peak = np.abs(kernel.astype(np.float32)).max(tuple(range(1, kernel.ndim)), keepdims=True)
    return _not_less(peak / np.float32(most), kernel.dtype)


def narrowed_step(blocks: Array, most: int) -> Array:
    """For each block (axes 0 and 1) the scale of least squared error: with few steps, clipping the largest pays.

    Args:
        blocks: (out, blocks, inputs of a block, ...).
        most: largest whole number.
    """
    wanted = blocks.astype(np.float64).reshape(*blocks.shape[:2], -1)
    whole = np.abs(wanted).max(2, keepdims=True) / most
    best, least = whole, np.full(whole.shape, np.inf)
    for share in np.linspace(1.0, 0.6, 17):
        tried = whole * share
        ratio = np.divide(wanted, tried, out=np.zeros_like(wanted), where=tried > 0)
        squares = np.square(np.clip(np.rint(ratio), -most - 1, most) * tried - wanted)
        error = np.cumsum(squares, axis=2)[..., -1:]  # from left to right on every processor
        best, least = np.where(error < least, tried, best), np.minimum(error, least)
    return np.asarray(best.astype(blocks.dtype)).reshape(*blocks.shape[:2], *(1,) * (blocks.ndim - 2))


def largest(kernel: Array, sparsity: float) -> npt.NDArray[np.bool_]:
    """Where the weights are that stay when exactly ``sparsity`` of them go, the smallest first.

    By rank: coremltools takes ``np.percentile`` of half-precision values, which is nan for more than 65,504 of them in
    numpy 2.1 and 2.2, and then prunes nothing.
    """
    order = np.argsort(np.abs(kernel.astype(np.float32)).ravel(), kind="stable")
    mask = np.ones(kernel.size, np.bool_)
    mask[order[: int(kernel.size * sparsity)]] = False
    return mask.reshape(kernel.shape)


def _not_less(values: Array, dtype: Any) -> Array:  # noqa: ANN401
    rounded = values.astype(dtype)
    return np.asarray(np.where(rounded < values, np.nextafter(rounded, dtype.type(np.inf)), rounded))


def _rows(values: Array) -> Array:
    """(outputs, all that makes one of them)."""
    return values.reshape(len(values), -1)


def _steps(rows: Array, spread: Floats, width: Floats) -> npt.NDArray[np.int8]:
    """Whole numbers of -8..7 whose multiples of ``width``, (outputs, inputs), stand for ``rows``."""

    def nearest(weights: Floats, k: int) -> Floats:
        return _whole(weights, width[:, k]) * width[:, k]

    return _whole(compensated(rows, spread, nearest), width).astype(np.int8)


def _whole(weights: Floats, width: Floats) -> Floats:
    whole = np.rint(np.divide(weights, width, out=np.zeros(weights.shape), where=width > 0))
    return np.asarray(np.clip(whole, -8, 7))


def _from_tables(lut: Floats, weights: Floats, k: int) -> Floats:
    """The nearest of each group's own values, (groups, entries), for the (outputs,) ``weights`` of one input."""
    grouped = weights.reshape(len(lut), -1)
    return np.take_along_axis(lut, _places(lut, grouped), 1).reshape(-1)


def _places(lut: Floats, grouped: Floats) -> npt.NDArray[np.intp]:
    """(groups, weights) -> where in its group's table each is nearest to."""
    return np.asarray(np.abs(grouped[:, :, None] - lut[:, None]).argmin(2))


def _pruned(kernel: Array, spread: Spread, sparsity: float) -> tuple[npt.NDArray[np.bool_], Array]:
    """(which weights stay, the kernel with the others zero); what stays makes up for what goes where inputs are known.

    How much a weight matters is its size times how much its input varies: Sun et al., "A Simple and Effective Pruning
    Approach for Large Language Models" (ICLR 2024).
    """
    if spread is None:
        mask = largest(kernel, sparsity)
        return mask, kernel * mask
    rows = _rows(kernel)
    mask = largest(rows * np.sqrt(np.diag(spread)), sparsity)
    made = compensated(rows, spread, lambda weights, k: weights * mask[:, k])
    return mask.reshape(kernel.shape), made.reshape(kernel.shape).astype(kernel.dtype)


def _looked_up(weight: Array, bits: int) -> tuple[Array, npt.NDArray[np.uint8]]:
    """The table in the weight's type, and flat indices into it, the errors of each output channel balanced."""
    values, nearest = palette(weight, 1 << bits)
    lut = values.astype(weight.dtype)
    return lut, balanced(weight, lut, nearest).astype(np.uint8)
