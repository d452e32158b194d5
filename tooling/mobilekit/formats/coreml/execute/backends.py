"""What can execute a graph: one row each, best first. All have one interface."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mobilekit.errors import MobileKitError
from mobilekit.formats.coreml.execute.graph import Graph
from mobilekit.formats.coreml.execute.rounding import MODES, NATIVE
from mobilekit.spec import Batch


class Engine(Protocol):
    """A graph, loaded."""

    def scores(self, images: Batch) -> Batch:
        """(N, H, W, 3) float32, 0..255, in the program's order of channels -> (N, classes) float32."""

    def layers(self, images: Batch) -> dict[str, Batch]:
        """The same -> every result by name, in order, with the program's axes."""


@dataclass(frozen=True)
class Backend:
    """One way to execute.

    Attributes:
        present: whether this machine has it.
        modes: which it can do.
        rows: pictures a call, where the program allows more than one.
        open: from the file's path, its graph, a mode, and how many threads.
    """

    present: Callable[[], bool]
    modes: tuple[str, ...]
    rows: int
    open: Callable[[Path, Graph, str, int], Engine]


def _apple(path: Path, graph: Graph, mode: str, threads: int) -> Engine:
    from mobilekit.formats.coreml.execute.apple import Apple

    return Apple(path, graph)


def _tensorflow(path: Path, graph: Graph, mode: str, threads: int) -> Engine:
    from mobilekit.formats.coreml.execute.lower import Lowered

    return Lowered(graph, mode, threads)


def _numpy(path: Path, graph: Graph, mode: str, threads: int) -> Engine:
    from mobilekit.formats.coreml.execute.interpret import Interpreter

    return Interpreter(graph, mode)


def _installed(name: str) -> bool:
    return name in sys.modules or importlib.util.find_spec(name) is not None


BACKENDS: dict[str, Backend] = {
    "apple": Backend(lambda: sys.platform == "darwin" and _installed("coremltools"), (NATIVE,), 1, _apple),
    "tensorflow": Backend(lambda: _installed("tensorflow"), MODES, 8, _tensorflow),
    "numpy": Backend(lambda: True, MODES, 2, _numpy),
}
"""TensorFlow's eight rows: 40 MB for the largest tensor of MobileNetV2 at 224 x 224, and no faster with more."""


def choose(name: str | None, mode: str) -> Backend:
    """The backend called ``name``, or the best that this machine has for ``mode``.

    Raises:
        MobileKitError: no such backend or mode, or not here.
    """
    if mode not in MODES:
        raise MobileKitError(f"No mode of execution is called {mode}.", remedy=f"Choose one of {', '.join(MODES)}.")
    if name is None:
        return next(row for row in BACKENDS.values() if mode in row.modes and row.present())
    if name not in BACKENDS:
        raise MobileKitError(f"No backend is called {name}.", remedy=f"Choose one of {', '.join(BACKENDS)}.")
    row = BACKENDS[name]
    if mode not in row.modes or not row.present():
        raise MobileKitError(
            f"The backend {name} cannot execute in mode {mode} on this machine.", remedy="Leave the backend to the kit."
        )
    return row
