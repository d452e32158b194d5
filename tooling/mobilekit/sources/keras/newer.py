"""Files of a newer Keras than the installed one, made readable.

Layers and initializers gain arguments from release to release, and an older Keras refuses the ones it does not know
(3.15 writes ``renorm`` and ``input_axes``; 3.12, the last for Python 3.10, knows neither). A trained network has no use
for initializers, since the stored weights replace what they make; and a layer's new argument that is off or empty says
what the older Keras does anyway. Any other unknown argument stays, and Keras refuses the file.
"""

from __future__ import annotations

import inspect
import json
import zipfile
from pathlib import Path
from typing import Any

ZEROS: dict[str, Any] = {
    "module": "keras.initializers",
    "class_name": "Zeros",
    "config": {},
    "registered_name": None,
}
SWITCHES = {"renorm_momentum": "renorm"}
"""Arguments without an off of their own -> the argument that switches them."""


def is_newer(written: str, installed: str) -> bool:
    """Whether version ``written`` is later than ``installed``, by their first two numbers."""
    return _numbers(written) > _numbers(installed)


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")[:2]
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def readable(config: Any) -> Any:  # noqa: ANN401  (JSON)
    """A network's configuration as the installed Keras can read it."""
    if isinstance(config, list):
        return [readable(value) for value in config]
    if not isinstance(config, dict):
        return config
    inner = config.get("config")
    if config.get("module") == "keras.layers" and isinstance(inner, dict):
        config = config | {"config": _known(str(config.get("class_name")), inner)}
    return {
        key: ZEROS if key.endswith("_initializer") and isinstance(value, dict) else readable(value)
        for key, value in config.items()
    }


def _known(layer: str, config: dict[str, Any]) -> dict[str, Any]:
    """``config`` of a layer without the arguments that its class does not know and that are off."""
    import keras

    found = getattr(keras.layers, layer, None)
    if found is None:
        return config
    names = {name for base in found.__mro__ for name in inspect.signature(base.__init__).parameters}

    def off(key: str) -> bool:
        return config.get(SWITCHES.get(key, key)) in (None, False)

    return {key: value for key, value in config.items() if key in names or not off(key)}


def rewrite(path: Path, config: dict[str, Any], target: Path) -> Path:
    """Copy the .keras file at ``path`` to ``target`` with ``config`` made readable."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            data = source.read(name)
            copy.writestr(name, json.dumps(readable(config)) if name == "config.json" else data)
    return target
