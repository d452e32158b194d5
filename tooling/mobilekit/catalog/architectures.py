"""The families: one row an architecture, its builder, its published checkpoints, the pixel range they expect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mobilekit.errors import MobileKitError

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Architecture:
    """One family member as keras.applications builds it.

    Attributes:
        title: as the papers write it.
        builder: name of the function in ``keras.applications``.
        mean: subtracted from 0..255 pixels, the same for each channel.
        std: then divided by. V1 and V2 take [-1, 1]; V3 takes 0..255 and rescales inside the network.
        published: (width multiplier, sizes) with ImageNet weights in keras.applications, as its documentation and
            its ``weights="imagenet"`` branches list them.
        file: of the weights in Keras' cache; ``{alpha}`` and ``{size}`` to fill in.
        model_name: pattern of the name Keras gives the network; a group ``alpha`` where it holds the multiplier.
        options: keyword arguments of the builder beside shape and width multiplier.
    """

    title: str
    builder: str
    mean: float
    std: float
    published: tuple[tuple[float, tuple[int, ...]], ...]
    file: str
    model_name: str
    options: tuple[tuple[str, Any], ...] = ()


_V1_SIZES = (128, 160, 192, 224)
_V2_SIZES = (96, 128, 160, 192, 224)
_BOTH_WIDTHS = ((0.75, (224,)), (1.0, (224,)))
_ONE_WIDTH = ((1.0, (224,)),)


def _minimalistic(size: str) -> tuple[tuple[str, Any], ...]:
    """Keras would name both networks alike; the name is all that a saved file has to tell them apart by."""
    return ("minimalistic", True), ("name", f"MobileNetV3{size}Minimalistic")


ARCHITECTURES = {
    "mobilenet_v1": Architecture(
        "MobileNetV1", "MobileNet", 127.5, 127.5,
        tuple((alpha, _V1_SIZES) for alpha in (0.25, 0.5, 0.75, 1.0)),
        "mobilenet_{alpha}_{size}_tf.h5", r"mobilenet_(?P<alpha>\d\.\d+)_\d+",
    ),
    "mobilenet_v2": Architecture(
        "MobileNetV2", "MobileNetV2", 127.5, 127.5,
        (*((alpha, _V2_SIZES) for alpha in (0.35, 0.5, 0.75, 1.0)), (1.3, (224,)), (1.4, (224,))),
        "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{alpha}_{size}.h5", r"mobilenetv2_(?P<alpha>\d\.\d+)_\d+",
    ),
    "mobilenet_v3_small": Architecture(
        "MobileNetV3-Small", "MobileNetV3Small", 0.0, 1.0, _BOTH_WIDTHS,
        "weights_mobilenet_v3_small_224_{alpha}_float.h5", r"MobileNetV3Small|MobilenetV3small",
    ),
    "mobilenet_v3_large": Architecture(
        "MobileNetV3-Large", "MobileNetV3Large", 0.0, 1.0, _BOTH_WIDTHS,
        "weights_mobilenet_v3_large_224_{alpha}_float.h5", r"MobileNetV3Large|MobilenetV3large",
    ),
    "mobilenet_v3_small_minimalistic": Architecture(
        "MobileNetV3-Small minimalistic", "MobileNetV3Small", 0.0, 1.0, _ONE_WIDTH,
        "weights_mobilenet_v3_small_minimalistic_224_{alpha}_float.h5", r"MobileNetV3SmallMinimalistic",
        _minimalistic("Small"),
    ),
    "mobilenet_v3_large_minimalistic": Architecture(
        "MobileNetV3-Large minimalistic", "MobileNetV3Large", 0.0, 1.0, _ONE_WIDTH,
        "weights_mobilenet_v3_large_minimalistic_224_{alpha}_float.h5", r"MobileNetV3LargeMinimalistic",
        _minimalistic("Large"),
    ),
}  # fmt: skip


def architecture(name: str) -> Architecture:
    """The row called ``name``.

    Raises:
        MobileKitError: unknown name.
    """
    if name not in ARCHITECTURES:
        raise MobileKitError(f"No architecture is called {name}.", remedy=f"Choose one of {', '.join(ARCHITECTURES)}.")
    return ARCHITECTURES[name]


def build(name: str, alpha: float, size: int, classes: int) -> keras.Model:
    """A fresh network with random weights and a softmax head; input (None, size, size, 3) float32."""
    import keras

    row = architecture(name)
    builder = getattr(keras.applications, row.builder)
    return builder(input_shape=(size, size, 3), alpha=alpha, weights=None, classes=classes, **dict(row.options))
