"""Small functions for the tests of the lowering."""

from __future__ import annotations

import numpy as np


def frozen(call, shape):
    """A Python function of one tensor -> a ConcreteFunction without variables, input ``image``."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    spec = tf.TensorSpec(shape, tf.float32, name="image")
    return convert_variables_to_constants_v2(tf.function(call, autograph=True).get_concrete_function(spec))


def normal(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def unsettle(model):
    """Give every batch norm statistics that it could have learnt: a fresh one's fold to almost nothing."""
    for number, weight in enumerate(model.weights):
        name = weight.path if hasattr(weight, "path") else weight.name
        value = normal(*weight.shape, seed=number)
        if "variance" in name or "gamma" in name:
            weight.assign(1 + 0.3 * np.abs(value))
        elif "mean" in name or "beta" in name:
            weight.assign(0.3 * value)
    return model
