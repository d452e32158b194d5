"""How good the network is between epochs, on pictures as they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from mobilekit.preprocess import Preprocessing, normalise, to_tensor
from mobilekit.train.store import Split

CHUNK = 250
"""Pictures in memory at once."""


def measure(model: Any, split: Split, rule: Preprocessing) -> tuple[float, float]:  # noqa: ANN401  (keras.Model)
    """(mean cross-entropy, accuracy) of a network on a split, resized as the contract says."""
    import tensorflow as tf

    shape = (None, *rule.size, 3)
    answer = tf.function(lambda x: model(x, training=False), input_signature=[tf.TensorSpec(shape, tf.float32)])
    losses, hits = [], []
    for start in range(0, len(split.classes), CHUNK):
        index = np.arange(start, min(start + CHUNK, len(split.classes)))
        tensors = np.stack([to_tensor(image, rule) for image in split.pictures(index)])
        scores = answer(normalise(tensors, rule)).numpy()
        truth = split.classes[index]
        losses.append(-np.log(np.maximum(scores[np.arange(len(index)), truth], 1e-7)))
        hits.append(scores.argmax(1) == truth)
    return float(np.concatenate(losses).mean()), float(np.concatenate(hits).mean())
