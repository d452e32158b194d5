"""The network between its source and the formats: batch norms folded, biases corrected for each form of storage.

One pass over the frozen function serves every source, and both formats' files hold the same kernels and biases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mobilekit.lowering.correct import Rounding, corrected, mean_outputs
from mobilekit.lowering.fold import Linear, by_output, fold, from_output, linears, with_linears
from mobilekit.lowering.net import Array, Net, function_of, read
from mobilekit.spec import Batch

__all__ = ["Linear", "Lowered", "Net", "by_output", "find", "from_output", "lower"]

ALIKE = 1e-5
"""Largest difference of two folded kernels, as a share of the largest weight, that are still the same one: converters
fold what is left (a scale before a convolution, say) in their own order of rounding."""


@dataclass
class Lowered:
    """A folded network, and what it takes to correct its biases.

    Attributes:
        net: the network.
        function: the same as a ConcreteFunction, as ``spec.Job`` wants it.
        pictures: gives the calibration pictures as inputs, (1, H, W, 3) float32 each; few enough to hold in memory.
    """

    net: Net
    function: Any
    pictures: Callable[[], Iterable[Batch]]
    _images: list[Batch] = field(default_factory=list)
    _means: dict[str, Array] = field(default_factory=dict)
    _corrected: dict[Rounding, dict[str, Linear]] = field(default_factory=dict)

    def linears(self) -> tuple[Linear, ...]:
        """The products whose kernel is constant, in the order of computation."""
        return linears(self.net)

    def corrected(self, rounding: Rounding) -> dict[str, Linear]:
        """Name -> layer with its kernel rounded and its bias corrected for that; remembered for each ``rounding``.

        Where there are no pictures to measure on, the biases stay as they are.
        """
        if rounding not in self._corrected:
            self._images = self._images or list(self.pictures())
            if not self._images:
                return {a.name: Linear(a.name, a.op, rounding(a), a.bias) for a in self.linears()}
            self._means = self._means or mean_outputs(self.net, self._images)
            self._corrected[rounding] = corrected(self.net, rounding, self._images, self._means)
        return self._corrected[rounding]

    def function_with(self, layers: dict[str, Linear]) -> Any:  # noqa: ANN401  (tf ConcreteFunction)
        """The network with some layers replaced, to run and compare."""
        return function_of(with_linears(self.net, layers))


def lower(function: Any, pictures: Callable[[], Iterable[Batch]]) -> Lowered | None:  # noqa: ANN401
    """Fold a frozen ConcreteFunction; None where it has control flow, which only the converters themselves can take.

    Args:
        function: batch 1, weights as constants: input ``image`` (1, H, W, 3) float32, output (1, classes) float32.
        pictures: see ``Lowered``.
    """
    net = read(function)
    if net is None:
        return None
    folded = fold(net)
    return Lowered(folded, function_of(folded), pictures)


def find(layers: Iterable[Linear] | Mapping[str, Linear], rows: Array) -> Linear | None:
    """The layer whose kernel a file holds; None where no layer's is alike.

    Args:
        layers: of the folded network, kernels not yet rounded.
        rows: (outputs, what makes one of them) float32, each row in the order height, width, input channel: a TFLite
            OHWI kernel reshaped, a Core ML OIHW kernel as (0, 2, 3, 1) reshaped, a depthwise kernel one row a channel.
    """
    largest = float(np.abs(rows).max(initial=0))
    for layer in layers.values() if isinstance(layers, Mapping) else layers:
        own = layer.by_output()
        if own.shape == rows.shape and np.abs(own - rows).max(initial=0) <= ALIKE * largest:
            return layer
    return None
