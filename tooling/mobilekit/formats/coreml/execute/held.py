"""A TensorFlow tensor that knows in which order its axes lie, and whether it still has to be rounded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Order = tuple[int, ...]


@dataclass(frozen=True)
class Held:
    """A result while a graph is being built.

    Attributes:
        tensor: float32.
        order: for each axis of ``tensor``, which of the program's axes it is.
        waiting: whether it is still to be rounded to half precision.
    """

    tensor: Any
    order: Order
    waiting: bool = False

    def axis(self, axis: int) -> int:
        """Where the program's ``axis`` lies."""
        return self.order.index(axis % len(self.order))

    def mapped(self, function: Callable[[Any], Any]) -> Held:
        """The same axes with other values."""
        return Held(function(self.tensor), self.order, self.waiting)


class Builder:
    """TensorFlow, and what every lowering needs of it."""

    def __init__(self, tf: Any) -> None:  # noqa: ANN401
        self.tf = tf
        self._rounded: dict[Any, Any] = {}

    def rounded(self, held: Held) -> Held:
        """``held`` in half precision, if it is to be: one pair of casts however many take it."""
        if not held.waiting:
            return held
        key = held.tensor.ref()
        if key not in self._rounded:
            self._rounded[key] = self.halved(held.tensor)
        return Held(self._rounded[key], held.order)

    def halved(self, tensor: Any) -> Any:  # noqa: ANN401
        """Nearest half-precision numbers; the two casts cost as much as one pass over the tensor."""
        return self.tf.cast(self.tf.cast(tensor, self.tf.float16), self.tf.float32)

    def ordered(self, held: Held, order: Order) -> Any:  # noqa: ANN401
        """The tensor with its axes lying in ``order``."""
        if held.order == order:
            return held.tensor
        return self.tf.transpose(held.tensor, [held.order.index(axis) for axis in order])

    def plain(self, held: Held) -> Any:  # noqa: ANN401
        """The tensor with its axes as the program has them."""
        return self.ordered(held, tuple(range(len(held.order))))

    def broadcast(self, values: npt.NDArray[np.float32], order: Order) -> Any:  # noqa: ANN401
        """A constant of at most ``len(order)`` axes, to be combined with a tensor whose axes lie in ``order``."""
        if values.size == 1:
            return self.tf.constant(values.reshape(()))
        whole = values.reshape((1,) * (len(order) - values.ndim) + values.shape)
        return self.tf.constant(whole.transpose(order))
