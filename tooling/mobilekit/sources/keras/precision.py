"""Networks that compute in half precision, built again in single: phones' formats choose their own precision."""

from __future__ import annotations

from typing import Any

import numpy as np

HALVES = frozenset({"float16", "bfloat16", "mixed_float16", "mixed_bfloat16"})
NOTICE = "The network computes in half precision; here it computes in single precision, its weights unchanged."


def single_precision(model: Any) -> tuple[Any, tuple[str, ...]]:  # noqa: ANN401  (either Keras)
    """The network with every layer in float32, and what to tell the user; the same network where it was so already.

    Weights of mixed precision are float32 anyway; those of pure half precision are exact in float32.
    """
    config = model.get_config() if hasattr(model, "get_config") else {}
    widened = _widened(config)
    if widened == config:
        return model, ()
    made = {type(layer).__name__: type(layer) for layer in model.layers}
    rebuilt = type(model).from_config(widened, custom_objects=made)
    rebuilt.set_weights([np.asarray(weight, np.float32) for weight in model.get_weights()])
    return rebuilt, (NOTICE,)


def _widened(config: Any) -> Any:  # noqa: ANN401  (what get_config gives)
    """A configuration with its dtypes and dtype policies in single precision.

    Keras 3 writes ``{"class_name": "DTypePolicy", "config": {"name": "mixed_float16"}}``, Keras 2 the same with
    ``Policy``, and both plain names.
    """
    if isinstance(config, dict):
        if config.get("class_name") in ("DTypePolicy", "Policy", "FloatDTypePolicy"):
            name = (config.get("config") or {}).get("name")
            return "float32" if name in HALVES else config
        return {
            key: "float32" if key == "dtype" and isinstance(value, str) and value in HALVES else _widened(value)
            for key, value in config.items()
        }
    if isinstance(config, (list, tuple)):
        return type(config)(_widened(value) for value in config)
    return config
