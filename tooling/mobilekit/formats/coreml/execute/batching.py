"""Whether a program for one picture can run many: the first axis of every result must be the picture's.

And which axis of a result holds channels, so that results can be shown channels last.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from mobilekit.formats.coreml.execute.graph import Node, Ref

Shapes = dict[str, tuple[int, ...]]
Rule = Callable[[Node, int], bool]

CUSTOMARY: dict[tuple[int, ...], int] = {(0, 2, 3, 1): 3, (0, 3, 1, 2): 1}
"""Permutation between the two customary orders -> where channels are after it."""


def batchable(nodes: tuple[Node, ...], shapes: Shapes) -> bool:
    """Whether ``batched`` nodes give for N pictures what N runs give.

    Args:
        nodes: of a program for one picture.
        shapes: name of every result, and of the image, -> declared shape.
    """
    return all(_keeps(node, shapes) for node in nodes)


def _keeps(node: Node, shapes: Shapes) -> bool:
    given = [shapes[ref.name] for ref in node.refs()]
    made = [result.shape for result in node.results]
    if any(shape[:1] != (1,) for shape in (*given, *made)):
        return False
    rank = len(given[0])
    if any(len(shape) != rank for shape in given):
        return False
    rule = RULES.get(node.type)
    return rule is None or rule(node, rank)


def _off_axis(name: str) -> Rule:
    """The setting names axes, or one, and the first is not among them."""

    def rule(node: Node, rank: int) -> bool:
        axes = node.args[name]
        if axes is None:
            return False
        return all(axis % rank != 0 for axis in (axes if isinstance(axes, tuple) else (axes,)))

    return rule


def _sliced(node: Node, rank: int) -> bool:
    masks = [(node.args[name] or (False,))[0] for name in ("begin_mask", "end_mask", "squeeze_mask")]
    begin, end = (0 if masks[0] else node.args["begin"][0]), (1 if masks[1] else node.args["end"][0])
    step = (node.args["stride"] or (1,))[0]
    return not masks[2] and (begin, end, step) == (0, 1, 1)


def _product(node: Node, rank: int) -> bool:
    """Of matrices in the last two axes: with two axes only, the first must not be summed over or come second."""
    return rank > 2 or not (node.args["transpose_x"] or isinstance(node.args["y"], Ref))


def _concat(node: Node, rank: int) -> bool:
    """A constant among the parts is there for one picture only."""
    return len(node.refs()) == len(node.args["values"]) and node.args["axis"] % rank != 0


def _constants_broadcast(node: Node, rank: int) -> bool:
    return all(getattr(node.args[name], "ndim", 0) <= rank for name in ("x", "y"))


BINARY = ("add", "sub", "mul", "real_div", "maximum", "minimum")

RULES: dict[str, Rule] = {
    **dict.fromkeys(BINARY, _constants_broadcast),
    **dict.fromkeys(("reduce_mean", "reduce_sum", "reduce_max"), _off_axis("axes")),
    **dict.fromkeys(("softmax", "split"), _off_axis("axis")),
    "concat": _concat,
    "linear": lambda node, rank: rank > 1,
    "matmul": _product,
    "transpose": lambda node, rank: node.args["perm"][0] == 0,
    "slice_by_index": _sliced,
    "slice_by_size": lambda node, rank: (node.args["begin"][0], node.args["size"][0]) in ((0, 1), (0, -1)),
    "pad": lambda node, rank: len(node.args["pad"]) < 2 * rank or not any(node.args["pad"][:2]),
    "quantize": lambda node, rank: node.args["axis"] is None or node.args["axis"] % rank != 0,
    "dequantize": lambda node, rank: node.args["axis"] is None or node.args["axis"] % rank != 0,
}
"""Beside what holds for all: every operand and result begins with an axis of one, the picture's, at the same rank."""


def batched(node: Node) -> Node:
    """``node`` with slices that say "the one picture" saying "all of them"."""
    args = dict(node.args)
    if node.type == "slice_by_index":
        for name in ("begin_mask", "end_mask"):
            args[name] = (True, *(args[name] or (False,) * len(args["begin"]))[1:])
    if node.type == "slice_by_size":
        args["size"] = (-1, *args["size"][1:])
    return dataclasses.replace(node, args=args)


def channel_axes(nodes: tuple[Node, ...], image: str) -> dict[str, int]:
    """Name of a result with four axes -> its axis of channels, followed from the image through every transposition.

    A reshaped result's is not known until a convolution, or a transposition from one customary order to the other.
    """
    found = {image: 1}
    for node in nodes:
        known = [found[ref.name] for ref in node.refs() if ref.name in found]
        axis = _channel(node, known[0] if known else None)
        for result in node.results:
            if axis is not None and len(result.shape) == 4:
                found[result.name] = axis
    return found


def _channel(node: Node, before: int | None) -> int | None:
    if node.type in ("conv", "avg_pool", "max_pool", "batch_norm"):
        return 1
    if node.type in ("reshape", "expand_dims", "squeeze", "flatten2d", "matmul"):
        return None
    if node.type != "transpose":
        return before
    perm: tuple[int, ...] = node.args["perm"]
    if before is None:
        return CUSTOMARY.get(perm)
    return perm.index(before)
