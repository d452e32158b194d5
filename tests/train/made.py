"""Pictures that are learnt in seconds, and a network to match."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

CLASSES = ("blue", "green", "red")


def paint(folder: Path, count: int, seed: int) -> None:
    """``count`` 16x16 pictures a class, each the class's colour under noise."""
    rng = np.random.default_rng(seed)
    for channel, name in enumerate(reversed(CLASSES)):
        (folder / name).mkdir(parents=True)
        for k in range(count):
            pixels = rng.integers(0, 120, (16, 16, 3))
            pixels[..., channel] += 130
            Image.fromarray(pixels.astype(np.uint8)).save(folder / name / f"{k:03d}.png")


def small_net(arch: str, alpha: float, size: int, classes: int) -> Any:
    """A stand-in for ``catalog.build`` with a MobileNet's kinds of layers and none of its minutes."""
    import keras

    layers = keras.layers
    body = [
        layers.Conv2D(8, 3, strides=2, use_bias=False, name="first"), layers.BatchNormalization(), layers.ReLU(6.0),
        layers.DepthwiseConv2D(3, use_bias=False, name="deep"), layers.BatchNormalization(), layers.ReLU(6.0),
        layers.Conv2D(16, 1, use_bias=False, name="wide"), layers.BatchNormalization(),
    ]  # fmt: skip
    tail = [layers.GlobalAveragePooling2D(), layers.Dropout(0.1), layers.Dense(classes, "softmax", name="head")]
    inputs = tensor = keras.Input((size, size, 3))
    for layer in body + tail:
        tensor = layer(tensor)
    return keras.Model(inputs, tensor)
