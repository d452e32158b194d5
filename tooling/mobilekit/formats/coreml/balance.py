"""To which side weights are rounded, chosen so that the errors of an output channel cancel.

The nearest value makes each weight's error least, but not their sum, and it is the sum that shifts a channel: what a
MobileNet's layer takes is never negative, so it adds one way. Moving the few weights that lie between two values anyway
brings the sum near zero for next to no squared error, without a picture to calibrate on. Guo et al., "SQuant:
On-the-Fly Data-Free Quantization via Diagonal Hessian Approximation" (ICLR 2022), do so for a grid of whole numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]


def balanced(weight: Array, table: Array, nearest: Index) -> Index:
    """``nearest`` with some indices moved to a neighbour, so that each channel's errors add up to almost nothing.

    Args:
        weight: output channels first.
        table: ascending values, in the type in which they are stored.
        nearest: for each weight, flat in C order, where in the table it is.

    Returns:
        Flat indices again.
    """
    values, wanted = table.astype(np.float64), _rows(weight)
    chosen = nearest.reshape(wanted.shape)
    error = _sums(values[chosen] - wanted)
    other = np.clip(chosen - np.sign(error).astype(np.intp), 0, len(values) - 1)
    moved = _worthwhile(wanted, values[chosen], values[other], np.abs(error))
    return np.where(moved, other, chosen).ravel()


def balanced_steps(weight: Array, step: Array, low: int, high: int) -> npt.NDArray[np.int8]:
    """The same for a grid: whole numbers of ``low``..``high`` whose multiples of ``step`` stand for the weights.

    Args:
        weight: output channels first.
        step: broadcasts over ``weight``; 0 stands for weights of zero.
        low: least whole number.
        high: largest.

    Returns:
        In the shape of ``weight``.
    """
    wanted, wide = _rows(weight), _rows(np.broadcast_to(step, weight.shape))
    whole = np.divide(wanted, wide, out=np.zeros(wanted.shape), where=wide > 0)
    chosen = np.clip(np.rint(whole), low, high)
    error = _sums(chosen * wide - wanted)
    other = np.clip(chosen - np.sign(error), low, high)
    moved = _worthwhile(wanted, chosen * wide, other * wide, np.abs(error))
    return np.where(moved, other, chosen).astype(np.int8).reshape(weight.shape)


def _rows(values: Array) -> Floats:
    return values.astype(np.float64).reshape(len(values), -1)


def _sums(errors: Floats) -> Floats:
    """Of each row. cumsum adds from left to right everywhere; sum groups terms as the processor's vectors are wide."""
    return np.cumsum(errors, axis=1)[:, -1:]


def _worthwhile(wanted: Floats, chosen: Floats, other: Floats, error: Floats) -> npt.NDArray[np.bool_]:
    """Which weights go from ``chosen`` to ``other``, all moving one way: the cheapest ones, until ``error`` is gone."""
    move = np.abs(other - chosen)
    price = (other - wanted) ** 2 - (chosen - wanted) ** 2
    rate = np.divide(price, move, out=np.full(move.shape, np.inf), where=move > 0)
    order = np.argsort(rate, axis=1, kind="stable")
    moves = np.take_along_axis(move, order, 1)
    worth = (np.cumsum(moves, axis=1) - moves / 2 <= error) & (moves > 0)
    flipped = np.zeros(chosen.shape, np.bool_)
    np.put_along_axis(flipped, order, worth, 1)
    return flipped
