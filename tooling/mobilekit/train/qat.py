"""Training with the rounding of int8 in place, so that the weights learn to live with it.

Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference",
section 3: batch norm is folded into the convolution before its rounding, and rounding passes the gradient on where it
does not clip. Weights are rounded as TFLite does it: per output channel, symmetric, -127..127, the largest on 127.
Afterwards the rounded weights are written back into the network's own layers, batch norm divided out again: the file
is an ordinary one, and a converter that rounds them once more gets the same integers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras

RANGE_MOMENTUM = 0.99
"""Of the activations' ranges, which follow the batches' own minimum and maximum."""

KERNELS = ("Conv2D", "DepthwiseConv2D", "Dense")
RECTIFIERS = ("ReLU", "Activation")
RESULTS = ("ReLU", "Activation", "BatchNormalization", "Conv2D", "DepthwiseConv2D", "Dense", "Multiply", "Add",
           "GlobalAveragePooling2D")  # fmt: skip
"""Kinds of layers whose result is a tensor of eight bits in the converted file, unless the next one is fused to it."""


def rounding_model(model: keras.Model) -> keras.Model:
    """A network on the same variables as ``model`` whose kernels and activations are rounded to eight bits."""
    import keras

    following = _consumers(model)
    folded = {op: following[op][0] for op in model.operations if _kind(op) in KERNELS and _folds(op, following)}
    inside = set(folded.values())

    def call(op: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  (keras.Operation, KerasTensor)
        if op in inside:
            result = args[0]
        elif _kind(op) in KERNELS:
            result = _rounded_layer()(op, folded.get(op))(args[0])
        else:
            result = op(*args, **kwargs)
        return _range_layer()(name=f"range_{op.name}")(result) if _is_stored(op, following) else result

    return keras.models.clone_model(model, clone_function=lambda layer: layer, call_function=call)


def snap(model: keras.Model) -> None:
    """Replace every kernel of ``model`` by what its rounding leaves of it."""
    following = _consumers(model)
    for op in model.operations:
        if _kind(op) in KERNELS:
            norm = following[op][0] if _folds(op, following) else None
            factor = np.asarray(_factor(norm)) if norm is not None else np.ones((), np.float32)
            last = op.kernel.shape[-1] if _kind(op) != "DepthwiseConv2D" else 1
            per_channel = factor if last != 1 or factor.ndim == 0 else factor[:, None]
            kernel = np.asarray(op.kernel) * per_channel
            rounded = np.asarray(_rounded(op, kernel))
            op.kernel.assign(np.divide(rounded, per_channel, out=np.zeros_like(rounded), where=per_channel != 0))


def _kind(op: Any) -> str:  # noqa: ANN401
    return type(op).__name__


def _consumers(model: Any) -> dict[Any, list[Any]]:  # noqa: ANN401
    """Operation -> the operations that take its result."""
    import keras

    makers = {id(tensor): op for op in model.operations for tensor in keras.tree.flatten(op.output)}
    following: dict[Any, list[Any]] = {op: [] for op in model.operations}
    for op in model.operations:
        if _kind(op) != "InputLayer":
            for tensor in keras.tree.flatten(op.input):
                following[makers[id(tensor)]].append(op)
    return following


def _folds(op: Any, following: dict[Any, list[Any]]) -> bool:  # noqa: ANN401
    after = following[op]
    linear = _kind(op) == "Dense" or op.activation.__name__ == "linear"
    return len(after) == 1 and _kind(after[0]) == "BatchNormalization" and linear


def _is_stored(op: Any, following: dict[Any, list[Any]]) -> bool:  # noqa: ANN401
    """Whether the converted file keeps this result as a tensor of its own: the network's answer has a fixed scale."""
    after = following[op]
    fused = len(after) == 1 and (_kind(after[0]) in ("BatchNormalization", *RECTIFIERS))
    return _kind(op) in RESULTS and bool(after) and not fused


def _factor(norm: Any) -> Any:  # noqa: ANN401
    """(channels,) that a frozen batch norm multiplies by."""
    import tensorflow as tf

    gamma = norm.gamma if norm.scale else 1.0
    return gamma / tf.sqrt(norm.moving_variance + norm.epsilon)


def _rounded(layer: Any, kernel: Any) -> Any:  # noqa: ANN401
    """A kernel on the grid of 255 steps of its output channels."""
    import tensorflow as tf

    flat = tf.reshape(kernel, (-1, *kernel.shape[-2:])) if _kind(layer) == "DepthwiseConv2D" else kernel
    if _kind(layer) == "DepthwiseConv2D":
        flat = tf.reshape(flat, (flat.shape[0], -1))
    flat = tf.reshape(flat, (-1, flat.shape[-1]))
    most = tf.maximum(tf.reduce_max(tf.abs(flat), 0), 1e-9)
    scale = tf.stop_gradient(most / 127.0)
    steps = flat / scale
    # Straight through: the rounding has the gradient of the identity.
    return tf.reshape((steps + tf.stop_gradient(tf.round(steps) - steps)) * scale, kernel.shape)


def _rounded_layer() -> Any:  # noqa: ANN401  (a class: Keras may not be imported before it is needed)
    import keras
    import tensorflow as tf

    class Rounded(keras.layers.Layer):  # type: ignore[misc]
        """A convolution or dense layer with the frozen batch norm after it folded in, its kernel rounded."""

        def __init__(self, layer: Any, norm: Any) -> None:  # noqa: ANN401
            super().__init__(name=f"rounded_{layer.name}")
            self.layer, self.norm = layer, norm

        def call(self, inputs: Any) -> Any:  # noqa: ANN401
            layer, norm = self.layer, self.norm
            factor = _factor(norm) if norm is not None else tf.ones(())
            depthwise = _kind(layer) == "DepthwiseConv2D"
            kernel = tf.convert_to_tensor(layer.kernel) * (
                factor[:, None] if depthwise and norm is not None else factor
            )
            result = self._product(inputs, _rounded(layer, kernel))
            if layer.use_bias:
                result += layer.bias * factor
            if norm is not None:
                result += (norm.beta if norm.center else 0.0) - norm.moving_mean * factor
            return layer.activation(result)

        def _product(self, inputs: Any, kernel: Any) -> Any:  # noqa: ANN401
            if _kind(self.layer) == "Dense":
                return tf.matmul(inputs, kernel)
            product = keras.ops.depthwise_conv if _kind(self.layer) == "DepthwiseConv2D" else keras.ops.conv
            return product(inputs, kernel, self.layer.strides, self.layer.padding, "channels_last",
                           self.layer.dilation_rate)  # fmt: skip

        def compute_output_shape(self, input_shape: Any) -> Any:  # noqa: ANN401
            return self.layer.compute_output_shape(input_shape)

    return Rounded


def _range_layer() -> Any:  # noqa: ANN401
    import keras
    import tensorflow as tf

    class Ranged(keras.layers.Layer):  # type: ignore[misc]
        """Rounds to 256 steps between the least and the largest value that it has seen, smoothed, 0 among them."""

        def build(self, input_shape: Any) -> None:  # noqa: ANN401
            self.range = self.add_weight(shape=(2,), initializer="zeros", trainable=False, name="range")

        def call(self, inputs: Any, training: Any = None) -> Any:  # noqa: ANN401
            if training:
                low = tf.minimum(tf.reduce_min(inputs), 0.0)
                high = tf.maximum(tf.reduce_max(inputs), low + 1e-6)
                seen, old = tf.stop_gradient(tf.stack([low, high])), tf.convert_to_tensor(self.range)
                begun = old[1] > old[0]
                self.range.assign(tf.where(begun, RANGE_MOMENTUM * old + (1 - RANGE_MOMENTUM) * seen, seen))
            low, high = tf.unstack(tf.convert_to_tensor(self.range))
            return tf.quantization.fake_quant_with_min_max_vars(inputs, low, tf.maximum(high, low + 1e-6))

        def compute_output_shape(self, input_shape: Any) -> Any:  # noqa: ANN401
            return input_shape

    return Ranged
