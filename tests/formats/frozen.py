"""A Keras model as the formats take it, for the tests of both."""

from __future__ import annotations

from mobilekit.spec import Card

CARD = Card("tiny_net", "Tells ten things apart.", "The MobileKit authors", "Apache-2.0", "1.2.3", "softmax")


def freeze(model, size):
    """A Keras model -> the ConcreteFunction that ``Job`` asks for: batch 1, input ``image``, weights as constants."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    call = tf.function(lambda image: model(image, training=False), autograph=False)
    traced = call.get_concrete_function(tf.TensorSpec((1, *size, 3), tf.float32, name="image"))
    return convert_variables_to_constants_v2(traced)
