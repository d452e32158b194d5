"""A graph's pairs of ``quantize`` and ``dequantize``: taken out, or given other scales, without writing it anew."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from mobilekit.formats.coreml.activations import PREFIX, Scale
from mobilekit.formats.coreml.execute.graph import Graph, Node, Ref

NAME = re.compile(rf"{PREFIX}(\d+)_d?q")


def quantised(graph: Graph) -> dict[int, str]:
    """Number of a pair -> name of the result that it quantises, in order; the image's own name where it is that."""
    return {number: node.refs()[0].name for number, node in _pairs(graph) if node.type == "quantize"}


def without_pairs(graph: Graph) -> Graph:
    """The same graph in floating point: what takes the result of a pair takes what went into it."""
    pairs = {node.results[0].name: node.refs()[0].name for _, node in _pairs(graph)}

    def before(value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, tuple):
            return tuple(before(one) for one in value)
        while isinstance(value, Ref) and value.name in pairs:
            value = Ref(pairs[value.name])
        return value

    nodes = [
        dataclasses.replace(node, args={name: before(value) for name, value in node.args.items()})
        for node in graph.nodes
        if node.results[0].name not in pairs
    ]
    return dataclasses.replace(graph, nodes=tuple(nodes), scores=before(Ref(graph.scores)).name)


def with_scales(graph: Graph, scales: Mapping[int, Scale]) -> Graph:
    """The same graph with these ``scales`` in its pairs."""
    changed = {node.results[0].name: _scaled(node, scales[number]) for number, node in _pairs(graph)}
    nodes = tuple(changed.get(node.results[0].name, node) for node in graph.nodes)
    return dataclasses.replace(graph, nodes=nodes)


def _scaled(node: Node, scale: Scale) -> Node:
    args = {**node.args, "scale": np.float32(scale.step).reshape(())}
    if node.type == "quantize":
        args["output_dtype"] = scale.dtype
    return dataclasses.replace(node, args=args)


def _pairs(graph: Graph) -> Iterator[tuple[int, Node]]:
    for node in graph.nodes:
        found = NAME.fullmatch(node.results[0].name)
        if found and node.type in ("quantize", "dequantize"):
            yield int(found[1]), node
