"""Which value of a table stands for a weight, chosen so that the errors of an output channel cancel.

The nearest value makes each weight's error least, but not their sum, and it is the sum that shifts a channel: what a
MobileNet's layer takes is never negative, so it adds one way. Moving the few weights that lie between two values anyway
brings the sum near zero for next to no squared error, without a picture to calibrate on. Guo et al., "SQuant:
On-the-Fly Data-Free Quantization via Diagonal Hessian Approximation" (ICLR 2022), do so for a grid of whole numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Index = npt.NDArray[np.intp]


def balanced(weight: npt.NDArray[Any], table: npt.NDArray[Any], nearest: Index) -> Index:
    """``nearest`` with some indices moved to a neighbour, so that each channel's errors add up to almost nothing.

    Args:
        weight: output channels first.
        table: ascending values, in the type in which they are stored.
        nearest: for each weight, flat in C order, where in the table it is.

    Returns:
        Flat indices again.
    """
    values, wanted = table.astype(np.float64), weight.astype(np.float64).reshape(len(weight), -1)
    chosen = nearest.reshape(wanted.shape)
    # cumsum adds from left to right everywhere; sum groups terms as the processor's vectors are wide.
    error = np.cumsum(values[chosen] - wanted, axis=1)[:, -1:]
    other = np.clip(chosen - np.sign(error).astype(np.intp), 0, len(values) - 1)
    move = np.abs(values[other] - values[chosen])
    price = (values[other] - wanted) ** 2 - (values[chosen] - wanted) ** 2
    rate = np.divide(price, move, out=np.full(move.shape, np.inf), where=move > 0)
    order = np.argsort(rate, axis=1, kind="stable")
    moves = np.take_along_axis(move, order, 1)
    worthwhile = (np.cumsum(moves, axis=1) - moves / 2 <= np.abs(error)) & (moves > 0)
    flipped = np.zeros(chosen.shape, np.bool_)
    np.put_along_axis(flipped, order, worthwhile, 1)
    return np.where(flipped, other, chosen).ravel()
