"""The weights of a package as its arithmetic meets them: unpacked, in the order of computation."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mobilekit.formats.coreml.coverage import KERNELS
from mobilekit.formats.coreml.execute.read import read_graph
from mobilekit.formats.coreml.unpack import guarded
from mobilekit.formats.stored import Kernel


def kernels(path: Path) -> tuple[Kernel, ...]:
    """The kernels of the program's convolutions and matrix products.

    Raises:
        MobileKitError: not a Core ML package, or one with operations that are not known here.
    """
    graph = guarded(path, lambda unpacked: read_graph(unpacked, path))
    given = ((node.results[0].name, node.args.get(KERNELS.get(node.type, ""))) for node in graph.nodes)
    return tuple(Kernel(name, weight.astype(np.float32)) for name, weight in given if isinstance(weight, np.ndarray))
