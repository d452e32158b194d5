"""The nouns of execution: a program whose constants are arrays and whose operations are checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

HALF = "float16"


@dataclass(frozen=True)
class Ref:
    """The result of another operation, or the image, by name."""

    name: str


@dataclass(frozen=True)
class Result:
    """What an operation gives, as the program declares it.

    Attributes:
        name: unique in the program.
        shape: static, for one picture.
        dtype: numpy's name.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True)
class Node:
    """One operation.

    Attributes:
        type: as the program calls it: ``conv``, ``relu6``...
        results: one, but for ``split``.
        args: parameter -> ``Ref``, float32 array, plain Python setting, None where left out; a tuple of the first two
            for ``concat``.
    """

    type: str
    results: tuple[Result, ...]
    args: dict[str, Any]

    def refs(self) -> tuple[Ref, ...]:
        """Results of other operations that this one takes."""
        flat = [one for value in self.args.values() for one in (value if isinstance(value, tuple) else (value,))]
        return tuple(one for one in flat if isinstance(one, Ref))


@dataclass(frozen=True)
class Image:
    """The picture that goes in, as (1, 3, height, width) in the program.

    Attributes:
        name: of the feature.
        size: (height, width).
        reversed: whether the program takes its channels as blue, green, red.
    """

    name: str
    size: tuple[int, int]
    reversed: bool = False


@dataclass(frozen=True)
class Graph:
    """A program ready to run.

    Attributes:
        image: input.
        nodes: in an order in which each finds what it takes.
        scores: name of the result that holds a score for each class.
        classes: how many.
        labels: their names in that order; empty where the program has none.
        batchable: whether the first axis of every result is the picture's, so that many can run as one.
        channels: name of a result -> which axis holds channels, where that is known.
    """

    image: Image
    nodes: tuple[Node, ...]
    scores: str
    classes: int
    labels: tuple[str, ...] = ()
    batchable: bool = True
    channels: dict[str, int] = field(default_factory=dict)

    def results(self) -> tuple[Result, ...]:
        """Every result, in order of computation."""
        return tuple(result for node in self.nodes for result in node.results)
