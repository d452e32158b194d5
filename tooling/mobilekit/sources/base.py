"""A trained network as the rest of the kit sees it, whichever framework saved it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from mobilekit.preprocess import Preprocessing
from mobilekit.spec import Batch

if TYPE_CHECKING:
    import tensorflow as tf

BATCH = 32
"""Pictures a call of the compiled network: enough to keep two cores busy, 19 MB of 224x224 inputs."""


Call = Callable[[Any], Any]
"""(N, H, W, 3) float32 tensor, preprocessed -> (N, classes) float32 tensor. Made of TensorFlow ops that have gradients
(``tf.gradients``: a tape does not see into an imported graph), and to be called while a ``tf.function`` is traced."""


@dataclass(frozen=True)
class Rescaling:
    """What a network does to its input before anything else: ``x * scale + offset``, each a number a channel.

    Attributes:
        scale: (3,) or (1,).
        offset: (3,) or (1,).
    """

    scale: tuple[float, ...]
    offset: tuple[float, ...]


@dataclass(frozen=True)
class Source:
    """A loaded classifier and what is known of it.

    Attributes:
        call: the network in inference mode.
        name: safe in file names: letters, digits, ``.``, ``_``, ``-``.
        architecture: catalogue name where the network says so, else the network's own name.
        width_multiplier: None where nothing says it.
        input_shape: (height, width, 3): a network of grey pictures gets the conversion from RGB built in.
        classes: outputs.
        activation: ``softmax`` | ``sigmoid`` | ``logits``: read from the last op of the graph.
        parameters: numbers in the weights, batch-norm statistics included.
        macs: multiply-accumulates of one picture: convolutions, depthwise convolutions, matrix products.
        sha256: of the weights' file.
        origin: where the weights come from: the path as given, or a sentence.
        license: of the weights; ``unknown`` where nothing says it.
        embedded: content of ``mobilekit.json`` (preprocessing, labels, training) where the file carries one.
        compiled: the network as one ``tf.function`` of a batch, which ``predict`` calls.
        rows: pictures it takes at once; None where any number.
        model: the live ``keras.Model`` or ``tf_keras.Model``; None where there is none (a SavedModel).
        rescaling: what the network itself does first, where that is scaling and shifting.
        grey: whether the network takes one channel.
        notices: what the user should know of how the network was read, a sentence each.
    """

    call: Call
    name: str
    architecture: str
    width_multiplier: float | None
    input_shape: tuple[int, int, int]
    classes: int
    activation: str
    parameters: int
    macs: int
    sha256: str
    origin: str
    license: str
    embedded: dict[str, Any] | None = None
    compiled: Any = field(default=None, repr=False)
    rows: int | None = None
    model: Any = None
    rescaling: Rescaling | None = None
    grey: bool = False
    notices: tuple[str, ...] = ()

    def predict(self, batch: Batch) -> Batch:
        """(N, H, W, 3) float32 as the network takes it -> (N, classes) float32."""
        import tensorflow as tf

        rows = self.rows or BATCH
        starts = range(0, len(batch), rows)
        parts = [self.compiled(tf.constant(batch[i : i + rows], tf.float32)).numpy() for i in starts]
        return np.concatenate(parts).astype(np.float32) if parts else np.zeros((0, self.classes), np.float32)


def compile_batch(model: Any) -> Any:  # noqa: ANN401  (either Keras)
    """A live Keras network in inference mode as one ConcreteFunction of (N, H, W, channels) float32."""
    return compile_call(call_of(model), tuple(model.inputs[0].shape))


def compile_call(call: Call, shape: tuple[int | None, ...]) -> Any:  # noqa: ANN401  (tf ConcreteFunction)
    """``call`` as one ConcreteFunction of an input ``image`` of that shape, batch included.

    ``Model.predict`` would build a data pipeline for every call, which costs more than a MobileNet does.
    """
    import tensorflow as tf

    spec = tf.TensorSpec(shape, tf.float32, name="image")
    return tf.function(lambda image: call(image), jit_compile=False).get_concrete_function(spec)


def call_of(model: Any) -> Call:  # noqa: ANN401  (either Keras)
    """The inference of a live Keras network with one output, in float32."""
    import tensorflow as tf

    return lambda image: tf.cast(_only(model(image, training=False)), tf.float32)


def trace(source: Source, rule: Preprocessing) -> tuple[tf.types.experimental.ConcreteFunction, Preprocessing]:
    """The network for one picture, weights frozen in, and the preprocessing still to be done before it.

    Input ``image`` (1, H, W, 3) float32, output ``Identity`` (1, classes) float32. A standard deviation per channel
    fits neither TFLite's nor Core ML's image metadata, and BGR fits no camera: then the normalisation becomes part of
    the function, which takes 0..255 RGB, and the rule returned has mean 0 and std 1.
    """
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    baked = not rule.fits_image_inputs
    mean, std = np.asarray(rule.mean, np.float32), np.asarray(rule.std, np.float32)

    def call(image: Any) -> Any:  # noqa: ANN401  (tf.Tensor)
        if baked:
            image = (image - mean) / std
            image = image if rule.color_order == "RGB" else image[..., ::-1]
        return source.call(image)

    spec = tf.TensorSpec((1, *source.input_shape), tf.float32, name="image")
    frozen = convert_variables_to_constants_v2(tf.function(call, jit_compile=False).get_concrete_function(spec))
    return frozen, raw_rule(rule) if baked else rule


def raw_rule(rule: Preprocessing) -> Preprocessing:
    """``rule`` with nothing left to do after the geometry."""
    return dataclasses.replace(rule, mean=(0.0,) * 3, std=(1.0,) * 3, color_order="RGB")


def _only(outputs: Any) -> Any:  # noqa: ANN401
    if isinstance(outputs, dict):
        (outputs,) = outputs.values()
    return outputs[0] if isinstance(outputs, (list, tuple)) else outputs
