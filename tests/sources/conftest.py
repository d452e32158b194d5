"""Model files that the tests of the sources share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mobilekit.sources.base import Source


@pytest.fixture(scope="session")
def lively_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five layers with ten classes, which tell pictures and channels apart: unlike a MobileNet of random weights."""
    import keras

    keras.utils.set_random_seed(1)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(8, 3, strides=2, kernel_initializer="he_normal"),
            layers.BatchNormalization(),
            layers.ReLU(6.0),
            layers.DepthwiseConv2D(3),
            layers.GlobalMaxPooling2D(),
            layers.Dense(10, "softmax", kernel_initializer=keras.initializers.RandomNormal(0, 1)),
        ],
        name="mobilenetv2_0.35_32",
    )
    path = tmp_path_factory.mktemp("lively") / "tiny.keras"
    model.save(path)
    return path


@pytest.fixture(scope="session")
def tiny(lively_model: Path) -> Source:
    from mobilekit.sources.keras import load

    return load(lively_model)


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
