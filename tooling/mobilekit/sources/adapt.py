"""Networks of other shapes made to fit the kit's one: RGB pictures in, a row of scores a picture out."""

from __future__ import annotations

from typing import Any

from mobilekit.sources.base import Call
from mobilekit.sources.graph import before_sigmoid
from mobilekit.spec import SIGMOID

GREY = (0.299, 0.587, 0.114)
"""ITU-R BT.601 luma of R, G, B: what Pillow's ``convert("L")`` and Keras' ``color_mode="grayscale"`` compute, but for
their rounding to whole numbers (at most half a level of 255)."""


def from_rgb(call: Call) -> Call:
    """``call`` of grey pictures as one of RGB pictures.

    The weights add up to 1, so a normalisation by one mean and one std does not care whether it comes before or after.
    A 1 x 1 convolution, since every delegate takes it.
    """
    import tensorflow as tf

    kernel = tf.reshape(tf.constant(GREY, tf.float32), (1, 1, 3, 1))
    return lambda image: call(tf.nn.conv2d(image, kernel, 1, "VALID"))


def flattened(call: Call, classes: int) -> Call:
    """``call`` that gives (N, 1, 1, classes), say, as one that gives (N, classes)."""
    import tensorflow as tf

    return lambda image: tf.reshape(call(image), (-1, classes))


def two_scores(call: Call, activation: str) -> Call:
    """A network with one output for yes as one with two scores, for no and for yes.

    A sigmoid is a softmax over (0, z): 1 / (1 + exp(-z)) = exp(z) / (exp(0) + exp(z)). So the pair goes through a
    softmax where the network had its sigmoid, and is a pair of logits where it gave z itself. Both formats, both
    apps and the int8 recipes then see an ordinary classifier of two classes.
    """
    import tensorflow as tf

    def paired(image: Any) -> Any:  # noqa: ANN401  (tf.Tensor)
        output = call(image)
        z = tf.reshape(before_sigmoid(output) if activation == SIGMOID else output, (-1, 1))
        no = tf.zeros(z.shape) if z.shape.is_fully_defined() else tf.zeros_like(z)
        pair = tf.concat([no, tf.cast(z, tf.float32)], axis=1)
        return tf.nn.softmax(pair) if activation == SIGMOID else pair

    return paired
