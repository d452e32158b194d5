"""The network that is trained: a row of the catalogue at a size, and its weights taken from a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobilekit.catalog import Checkpoint, architecture, build, checkpoints
from mobilekit.errors import MobileKitError
from mobilekit.preprocess import Preprocessing

if TYPE_CHECKING:
    import keras

IMAGENET = "imagenet"


@dataclass(frozen=True)
class Net:
    """What is trained: catalogue name, width multiplier, input side in pixels."""

    arch: str
    alpha: float
    size: int

    def rule(self, size: int) -> Preprocessing:
        """Its preprocessing at a side of ``size``: pictures are trained on whole."""
        row = architecture(self.arch)
        return Preprocessing((size, size), 1.0, mean=(row.mean,) * 3, std=(row.std,) * 3)

    def build(self, size: int, classes: int, batchnorm_momentum: float) -> keras.Model:
        """The network with random weights at a side of ``size``."""
        import keras

        model = build(self.arch, self.alpha, size, classes)
        for layer in model.layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.momentum = batchnorm_momentum
        return model


def nearest_checkpoint(net: Net) -> Checkpoint:
    """The published ImageNet weights of ``net`` at the nearest size.

    Raises:
        MobileKitError: the width multiplier has none.
    """
    same = [row for row in checkpoints() if (row.arch, row.alpha) == (net.arch, net.alpha)]
    if not same:
        known = sorted({row.alpha for row in checkpoints() if row.arch == net.arch})
        raise MobileKitError(
            f"There are no ImageNet weights for {net.arch} with width multiplier {net.alpha}.",
            remedy=f"Choose an --alpha of {', '.join(map(str, known))}, or give --weights a file.",
        )
    return min(same, key=lambda row: (abs(row.size - net.size), -row.size))


def load_weights(weights: str, net: Net) -> Any:  # noqa: ANN401  (Source)
    """The network that ``weights`` names: a file, or Keras' ImageNet weights, which Keras downloads once.

    Raises:
        MobileKitError: no such file, no network, or as ``sources`` tell.
    """
    if weights == IMAGENET:
        from mobilekit.sources.applications import load_catalog

        return load_catalog(str(nearest_checkpoint(net)))
    from mobilekit.sources.keras import load

    return load(Path(weights))


def head_layers(model: Any) -> list[Any]:  # noqa: ANN401  (keras.Model)
    """The layers with weights that give one number a class: from the last global pooling on, the last of them.

    MobileNet V3 has a wide convolution between its pooling and its classes, which is part of the body: it was trained
    with it.
    """
    return [layer for layer in model.layers if layer.weights][-1:]


def take_weights(model: keras.Model, given: Any, where: str, *, whole: bool) -> None:  # noqa: ANN401  (either Keras)
    """Copy the weights of ``given`` into ``model``, which may have another head and another input size.

    Layers are matched in their order by the shapes of their weights: Keras 2 and 3 name them differently, and a user's
    own head may be of any kind.

    Args:
        model: of the catalogue.
        given: a network whose body is that of ``model``.
        where: its file, for messages.
        whole: take the head as well.

    Raises:
        MobileKitError: the bodies differ.
    """
    head = [] if whole else head_layers(model)
    wanted = [layer for layer in model.layers if layer.weights and layer not in head]
    offered = list(_leaves(given))
    if len(offered) < len(wanted) or any(_shapes(a) != _shapes(b) for a, b in zip(wanted, offered, strict=False)):
        pairs = zip(wanted, offered, strict=False)
        first = next((a for a, b in pairs if _shapes(a) != _shapes(b)), wanted[min(len(offered), len(wanted) - 1)])
        raise MobileKitError(
            f"{where} does not hold the weights of this network: they differ at its layer {first.name}.",
            remedy="Give --arch and --alpha of the network in the file.",
        )
    for layer, other in zip(wanted, offered, strict=False):
        layer.set_weights(other.get_weights())


def _leaves(model: Any) -> Any:  # noqa: ANN401  (an iterator of layers)
    """Layers with weights in the order of the graph, those of nested networks in their place."""
    for layer in model.layers:
        if getattr(layer, "layers", None):
            yield from _leaves(layer)
        elif layer.weights:
            yield layer


def _shapes(layer: Any) -> list[tuple[int, ...]]:  # noqa: ANN401
    return [tuple(int(side) for side in weight.shape) for weight in layer.weights]


Loader = Callable[[str, Net], Any]
