"""A trained network that another one learns from (Hinton et al. 2015, "Distilling the Knowledge in a Network")."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from mobilekit.catalog import ARCHITECTURES, architecture
from mobilekit.errors import MobileKitError
from mobilekit.preprocess import Preprocessing
from mobilekit.sources.base import Source


def load_teacher(path: Path, names: tuple[str, ...]) -> Source:
    """The network in a file, if it answers for the same classes in the same order.

    Raises:
        MobileKitError: other classes, no probabilities, or as ``sources`` tell.
    """
    from mobilekit.sources.keras import load

    source = load(path)
    labels = tuple((source.embedded or {}).get("labels") or names)
    if source.classes != len(names) or labels != names:
        raise MobileKitError(
            f"The teacher {path} knows {source.classes} classes, and not those of the images.",
            remedy="Train the teacher on the same classes.",
        )
    if source.activation != "softmax":
        raise MobileKitError(f"The teacher {path} does not end in a softmax.", remedy="Give one that does.")
    return source


def teacher_rule(source: Source) -> Preprocessing:
    """The teacher's preprocessing: as its file says, else as its architecture is usually trained."""
    height, width, _ = source.input_shape
    said = (source.embedded or {}).get("preprocessing")
    if said:
        return Preprocessing((height, width), mean=tuple(said["mean"]), std=tuple(said["std"]))
    row = architecture(source.architecture if source.architecture in ARCHITECTURES else "mobilenet_v2")
    return Preprocessing((height, width), mean=(row.mean,) * 3, std=(row.std,) * 3)


def as_function(source: Source, rule: Preprocessing) -> Callable[[Any], Any]:
    """The teacher's probabilities for a batch that is prepared as the student's ``rule`` says, at any size."""
    import tensorflow as tf

    own = teacher_rule(source)
    mean, std = np.asarray(rule.mean, np.float32), np.asarray(rule.std, np.float32)

    def answer(images: Any) -> Any:  # noqa: ANN401  (tf.Tensor)
        pixels = tf.image.resize(images * std + mean, own.size)
        scores = source.model(
            (pixels - np.asarray(own.mean, np.float32)) / np.asarray(own.std, np.float32), training=False
        )
        return tf.stop_gradient(scores)

    return answer
