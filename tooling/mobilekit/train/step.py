"""One gradient step, split so that each core works on its own share of the batch."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras
    import tensorflow as tf


SMALLEST_SHARE = 16
"""Images of a batch that one core works on at least: batch norm's statistics are those of a share."""


@dataclass(frozen=True)
class Lossy:
    """What the answers are held against.

    Attributes:
        weights: (classes,) float32, of each class's pictures.
        smoothing: share of the label that is spread over all classes.
        teacher: a batch of pictures -> its probabilities (B, classes); None where there is none.
        distilled: share of the loss that the teacher has.
        temperature: of both softmaxes there.
    """

    weights: Any
    smoothing: float = 0.0
    teacher: Callable[[Any], Any] | None = None
    distilled: float = 0.0
    temperature: float = 1.0

    def of(self, images: Any, classes: Any, scores: Any) -> Any:  # noqa: ANN401  (tf.Tensor)
        """Mean loss of (B, classes) probabilities.

        With a teacher, ``(1 - distilled) * cross-entropy + distilled * T^2 * KL(teacher || student)`` at temperature
        T (Hinton et al. 2015, section 2; T^2 keeps the gradients' size). Softmax(log p / T) is softmax(z / T).
        """
        import tensorflow as tf

        logs = tf.math.log(tf.clip_by_value(scores, 1e-7, 1.0))
        target = tf.one_hot(classes, scores.shape[1], 1 - self.smoothing) + self.smoothing / scores.shape[1]
        own = -tf.reduce_sum(target * logs, 1)
        if self.teacher is not None:
            soft = tf.nn.softmax(tf.math.log(tf.clip_by_value(self.teacher(images), 1e-7, 1.0)) / self.temperature)
            apart = tf.math.log(tf.maximum(soft, 1e-9)) - tf.nn.log_softmax(logs / self.temperature)
            kl = tf.reduce_sum(soft * apart, 1)
            own = (1 - self.distilled) * own + self.distilled * self.temperature**2 * kl
        return tf.reduce_mean(tf.gather(self.weights, classes) * own)


def use_cores() -> int:
    """One op at a time per core, as many ops at once as there are cores; returns the cores.

    Splitting a batch between cores beats splitting each op: depthwise convolutions and their gradients gain little
    from a second thread (MobileNetV2 0.35 at 96x96 on two cores: 361 against 227 images/s).
    """
    import tensorflow as tf

    cores = os.cpu_count() or 1
    try:
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(cores)
    except RuntimeError:  # TensorFlow is already running with its own threads: right answers, fewer images a second
        pass
    return cores


def shares_of(batch_size: int, cores: int) -> int:
    """The largest number of equal shares of a batch, up to the number of cores, of at least 16 images each."""
    fits = [n for n in range(1, cores + 1) if batch_size % n == 0 and batch_size // n >= SMALLEST_SHARE]
    return max(fits, default=1)


def make_step(
    model: keras.Model, optimizer: keras.optimizers.Optimizer, shares: int, loss: Lossy, masks: dict[int, Any]
) -> tf.types.experimental.GenericFunction:
    """A compiled step ``(images (B, H, W, 3) float32, classes (B,) int32) -> (mean loss, correct answers)``.

    Args:
        model: in its trainable state.
        optimizer: built on the model's trainable variables.
        shares: that ``B`` is a multiple of. Batch norm sees each share by itself, as it does on several GPUs.
        loss: what the answers are held against.
        masks: by position among the trainable variables: 0 where a weight is to stay 0.
    """
    import tensorflow as tf

    variables = model.trainable_variables

    def share(images: Any, classes: Any) -> tuple[Any, Any, Any]:  # noqa: ANN401  (tf.Tensor)
        with tf.GradientTape() as tape:
            scores = model(images, training=True)
            value = loss.of(images, classes, scores)
        hits = tf.reduce_sum(tf.cast(tf.argmax(scores, 1, tf.int32) == classes, tf.float32))
        return tape.gradient(value, variables), value, hits

    def step(images: Any, classes: Any) -> tuple[Any, Any]:  # noqa: ANN401  (tf.Tensor)
        parts = [share(x, y) for x, y in zip(tf.split(images, shares), tf.split(classes, shares), strict=True)]
        gradients, losses, hits = zip(*parts, strict=True)
        mean = [tf.add_n(same) / shares for same in zip(*gradients, strict=True)]
        optimizer.apply_gradients(zip(mean, variables, strict=True))
        for position, mask in masks.items():
            variables[position].assign(variables[position] * mask)
        return tf.add_n(losses) / shares, tf.add_n(hits)

    return tf.function(step, jit_compile=False)
