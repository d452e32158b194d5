"""Versions of what takes part in a conversion, read from package metadata without importing anything."""

from __future__ import annotations

import platform
from importlib import metadata

TOOLS = ("mobilekit", "tensorflow", "keras", "tf_keras", "coremltools", "ai-edge-litert", "numpy", "Pillow")


def tool_versions() -> dict[str, str]:
    """Name -> version of Python and of every installed tool in ``TOOLS``."""
    found = {"python": platform.python_version()}
    for name in TOOLS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
