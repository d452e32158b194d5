"""A network that lives in the caller's process, of either Keras."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from mobilekit.catalog import written_name
from mobilekit.errors import MobileKitError
from mobilekit.sources.base import Source
from mobilekit.sources.describe import describe
from mobilekit.sources.keras import require_tensorflow
from mobilekit.sources.keras.precision import single_precision
from mobilekit.sources.names import file_name


def load_live(model: Any, size: tuple[int, int] | None = None) -> Source:  # noqa: ANN401  (either Keras)
    """The classifier that ``model`` is now; later training does not change what was converted, but call it again.

    Unlike a file's, its layers are the caller's own: custom ones are taken as they are.

    Args:
        model: a built ``keras.Model`` (on TensorFlow) or ``tf_keras.Model``, functional or sequential.
        size: (height, width) for a network that takes any.

    Raises:
        MobileKitError: no Keras model, not built, on another backend, or no image classifier.
    """
    kind = next((base.__module__.split(".")[0] for base in type(model).__mro__ if _is_model(base)), None)
    if kind is None:
        raise MobileKitError(
            f"A {type(model).__name__} is no Keras model.",
            remedy="Give a keras.Model or a tf_keras.Model, or the path of a saved model.",
        )
    if kind == "keras":
        require_tensorflow()
    if not _symbolic(model):
        raise MobileKitError(
            f"The model {model.name} was written as a class, and says of no input what shape it has.",
            remedy="Wrap it: image = keras.Input((224, 224, 3)); keras.Model(image, model(image)).",
        )
    model, notices = single_precision(model)
    architecture, multiplier = written_name(str(model.name))
    return describe(
        model,
        f"The model {model.name}",
        size,
        name=file_name(str(model.name)),
        architecture=architecture,
        width_multiplier=multiplier,
        sha256=_sha256_of_weights(model),
        origin=f"a live {kind} model called {model.name}",
        license="unknown",
        notices=notices,
    )


def _is_model(base: type) -> bool:
    return base.__name__ == "Model" and base.__module__.split(".")[0] in ("keras", "tf_keras")


def _symbolic(model: Any) -> bool:  # noqa: ANN401
    """Whether the network knows its input; a class of its own does not, and tells so in different ways."""
    try:
        return bool(model.inputs)
    except (AttributeError, ValueError):
        return False


def _sha256_of_weights(model: Any) -> str:  # noqa: ANN401
    """SHA-256 over each weight in the network's order: its shape, then its bytes as little-endian float32."""
    digest = hashlib.sha256()
    for weight in model.get_weights():
        values = np.ascontiguousarray(weight, "<f4")
        digest.update(f"{values.shape}".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()
