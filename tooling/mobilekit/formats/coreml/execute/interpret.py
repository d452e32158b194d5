"""A graph on numpy, one operation after the other: the oracle, and the way on machines without TensorFlow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.coreml.execute.graph import HALF, Graph, Node, Ref
from mobilekit.formats.coreml.execute.ops import OPS
from mobilekit.formats.coreml.execute.rounding import (
    ANE,
    FLOAT32,
    NATIVE,
    PRODUCTS,
    SATURATION,
    SUMS,
    halved,
)
from mobilekit.formats.coreml.unpack import Broken

Floats = npt.NDArray[np.float32]


class Interpreter:
    """A graph and a mode."""

    def __init__(self, graph: Graph, mode: str) -> None:
        self.graph, self._mode = graph, mode
        self._last = {ref.name: node for node in graph.nodes for ref in node.refs()}

    def scores(self, images: Floats) -> Floats:
        """(N, H, W, 3) float32 in the program's order of channels -> (N, classes)."""
        last = [values for name, values in self._results(images) if name == self.graph.scores]
        return last[0].reshape(len(images), self.graph.classes)

    def layers(self, images: Floats) -> dict[str, Floats]:
        """The same -> every result by name, with the program's axes."""
        return dict(self._results(images))

    def _results(self, images: Floats) -> Iterator[tuple[str, Floats]]:
        """Results in order; each is dropped once nothing takes it any more."""
        held = {self.graph.image.name: np.ascontiguousarray(images.transpose(0, 3, 1, 2))}
        for node in self.graph.nodes:
            made = run_node(node, held, self._mode)
            yield from made.items()
            held |= made
            for ref in node.refs():
                if self._last[ref.name] is node:
                    held.pop(ref.name, None)


def run_node(node: Node, held: dict[str, Floats], mode: str) -> dict[str, Floats]:
    """Name -> array of each result of ``node``, rounded as ``mode`` says.

    Raises:
        Broken: a result of another shape than declared.
    """
    given = {name: _value(value, held) for name, value in node.args.items()}
    shape = node.results[0].shape
    with np.errstate(all="ignore"):
        if mode == ANE and node.type in SUMS and node.results[0].dtype == HALF:
            values: Any = half_sum(given, mean=node.type == "reduce_mean")
        else:
            values = OPS[node.type](given, (-1, *shape[1:]) if shape else ())
    parts = values if isinstance(values, tuple) else (values,)
    made = {}
    for result, part in zip(node.results, parts, strict=True):
        if part.shape[1:] != result.shape[1:] or part.ndim != len(result.shape):
            raise Broken(f"its {node.type} gives {part.shape} where {result.shape} was declared")
        made[result.name] = _rounded(part, node.type, result.dtype, mode)
    return made


def folded(node: Node) -> dict[str, Floats]:
    """Results of a node that takes constants only, in their declared types."""
    return run_node(node, {}, NATIVE)


def _value(value: Any, held: dict[str, Floats]) -> Any:  # noqa: ANN401
    if isinstance(value, tuple):
        return tuple(_value(one, held) for one in value)
    return held[value.name] if isinstance(value, Ref) else value


def _rounded(values: Any, kind: str, dtype: str, mode: str) -> Floats:  # noqa: ANN401
    if mode == ANE and kind in PRODUCTS:
        values = np.clip(values, -SATURATION, SATURATION)
    return halved(values) if dtype == HALF and mode != FLOAT32 else np.asarray(values, np.float32)


def half_sum(given: dict[str, Any], *, mean: bool) -> Floats:
    """Sum along axes, one value after the other, rounded to half precision after each; the last axis first."""
    x = given["x"]
    axes = sorted(axis % x.ndim for axis in (given["axes"] or range(x.ndim)))
    total, count = x, 1
    for axis in reversed(axes):
        parts = np.moveaxis(total, axis, 0)
        count *= len(parts)
        total = halved(parts[0])
        for part in parts[1:]:
            total = halved(total + part)
        total = np.expand_dims(total, axis)
    total = total / np.float32(count) if mean else total
    return np.asarray(total if given["keep_dims"] else np.squeeze(total, tuple(axes)))
