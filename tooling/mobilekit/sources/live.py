"""A network that is in memory already: a ``keras.Model`` or ``tf_keras.Model`` of the calling program."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from mobilekit.catalog import written_name
from mobilekit.errors import MobileKitError
from mobilekit.sources.base import Source
from mobilekit.sources.describe import describe
from mobilekit.sources.keras import file_name


def load_live(model: Any) -> Source:  # noqa: ANN401  (either Keras)
    """A live model as a ``Source``; nothing is copied, and the model is left as it is.

    Raises:
        MobileKitError: no Keras model, or no classifier of pictures.
    """
    if not callable(getattr(model, "get_weights", None)) or not hasattr(model, "inputs"):
        raise MobileKitError(
            f"A {type(model).__name__} is no model.",
            remedy="Give a keras.Model, a tf_keras.Model, a path or a catalogue name.",
        )
    name = str(model.name)
    arch, alpha = written_name(name)
    return describe(
        model,
        f"The model {name}",
        name=file_name(name),
        architecture=arch,
        width_multiplier=alpha,
        sha256=_hash(model.get_weights()),
        origin=f"the live Keras model {name}",
        license="unknown",
    )


def _hash(weights: list[Any]) -> str:
    """SHA-256 of every array's shape, type and bytes, in the model's order."""
    digest = hashlib.sha256()
    for array in map(np.ascontiguousarray, weights):
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()
