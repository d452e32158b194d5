"""A saved program as a graph to execute: constants read, weights unpacked, every operation checked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

from mobilekit.errors import MobileKitError
from mobilekit.formats.coreml.execute.batching import batchable, batched, channel_axes
from mobilekit.formats.coreml.execute.decompress import DECOMPRESS
from mobilekit.formats.coreml.execute.graph import Graph, Image, Node, Ref, Result
from mobilekit.formats.coreml.execute.interpret import folded
from mobilekit.formats.coreml.execute.signatures import END, arguments
from mobilekit.formats.coreml.execute.values import constant, shape_of
from mobilekit.formats.coreml.head import Feature
from mobilekit.formats.coreml.program import Program, dtype, read_program
from mobilekit.formats.coreml.proto import messages
from mobilekit.formats.coreml.unpack import Broken, Unpacked


def read_graph(unpacked: Unpacked, path: Path) -> Graph:
    """The program of an unpacked package.

    Args:
        unpacked: the package.
        path: of it, for errors.

    Raises:
        Broken: not a program that says what it does, or weights that are not what it says.
        MobileKitError: operations that are not known here, all of them named.
    """
    program = read_program(unpacked)
    reading = _Reading(program)
    for op in program.block.operations:
        reading.take(op)
    if reading.unknown:
        raise not_runnable(path, reading.unknown)
    return graph_of(image_of(program.head.inputs), tuple(reading.nodes), *reading.end())


def not_runnable(path: Path, unknown: Counter[str]) -> MobileKitError:
    """The refusal of a file whose operations are not all known."""
    listed = ", ".join(f"{name} ({count})" for name, count in sorted(unknown.items()))
    return MobileKitError(
        f"{path} has operations that cannot be executed here: {listed}.",
        remedy="Compare it on a Mac, where Core ML itself runs it, or convert a network without these layers.",
    )


def graph_of(image: Image, nodes: tuple[Node, ...], scores: str, labels: tuple[str, ...]) -> Graph:
    """Nodes as a graph, ready for batches where they allow it.

    Raises:
        Broken: a result is taken before it is made, or the scores are not one for each label.
    """
    shapes: dict[str, tuple[int, ...]] = {image.name: (1, 3, *image.size)}
    for node in nodes:
        for ref in node.refs():
            if ref.name not in shapes:
                raise Broken(f"its {node.type} takes {ref.name!r}, which nothing gives")
        for result in node.results:
            if result.name in shapes:
                raise Broken(f"it has two results called {result.name!r}")
            shapes[result.name] = result.shape
    if scores not in shapes:
        raise Broken(f"nothing gives its scores {scores!r}")
    classes = prod(shapes[scores])
    if labels and len(labels) != classes:
        raise Broken(f"it names {len(labels)} classes for {classes} scores")
    many = batchable(nodes, shapes)
    ready = tuple(batched(node) for node in nodes) if many else nodes
    return Graph(image, ready, scores, classes, labels, many, channel_axes(nodes, image.name))


@dataclass
class _Reading:
    """A program half read: what is constant so far, and what must be computed.

    Attributes:
        program: being read.
        constants: name -> value.
        nodes: operations in order.
        unknown: what cannot be executed -> how often.
        scores: name of what ``classify`` takes, and the classes it names.
    """

    program: Program
    constants: dict[str, Any] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    scores: tuple[str, tuple[str, ...]] | None = None

    def take(self, op: Any) -> None:  # noqa: ANN401
        given = self._given(op)
        if op.type == "const":
            self._keep(op, given["val"])
        elif op.type in DECOMPRESS:
            self._keep(op, DECOMPRESS[op.type](given))
        elif op.type == END:
            self.scores = (given["probabilities"].name, given["classes"])
        else:
            self._compute(op, given)

    def _compute(self, op: Any, given: dict[str, Any]) -> None:  # noqa: ANN401
        args, problem = arguments(op.type, given)
        if problem:
            self.unknown[problem] += 1
            return
        results = tuple(Result(out.name, shape_of(out.type.tensorType), dtype(out)) for out in op.outputs)
        node = Node(op.type, results, args)
        if node.refs():
            self.nodes.append(node)
        else:
            self.constants |= folded(node)

    def _keep(self, op: Any, value: Any) -> None:  # noqa: ANN401
        """Hold a constant by its name, if it is what the program declares."""
        values = value if len(op.outputs) > 1 else (value,)
        for output, one in zip(op.outputs, values, strict=True):
            if hasattr(one, "shape") and one.shape != shape_of(output.type.tensorType):
                raise Broken(f"its {output.name!r} has shape {one.shape} where another was declared")
            self.constants[output.name] = one

    def _given(self, op: Any) -> dict[str, Any]:  # noqa: ANN401
        """Parameter -> value, without the op's own name."""
        found = {
            name: constant(value, self.program.unpacked) for name, value in op.attributes.items() if name != "name"
        }
        for name, argument in op.inputs.items():
            bound = tuple(self._bound(one) for one in argument.arguments)
            if bound:
                found[name] = bound if len(bound) > 1 or name == "values" else bound[0]
        return found

    def _bound(self, one: Any) -> Any:  # noqa: ANN401
        if one.WhichOneof("binding") == "value":
            return constant(one.value, self.program.unpacked)
        return self.constants[one.name] if one.name in self.constants else Ref(one.name)

    def end(self) -> tuple[str, tuple[str, ...]]:
        """Name and labels of the scores: what is classified, else the only output."""
        if self.scores:
            return self.scores
        outputs = list(self.program.block.outputs)
        if len(outputs) != 1:
            raise Broken(f"it has {len(outputs)} outputs and names no classes")
        return outputs[0], ()


def image_of(inputs: tuple[Feature, ...]) -> Image:
    """The one picture that a model takes.

    Raises:
        Broken: something else goes in.
    """
    if len(inputs) != 1 or inputs[0].type.WhichOneof("Type") != "imageType":
        raise Broken("its input is not one image")
    image = inputs[0].type.imageType
    spaces = messages("FeatureTypes_pb2").ImageFeatureType.ColorSpace
    space = spaces.Name(image.colorSpace)
    if space not in ("RGB", "BGR") or not 0 < image.width * image.height < 1 << 26:
        raise Broken(f"its image is {space} of {image.width} x {image.height}")
    return Image(inputs[0].name, (image.height, image.width), space == "BGR")
