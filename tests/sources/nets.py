"""Networks that the tests of the sources build."""

from __future__ import annotations

from typing import Any


def head(layers: list[Any], shape: tuple[int | None, ...] = (16, 16, 3)):
    """A Keras 3 network of a convolution, the given layers, and ten scores."""
    import keras

    first = [
        keras.Input(shape),
        keras.layers.Conv2D(4, 3),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(10),
    ]
    return keras.Sequential([*first, *layers])
