"""How the inputs of a program's layers vary together, measured by running it on pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.coreml.biases import fingerprint
from mobilekit.formats.coreml.calibrate import batches
from mobilekit.formats.coreml.execute.graph import Graph, Ref
from mobilekit.formats.coreml.execute.lower import Lowered
from mobilekit.formats.coreml.execute.rounding import NATIVE
from mobilekit.formats.coreml.recipes import SMALLEST
from mobilekit.formats.coreml.run import read_file
from mobilekit.picture_store import spread
from mobilekit.preprocess import Pixels

Array = npt.NDArray[Any]

MOST = 64
"""Pictures looked at."""
PLACES = 256
"""Places of a picture that count, evenly spread: neighbours say nearly the same."""
ENOUGH = 2
"""Samples an input needs: of fewer, the covariance is mostly chance, and its inverse worse than none."""


def covariances(path: Path, pictures: Sequence[Pixels]) -> dict[str, Array]:
    """Fingerprint of a kernel -> (inputs, inputs) float64 covariance of what it is applied to.

    Only of kernels that see one place at a time, 1 x 1 convolutions and matrix products, and where there are samples
    enough; without pictures of none.

    Args:
        path: a half-precision package.
        pictures: (H, W, 3) uint8 RGB each.
    """
    if not pictures:
        return {}
    graph = read_file(path)
    taken = _taken(graph)
    moments = {key: _Moments() for key in taken}
    engine = Lowered(graph, NATIVE)
    for images in batches(spread(pictures, MOST)):
        made = engine.layers(images, tuple(set(taken.values())))
        for key, name in taken.items():
            moments[key].add(_rows(made[name]))
    return {key: one.covariance() for key, one in moments.items() if one.count >= ENOUGH * len(one.total)}


def _taken(graph: Graph) -> dict[str, str]:
    """Fingerprint of a kernel -> name of the result that it is applied to."""
    found = {}
    for node in graph.nodes:
        weight, x = node.args.get("weight"), node.args.get("x")
        if isinstance(weight, np.ndarray) and isinstance(x, Ref) and _sees_one_place(weight, node.args):
            found[fingerprint(weight.astype(np.float16))] = x.name
    return found


def _sees_one_place(weight: Array, args: dict[str, Any]) -> bool:
    return weight.size > SMALLEST and weight.shape[2:] in ((), (1, 1)) and args.get("groups", 1) == 1


def _rows(values: Array) -> Array:
    """(N, C, H, W) or (N, C) -> (samples, C)."""
    if values.ndim == 2:
        return values
    flat = values.reshape(*values.shape[:2], -1)
    return np.moveaxis(flat[..., :: max(1, flat.shape[2] // PLACES)], 1, 2).reshape(-1, values.shape[1])


@dataclass
class _Moments:
    count: int = 0
    total: Any = 0.0
    products: Any = 0.0

    def add(self, rows: Array) -> None:
        wide = rows.astype(np.float64)
        self.count += len(wide)
        self.total = self.total + wide.sum(0)
        self.products = self.products + wide.T @ wide

    def covariance(self) -> Array:
        mean = self.total / self.count
        return np.asarray(self.products / self.count - np.outer(mean, mean))
