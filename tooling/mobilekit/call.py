"""The Python call that makes a bundle, where no command line could say it: it stands in the manifest."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mobilekit import presets
from mobilekit.preprocess import Preprocessing


def has_objects(options: Any) -> bool:  # noqa: ANN401  (request.Options, which imports this)
    """Whether something was given that is neither text, a number nor a path."""
    values = [value for value in vars(options).values() if not isinstance(value, str)]
    return isinstance(options.labels, Sequence) or any(isinstance(v, (Mapping, Preprocessing)) for v in values)


def python_call(source: Any, options: Any) -> str:  # noqa: ANN401  (text or an object; request.Options)
    """``mobilekit.convert(...)`` with every option that is not the default; ``model`` and ``labels`` are objects."""
    words = [] if source is None else [repr(source) if isinstance(source, str) else "model"]
    for field in dataclasses.fields(options):
        value = getattr(options, field.name)
        if value != field.default:
            words.append(f"{field.name}={_written(field.name, value)}")
    return f"mobilekit.convert({', '.join(words)})"


def _written(name: str, value: Any) -> str:  # noqa: ANN401
    if isinstance(value, Path):
        return repr(str(value))
    if name == "labels":
        return "labels"
    return repr(presets.from_python(value) if isinstance(value, (Mapping, Preprocessing)) else value)
