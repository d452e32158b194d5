"""Run a net that is still in memory, and look at any of its results."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.tflite import flat
from mobilekit.formats.tflite.net import Net, Value
from mobilekit.formats.tflite.quiet import quiet

THREADS = 1


class Executor:
    """A net on XNNPACK, with chosen results as its outputs: the graph stays whole, so it runs at full speed."""

    def __init__(self, net: Net, wanted: list[Value] | None = None) -> None:
        """Prepare.

        Args:
            net: is left alone.
            wanted: results to hand out; the net's own outputs where None. An input may be among them.
        """
        from ai_edge_litert.interpreter import Interpreter

        self._wanted = net.outputs if wanted is None else wanted
        self._input = net.inputs[0]
        computed = [value for value in self._wanted if value is not self._input]
        shown = Net(net.nodes, net.inputs, computed, net.runtime)
        with quiet():
            self._interpreter = Interpreter(model_content=flat.pack(shown.write()), num_threads=THREADS)
            self._interpreter.allocate_tensors()
        self._at = int(self._interpreter.get_input_details()[0]["index"])
        places = list(shown.values())
        self._places = [places.index(value) for value in computed]

    def run(self, batch: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
        """One input -> the wanted results, as they lie in the file; copies."""
        self._interpreter.set_tensor(self._at, batch)
        self._interpreter.invoke()
        found = iter(self._interpreter.get_tensor(place) for place in self._places)
        return [np.asarray(batch) if value is self._input else next(found) for value in self._wanted]
