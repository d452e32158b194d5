"""Small networks of several families, built with either Keras: what users bring besides MobileNets."""

from __future__ import annotations

from typing import Any

import numpy as np


def _lively(k: Any, scale: float = 1.0) -> Any:
    """An initializer that makes the answers to different pictures differ."""
    return k.initializers.RandomNormal(0, scale)


def lived(model: Any, shape: tuple[int, int, int], domain: tuple[float, float] = (-1.0, 1.0)) -> Any:
    """The model with batch statistics as if it had seen pictures: without them a deep random network answers nothing.

    Each layer's values then have mean 0 and variance 1, so that two pictures get different answers.
    """
    norms = [layer for layer in model._flatten_layers() if type(layer).__name__ == "BatchNormalization"]
    before = [layer.momentum for layer in norms]
    for layer in norms:
        layer.momentum = 0.0
    model(np.random.default_rng(8).uniform(*domain, (16, *shape)).astype(np.float32), training=True)
    for layer, momentum in zip(norms, before, strict=True):
        layer.momentum = momentum
    return model


def trunk(k: Any, shape: tuple[int | None, ...] = (32, 32, 3), batch: int | None = None, last: str | None = "pool"):
    """(input, features) of a convolution, batch norm, ReLU6, a depthwise convolution and, as a rule, a pooling."""
    layers = k.layers
    image = k.Input(shape, batch_size=batch)
    x = layers.Conv2D(8, 3, strides=2, kernel_initializer="he_normal")(image)
    x = layers.BatchNormalization()(x)
    x = layers.DepthwiseConv2D(3)(layers.ReLU(6.0)(x))
    return image, layers.GlobalMaxPooling2D()(x) if last == "pool" else x


def classifier(k: Any, classes: int = 10, activation: str | None = "softmax", **trunk_wishes: Any) -> Any:
    image, x = trunk(k, **trunk_wishes)
    scale = 0.2 if classes > 100 else 1.0
    return k.Model(image, k.layers.Dense(classes, activation, kernel_initializer=_lively(k, scale), dtype="float32")(x))


def nested(k: Any) -> Any:
    """Transfer learning as tutorials do it: a frozen base called inside another functional model, augmented before."""
    image, features = trunk(k)
    base = k.Model(image, features, name="base")
    base.trainable = False
    outer = k.Input((32, 32, 3))
    x = k.layers.RandomFlip("horizontal")(outer)
    x = k.layers.Dropout(0.3)(base(x, training=False))
    return k.Model(outer, k.layers.Dense(10, "softmax", kernel_initializer=_lively(k))(x))


def dense_stack(k: Any) -> Any:
    layers = k.layers
    image, x = trunk(k, last=None)
    x = layers.Flatten()(layers.AveragePooling2D(4)(x))
    for units in (24, 16):
        x = layers.Dropout(0.4)(layers.Dense(units, "relu", kernel_initializer=_lively(k, 0.4))(x))
    return k.Model(image, layers.Dense(6, "softmax", kernel_initializer=_lively(k))(x))


def convolutional_head(k: Any) -> Any:
    """As slim's MobileNet V1 without its last reshape: the answer is (None, 1, 1, 10)."""
    layers = k.layers
    image, x = trunk(k, last=None)
    x = layers.GlobalAveragePooling2D(keepdims=True)(x)
    return k.Model(image, layers.Softmax()(layers.Conv2D(10, 1, kernel_initializer=_lively(k, 5.0))(x)))


def rescaled(k: Any, *first: Any) -> Any:
    """A network of pixels in 0..255 that begins with the given layers."""
    image, x = trunk(k)
    body = k.Model(image, k.layers.Dense(10, "softmax", kernel_initializer=_lively(k))(x))
    return k.Sequential([k.Input((32, 32, 3)), *first, *body.layers[1:]])


def teachable(k: Any, side: int = 224, alpha: float = 0.35) -> Any:
    """Teachable Machine's image export: MobileNet V2 0.35 without its last layers, then two dense ones, no bias."""
    base = k.applications.MobileNetV2(input_shape=(side, side, 3), alpha=alpha, include_top=False, weights=None)
    features = k.Sequential([base, k.layers.GlobalAveragePooling2D()])
    head = k.Sequential(
        [
            k.layers.Dense(100, "relu", kernel_initializer="he_normal"),
            k.layers.Dense(3, "softmax", use_bias=False, kernel_initializer=_lively(k, 0.3)),
        ]
    )
    model = k.Sequential([features, head])
    model.build((None, side, side, 3))
    return lived(model, (side, side, 3))


def shuffle(k: Any, x: Any, groups: int = 2) -> Any:
    """Channel shuffle (Zhang et al. 2017, section 3.1): (h, w, g * c) -> (h, w, g, c), transposed, and flat again."""
    height, width, channels = x.shape[1:]
    x = k.layers.Reshape((height, width, groups, channels // groups))(x)
    return k.layers.Reshape((height, width, channels))(k.layers.Permute((1, 2, 4, 3))(x))


def _unit(k: Any, x: Any, channels: int) -> Any:
    """The right branch of a ShuffleNet V2 unit (Ma et al. 2018, figure 3)."""
    layers = k.layers
    for kind in ("point", "depth", "point"):
        plain = {"padding": "same", "use_bias": False}
        x = layers.Conv2D(channels, 1, **plain)(x) if kind == "point" else layers.DepthwiseConv2D(3, **plain)(x)
        x = layers.BatchNormalization()(x)
        x = layers.ReLU()(x) if kind == "point" else x
    return x


def _down(k: Any, x: Any, channels: int) -> Any:
    layers = k.layers
    left = layers.BatchNormalization()(layers.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False)(x))
    left = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(channels // 2, 1, use_bias=False)(left)))
    right = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(channels // 2, 1, use_bias=False)(x)))
    right = layers.BatchNormalization()(layers.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False)(right))
    right = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(channels // 2, 1, use_bias=False)(right)))
    return shuffle(k, layers.Concatenate()([left, right]))


def shufflenet_v2(k: Any, side: int = 64, stages: Any = ((48, 2), (96, 2)), classes: int = 10) -> Any:
    """ShuffleNet V2 (Ma et al. 2018): channel split, a unit on one half, concatenation, channel shuffle."""
    layers = k.layers
    image = k.Input((side, side, 3))
    x = layers.Conv2D(24, 3, strides=2, padding="same", use_bias=False)(image)
    x = layers.MaxPooling2D(3, 2, "same")(layers.ReLU()(layers.BatchNormalization()(x)))
    for channels, repeats in stages:
        x = _down(k, x, channels)
        for _ in range(repeats):
            half = channels // 2
            kept, worked = x[..., :half], x[..., half:]
            x = shuffle(k, layers.Concatenate()([kept, _unit(k, worked, half)]))
    x = layers.Conv2D(128, 1, use_bias=False)(x)
    x = layers.GlobalAveragePooling2D()(layers.ReLU()(layers.BatchNormalization()(x)))
    scores = layers.Dense(classes, "softmax", kernel_initializer=_lively(k))(x)
    return lived(k.Model(image, scores, name="shufflenet_v2"), (side, side, 3))


def efficientnet_lite(k: Any, side: int = 48) -> Any:
    """EfficientNet-Lite's blocks: MBConv with ReLU6, without squeeze-excite, residual where the shape stays."""
    layers = k.layers
    image = k.Input((side, side, 3))
    x = layers.Rescaling(1 / 128.0, offset=-127 / 128.0)(image)
    x = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(16, 3, strides=2, padding="same")(x)))
    for channels, kernel, strides in ((16, 3, 1), (24, 5, 2), (24, 5, 1)):
        y = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(4 * x.shape[-1], 1)(x)))
        y = layers.DepthwiseConv2D(kernel, strides=strides, padding="same")(y)
        y = layers.ReLU(6.0)(layers.BatchNormalization()(y))
        y = layers.BatchNormalization()(layers.Conv2D(channels, 1)(y))
        x = layers.Add()([x, y]) if y.shape == x.shape else y
    x = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(x))
    scores = layers.Dense(10, "softmax", kernel_initializer=_lively(k))(x)
    return lived(k.Model(image, scores, name="lite"), (side, side, 3), (0.0, 255.0))


def vgg(k: Any, side: int = 32) -> Any:
    layers = k.layers
    model = k.Sequential([k.Input((side, side, 3))], name="vgg")
    for channels in (8, 16):
        for _ in range(2):
            model.add(layers.Conv2D(channels, 3, padding="same", activation="relu", kernel_initializer="he_normal"))
        model.add(layers.MaxPooling2D())
    model.add(layers.Flatten())
    model.add(layers.Dense(32, "relu", kernel_initializer="he_normal"))
    model.add(layers.Dropout(0.5))
    model.add(layers.Dense(10, kernel_initializer=_lively(k)))
    return model
