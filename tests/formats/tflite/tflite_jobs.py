"""Jobs for the TFLite tests: a network traced and frozen, pictures drawn from a seed."""

from __future__ import annotations

import numpy as np

from formats.frozen import CARD
from mobilekit.preprocess import Preprocessing
from mobilekit.spec import Job

SIZE = (33, 32)
APP_STEPS = ("rotate", "crop", "resize", "normalise", "quantise")


def tiny_model(classes=10):
    """A MobileNet's layers, one of each kind, with weights drawn so that the answers differ between pictures."""
    import keras

    keras.utils.set_random_seed(7)
    spread = keras.initializers.VarianceScaling(4.0)
    image = keras.Input((*SIZE, 3))
    wide = keras.layers.Conv2D(16, 3, 2, "same", kernel_initializer=spread)(image)
    wide = keras.layers.ReLU(6.0)(keras.layers.BatchNormalization()(wide))
    deep = keras.layers.DepthwiseConv2D(3, padding="same", depthwise_initializer=keras.initializers.HeNormal())(wide)
    joined = keras.layers.Add()([wide, keras.layers.ReLU(6.0)(deep)])
    flat = keras.layers.Flatten()(keras.layers.AveragePooling2D(4)(joined))
    return keras.Model(image, keras.layers.Dense(classes, "softmax", kernel_initializer=spread)(flat))


def pictures(count, size=SIZE, seed=0, brightest=255):
    """(H, W, 3) uint8 RGB noise that reaches black and ``brightest``."""
    draw = np.random.default_rng(seed)
    return tuple(draw.integers(0, brightest + 1, (*size, 3), dtype=np.uint8) for _ in range(count))


def make_job(function, size=SIZE, classes=10, **changes):
    labels = tuple(f"thing {index}" for index in range(classes))
    values = {"function": function, "labels": labels, "rule": Preprocessing(size), "card": CARD}
    return Job(**{**values, "calibration": pictures(8, size), **changes})
