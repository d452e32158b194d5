"""One gradient step, split so that each core works on its own share of the batch."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras
    import tensorflow as tf


SMALLEST_SHARE = 16
"""Images of a batch that one core works on at least: batch norm's statistics are those of a share."""


def use_cores(batch_size: int) -> int:
    """One op at a time per core, as many ops at once as there are cores; returns the shares a batch is split into.

    That is the largest number of equal shares, up to the number of cores, of at least 16 images each.

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
    fits = [n for n in range(1, cores + 1) if batch_size % n == 0 and batch_size // n >= SMALLEST_SHARE]
    return max(fits, default=1)


def make_step(model: keras.Model, shares: int) -> tf.types.experimental.GenericFunction:
    """A compiled step ``(images (B, H, W, 3) float32, classes (B,) int32) -> (mean loss, correct answers)``.

    ``B`` is a multiple of ``shares``. Batch norm sees each share by itself, as it does on several GPUs.
    """
    import keras
    import tensorflow as tf

    loss_of = keras.losses.SparseCategoricalCrossentropy()
    variables = model.trainable_variables

    def share(images: Any, classes: Any) -> tuple[Any, Any, Any]:  # noqa: ANN401  (tf.Tensor)
        with tf.GradientTape() as tape:
            scores = model(images, training=True)
            loss = loss_of(classes, scores)
        hits = tf.reduce_sum(tf.cast(tf.argmax(scores, 1, tf.int32) == classes, tf.float32))
        return tape.gradient(loss, variables), loss, hits

    def step(images: Any, classes: Any) -> tuple[Any, Any]:  # noqa: ANN401  (tf.Tensor)
        parts = [share(x, y) for x, y in zip(tf.split(images, shares), tf.split(classes, shares), strict=True)]
        gradients, losses, hits = zip(*parts, strict=True)
        mean = [tf.add_n(same) / shares for same in zip(*gradients, strict=True)]
        model.optimizer.apply_gradients(zip(mean, variables, strict=True))
        return tf.add_n(losses) / shares, tf.add_n(hits)

    return tf.function(step)
