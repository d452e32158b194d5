"""MobileNets by name: one row an architecture, its builder, its published checkpoints, the pixel range they expect."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mobilekit.errors import MobileKitError

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Architecture:
    """One family member as keras.applications builds it.

    Attributes:
        builder: name of the function in ``keras.applications``.
        mean: subtracted from 0..255 pixels, the same for each channel.
        std: then divided by. V1 and V2 take [-1, 1]; V3 takes 0..255 and rescales inside the network.
        published: (width multiplier, sizes) with ImageNet weights in keras.applications, as its documentation and
            its ``weights="imagenet"`` branches list them.
        file: of the weights in Keras' cache; ``{alpha}`` and ``{size}`` to fill in.
        model_name: pattern of the name Keras gives the network; a group ``alpha`` where it holds the multiplier.
    """

    builder: str
    mean: float
    std: float
    published: tuple[tuple[float, tuple[int, ...]], ...]
    file: str
    model_name: str


_V1_SIZES = (128, 160, 192, 224)
_V2_SIZES = (96, 128, 160, 192, 224)

ARCHITECTURES = {
    "mobilenet_v1": Architecture(
        "MobileNet", 127.5, 127.5,
        tuple((alpha, _V1_SIZES) for alpha in (0.25, 0.5, 0.75, 1.0)),
        "mobilenet_{alpha}_{size}_tf.h5", r"mobilenet_(?P<alpha>\d\.\d+)_\d+",
    ),
    "mobilenet_v2": Architecture(
        "MobileNetV2", 127.5, 127.5,
        (*((alpha, _V2_SIZES) for alpha in (0.35, 0.5, 0.75, 1.0)), (1.3, (224,)), (1.4, (224,))),
        "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{alpha}_{size}.h5", r"mobilenetv2_(?P<alpha>\d\.\d+)_\d+",
    ),
    "mobilenet_v3_small": Architecture(
        "MobileNetV3Small", 0.0, 1.0, ((0.75, (224,)), (1.0, (224,))),
        "weights_mobilenet_v3_small_224_{alpha}_float.h5", r"MobileNetV3Small|MobilenetV3small",
    ),
    "mobilenet_v3_large": Architecture(
        "MobileNetV3Large", 0.0, 1.0, ((0.75, (224,)), (1.0, (224,))),
        "weights_mobilenet_v3_large_224_{alpha}_float.h5", r"MobileNetV3Large|MobilenetV3large",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Checkpoint:
    """A network with published ImageNet weights. Prints as ``mobilenet_v2_0.35_96``."""

    arch: str
    alpha: float
    size: int

    def __str__(self) -> str:
        return f"{self.arch}_{self.alpha}_{self.size}"

    def weights_file(self) -> str:
        """Name of the weights in Keras' cache."""
        # V1 writes 1.0 as 1_0 and .75, .5, .25 as 7_5, 5_0, 2_5: the decimal point is lost.
        text = f"{self.alpha:.2f}"
        v1 = "1_0" if self.alpha == 1.0 else f"{text[2]}_{text[3]}"
        alpha = v1 if self.arch == "mobilenet_v1" else str(self.alpha)
        return ARCHITECTURES[self.arch].file.format(alpha=alpha, size=self.size)


def checkpoints() -> tuple[Checkpoint, ...]:
    """All of the catalogue, in the order of the table."""
    return tuple(
        Checkpoint(arch, alpha, size)
        for arch, row in ARCHITECTURES.items()
        for alpha, sizes in row.published
        for size in sizes
    )


def is_catalog_name(text: str) -> bool:
    """Whether ``text`` is meant as a name of the catalogue, misspelt ones included, and not as a path."""
    return bool(re.fullmatch(r"mobile[_-]?net[\w.-]*(?<!\.keras)(?<!\.h5)(?<!\.hdf5)", text, re.IGNORECASE))


def parse(name: str) -> Checkpoint:
    """The checkpoint called ``name``.

    Raises:
        MobileKitError: no such name; the remedy holds the nearest.
    """
    known = {str(checkpoint): checkpoint for checkpoint in checkpoints()}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    raise MobileKitError(
        f"{name} is neither a file nor a name of the catalogue.",
        remedy=f"Did you mean {near[0]}?" if near else f"Names look like {', '.join(list(known)[:3])}.",
    )


def written_name(model_name: str) -> tuple[str, float | None]:
    """(architecture, width multiplier) from the name a network carries; its own name and None where it says neither."""
    for arch, row in ARCHITECTURES.items():
        match = re.fullmatch(row.model_name, model_name)
        if match:
            alpha = match.groupdict().get("alpha")
            return arch, float(alpha) if alpha else None
    return model_name, None


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

    builder = getattr(keras.applications, architecture(name).builder)
    return builder(input_shape=(size, size, 3), alpha=alpha, weights=None, classes=classes)
