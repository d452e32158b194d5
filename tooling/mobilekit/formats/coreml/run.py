"""Run a .mlpackage on this machine: reference semantics of the saved program, not the Neural Engine.

Everything comes from the file's bytes. On macOS Core ML itself answers; elsewhere the program is lowered to a
TensorFlow graph, or interpreted with numpy where there is no TensorFlow. What may differ from a phone: the order of
sums inside an operation, and whatever a Neural Engine does beyond its specification (``mode="ane"`` has what has been
measured of that from outside).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import numpy as np

from mobilekit.errors import MobileKitError
from mobilekit.formats.coreml.execute.backends import Engine, choose
from mobilekit.formats.coreml.execute.graph import Graph
from mobilekit.formats.coreml.execute.read import read_graph
from mobilekit.formats.coreml.execute.rounding import NATIVE
from mobilekit.formats.coreml.unpack import guarded, refuse
from mobilekit.preprocess import Pixels, Preprocessing, normalise
from mobilekit.spec import NORMALISE, Batch


class Runner:
    """A loaded package, ready to answer many pictures."""

    def __init__(
        self,
        path: Path,
        rule: Preprocessing,
        app_steps: tuple[str, ...] = (),
        *,
        mode: str = NATIVE,
        backend: str | None = None,
        threads: int = 1,
    ) -> None:
        """Open a file.

        Args:
            path: the .mlpackage, or a .mlmodel that holds a neural network.
            rule: the model's preprocessing.
            app_steps: the manifest's, for this artifact: which of it is still to do.
            mode: ``float32`` | ``native`` | ``ane``: see ``execute.rounding``.
            backend: ``apple`` | ``tensorflow`` | ``numpy``; None takes the first of them that this machine has and
                that knows the mode.
            threads: of TensorFlow's session; numpy and Core ML take what they want.

        Raises:
            MobileKitError: not such a file, operations that are not known here, all of them named, or no such mode
                or backend.
        """
        row = choose(backend, mode)
        self._rule, self._steps = rule, app_steps
        self._path, self._graph = path, read_file(path)
        with self._refusing():
            self._engine: Engine = row.open(path, self._graph, mode, threads)
        self._rows = row.rows if self._graph.batchable else 1

    def run(self, tensors: Pixels) -> Batch:
        """(N, H, W, 3) uint8 RGB with geometry done -> (N, classes) float32."""
        return self.run_values(tensors.astype(np.float32))

    def run_values(self, values: Batch) -> Batch:
        """The same for (N, H, W, 3) float32 on the 0..255 scale; Core ML itself takes bytes, so there they are rounded.

        Raises:
            MobileKitError: pictures of another size than the model's.
        """
        with self._refusing():
            parts = [self._engine.scores(part) for part in self._parts(values)]
        return np.concatenate(parts) if parts else np.zeros((0, self._graph.classes), np.float32)

    def layers(self, tensors: Pixels) -> dict[str, Batch]:
        """(N, H, W, 3) uint8 RGB -> name -> (N, ...) float32, channels last, of every result, in order."""
        with self._refusing():
            parts = [self._engine.layers(part) for part in self._parts(tensors.astype(np.float32))]
        names = [result.name for result in self._graph.results()] if parts else []
        return {name: np.concatenate([self._shown(name, part[name]) for part in parts]) for name in names}

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """A program whose operations do not fit each other shows when they are put together, or computed."""
        try:
            yield
        except (ValueError, TypeError, KeyError, IndexError) as error:
            raise refuse(self._path, error) from error

    def _parts(self, values: Batch) -> Iterator[Batch]:
        """A call's worth of pictures at a time, as the program takes them."""
        size = (*self._graph.image.size, 3)
        if values.shape[1:] != size:
            raise MobileKitError(
                f"The model takes pictures of {size}, these are {values.shape[1:]}.",
                remedy="Crop and resize them to the size of its preprocessing.",
            )
        for start in range(0, len(values), self._rows):
            part = values[start : start + self._rows]
            if NORMALISE in self._steps:
                part = normalise(cast(Pixels, part), self._rule)
            yield part[..., ::-1] if self._graph.image.reversed else part

    def _shown(self, name: str, values: Batch) -> Batch:
        """A result with channels last and pictures first."""
        if name in self._graph.channels:
            values = np.moveaxis(values, self._graph.channels[name], -1)
        return values if self._graph.batchable or values.shape[:1] == (1,) else values[None]


def read_file(path: Path) -> Graph:
    """The graph of the package, or legacy model file, at ``path``.

    Raises:
        MobileKitError: neither, or operations that are not known here.
    """
    if path.is_file() and not path.is_symlink():
        from mobilekit.formats.coreml.execute.neuralnetwork import read_network

        return read_network(path)
    graph: Graph = guarded(path, lambda unpacked: read_graph(unpacked, path))
    return graph
