"""The older ``neuralnetwork`` models (.mlmodel) as graphs: their layers become operations of ML programs.

Such a file declares no element types, so every mode computes in single precision.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from mobilekit.errors import MobileKitError
from mobilekit.formats.coreml.execute.graph import Graph, Node, Ref, Result
from mobilekit.formats.coreml.execute.network_layers import LAYERS, Step, affine
from mobilekit.formats.coreml.execute.network_weights import Layer, open_layer
from mobilekit.formats.coreml.execute.ops import OPS
from mobilekit.formats.coreml.execute.read import graph_of, image_of, not_runnable
from mobilekit.formats.coreml.execute.signatures import arguments
from mobilekit.formats.coreml.execute.values import MOST_AXES, MOST_ELEMENTS
from mobilekit.formats.coreml.execute.windows import sides
from mobilekit.formats.coreml.head import read_head
from mobilekit.formats.coreml.proto import messages
from mobilekit.formats.coreml.unpack import MOST_PROGRAM, Broken, refuse
from mobilekit.formats.coreml.wire import fields

NETWORKS = {500: "NeuralNetwork", 403: "NeuralNetworkClassifier"}
"""Field of ``Model`` -> message."""

LAYER = 1
"""Field of both."""

SHAPES_AS_THEY_ARE = 1
"""``arrayInputShapeMapping`` and ``imageInputShapeMapping``: no axes are added to the input."""


def read_network(path: Path) -> Graph:
    """The graph of the .mlmodel at ``path``.

    Raises:
        MobileKitError: not a neural network, or layers that are not known here, all of them named.
    """
    try:
        if path.stat().st_size > MOST_PROGRAM:
            raise Broken(f"it has more than {MOST_PROGRAM} bytes")
        return _network(path.read_bytes(), path)
    except MobileKitError:
        raise
    except Exception as error:
        # As for packages: protobuf raises errors of many kinds on garbage.
        raise refuse(path, error) from error


def _network(data: bytes, path: Path) -> Graph:
    parts = list(fields(data))
    found = [(NETWORKS[number], payload) for number, payload, _ in parts if number in NETWORKS]
    if len(found) != 1:
        raise Broken("it holds no neural network")
    layers = [payload for number, payload, _ in fields(found[0][1]) if number == LAYER]
    rest = b"".join(whole for number, _, whole in fields(found[0][1]) if number != LAYER)
    network = getattr(messages("NeuralNetwork_pb2"), found[0][0]).FromString(rest)
    image = image_of(read_head(parts).inputs)
    if network.imageInputShapeMapping != SHAPES_AS_THEY_ARE:
        raise Broken("its tensors have five axes, as before iOS 13")
    building = _Building({image.name: (1, 3, *image.size)})
    building.normalise(image.name, network.preprocessing, backwards=image.reversed)
    for layer in layers:
        building.take(open_layer(layer))
    if building.unknown:
        raise not_runnable(path, building.unknown)
    labels = tuple(network.stringClassLabels.vector) if hasattr(network, "stringClassLabels") else ()
    last = building.nodes[-1].results[0].name
    return graph_of(image, tuple(building.nodes), getattr(network, "labelProbabilityLayerName", "") or last, labels)


@dataclass
class _Building:
    """A network half read.

    Attributes:
        shapes: name of the image and of every result -> shape.
        nodes: operations in order.
        unknown: what cannot be executed -> how often.
        renamed: a name that layers take -> the result they mean: the image's is that after normalisation.
    """

    shapes: dict[str, tuple[int, ...]]
    nodes: list[Node] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    renamed: dict[str, str] = field(default_factory=dict)

    def normalise(self, image: str, rules: Any, *, backwards: bool) -> None:  # noqa: ANN401
        """The image's own scale and bias, in its order of channels."""
        for rule in rules:
            if rule.WhichOneof("preprocessor") != "scaler" or rule.featureName not in ("", image):
                self.unknown[f"preprocessing by {rule.WhichOneof('preprocessor')}"] += 1
                continue
            scaler = rule.scaler
            bias = np.array([scaler.redBias, scaler.greenBias, scaler.blueBias], np.float32)
            bias = (bias[::-1] if backwards else bias).reshape(3, 1, 1)
            self._emit(affine(Ref(image), scaler.channelScale, bias), (f"{image}/normalised",))
            self.renamed[image] = f"{image}/normalised"

    def take(self, layer: Layer) -> None:
        """Append what ``layer`` stands for."""
        inputs = tuple(Ref(self.renamed.get(name, name)) for name in layer.inputs)
        if layer.kind not in LAYERS or not inputs or not layer.outputs:
            self.unknown[layer.kind] += 1
        elif all(ref.name in self.shapes for ref in inputs):
            self._emit(LAYERS[layer.kind](layer.params, inputs, layer.read), layer.outputs)
        elif not self.unknown:
            raise Broken(f"its {layer.kind} takes {layer.inputs}, which nothing gives")

    def _emit(self, steps: list[Step], outputs: tuple[str, ...]) -> None:
        """Nodes of one layer: each takes the one before it, the last has the layer's outputs."""
        for index, (kind, given) in enumerate(steps):
            names = outputs if index == len(steps) - 1 else (f"{outputs[0]}/{kind}",)
            given = given if not index else {**given, "x": Ref(self.nodes[-1].results[0].name)}
            args, problem = arguments(kind, {name: _as_constant(value) for name, value in given.items()})
            if problem:
                self.unknown[problem] += 1
                return
            node = Node(kind, tuple(Result(name, (), "float32") for name in names), args)
            shapes = self._shapes_after(node)
            results = tuple(Result(name, shape, "float32") for name, shape in zip(names, shapes, strict=True))
            self.nodes.append(dataclasses.replace(node, results=results))
            self.shapes |= {result.name: result.shape for result in results}

    def _shapes_after(self, node: Node) -> tuple[tuple[int, ...], ...]:
        """Nothing declares them: those of the operation's result on zeros, or worked out where that takes long."""
        given = {name: self._zeros(value) for name, value in node.args.items()}
        if node.type in _SHAPES:
            made = (_SHAPES[node.type](given),)
        else:
            with np.errstate(all="ignore"):
                found = OPS[node.type](given, np.shape(given.get("x", given.get("values", ((),))[0])))
            made = tuple(one.shape for one in (found if isinstance(found, tuple) else (found,)))
        if any(prod(shape) > MOST_ELEMENTS or len(shape) > MOST_AXES for shape in made):
            raise Broken(f"it has tensors of {made}, which is too large")
        return made

    def _zeros(self, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, tuple):
            return tuple(self._zeros(one) for one in value)
        return np.broadcast_to(np.float32(0), self.shapes[value.name]) if isinstance(value, Ref) else value


def _as_constant(value: Any) -> Any:  # noqa: ANN401
    """Settings as ``signatures.arguments`` takes them."""
    plain = isinstance(value, (str, Ref)) or (isinstance(value, tuple) and any(isinstance(v, Ref) for v in value))
    return value if plain else np.asarray(value)


def _conv_shape(given: dict[str, Any]) -> tuple[int, ...]:
    weight, size = given["weight"], given["x"].shape[2:]
    around = sides(given, size, weight.shape[2:])
    steps = zip(size, around, weight.shape[2:], given["dilations"], given["strides"], strict=True)
    return (1, weight.shape[0], *((n + sum(pad) - (k - 1) * d - 1) // s + 1 for n, pad, k, d, s in steps))


def _reshaped(given: dict[str, Any]) -> tuple[int, ...]:
    return tuple(given["x"].reshape(given["shape"]).shape)


def _squeezed(given: dict[str, Any]) -> tuple[int, ...]:
    return tuple(np.squeeze(given["x"], given["axes"] or None).shape)


def _expanded(given: dict[str, Any]) -> tuple[int, ...]:
    return tuple(np.expand_dims(given["x"], given["axes"]).shape)


def _flat(given: dict[str, Any]) -> tuple[int, ...]:
    shape = given["x"].shape
    return prod(shape[: given["axis"]]), prod(shape[given["axis"] :])


_SHAPES = {
    "conv": _conv_shape,
    "reshape": _reshaped,
    "squeeze": _squeezed,
    "expand_dims": _expanded,
    "flatten2d": _flat,
}
