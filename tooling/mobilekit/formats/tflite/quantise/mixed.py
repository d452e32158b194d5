"""Which layers stay in floating point so that a goal is met: as few as that takes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from mobilekit.formats.tflite.net import Node
from mobilekit.formats.tflite.quantise.judge import Verdict
from mobilekit.formats.tflite.rules import WEIGHTED

Judged = Callable[[frozenset[Node]], Verdict]
"""The verdict on the net with these ops in floating point."""


@dataclasses.dataclass(frozen=True)
class Tradeoff:
    """What was measured on the way.

    Attributes:
        sensitivity: layer -> loss that remains when it alone stays in floating point; ascending: the first helps most.
        points: (layers in floating point, loss, agreement), ascending.
        goal: least agreement wanted.
        met: whether the last choice reached it on the pictures kept aside.
    """

    sensitivity: dict[str, float]
    points: tuple[tuple[int, float, float], ...]
    goal: float
    met: bool


def keep_fewest(nodes: list[Node], judged: Judged, goal: float) -> tuple[frozenset[Node], Tradeoff]:
    """The ops to leave in floating point.

    Layers are ranked by the loss that is left when each alone is in floating point, then the shortest head of that
    ranking that reaches the goal is sought by halving: agreement grows with its length but for noise, so the answer is
    the shortest found, not proven.

    Args:
        nodes: ops of the net that could be in int8.
        judged: asks the pictures kept aside.
        goal: least share of them with the float net's first answer.
    """
    points: dict[int, Verdict] = {0: judged(frozenset())}
    if points[0].agreement >= goal:
        return frozenset(), _tradeoff({}, points, goal)
    layers = [node for node in nodes if node.kind in WEIGHTED]
    left = {node: judged(_island(node, nodes)).loss for node in layers}
    ranked = sorted(layers, key=lambda node: (left[node], node.out.name))

    def head(count: int) -> frozenset[Node]:
        return frozenset[Node]().union(*(_island(node, nodes) for node in ranked[:count]))

    low, high = 0, len(ranked)
    while high - low > 1:
        middle = (low + high) // 2
        points[middle] = judged(head(middle))
        low, high = (low, middle) if points[middle].agreement >= goal else (middle, high)
    if high not in points:
        points[high] = judged(head(high))
    return head(high), _tradeoff({node.out.name: left[node] for node in ranked}, points, goal)


def _island(node: Node, nodes: list[Node]) -> frozenset[Node]:
    """A layer and the elementwise ops on nothing but its result, which would only convert back and forth."""
    island, made = {node}, set(node.outputs)
    for other in nodes:
        live = {value for value in other.inputs if value is not None and value.data is None}
        if other.kind in ("ADD", "MUL") and live and live <= made:
            island.add(other)
            made.update(other.outputs)
    return frozenset(island)


def _tradeoff(sensitivity: dict[str, float], points: dict[int, Verdict], goal: float) -> Tradeoff:
    rows = tuple((count, points[count].loss, points[count].agreement) for count in sorted(points))
    return Tradeoff(sensitivity, rows, goal, any(agreement >= goal for _, _, agreement in rows))
