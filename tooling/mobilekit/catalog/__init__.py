"""MobileNets by name: what can be built and trained, what has published weights, what each costs and is worth."""

from __future__ import annotations

from mobilekit.catalog.architectures import ARCHITECTURES, Architecture, architecture, build
from mobilekit.catalog.names import Checkpoint, checkpoints, is_catalog_name, parse, written_name

__all__ = [
    "ARCHITECTURES",
    "Architecture",
    "Checkpoint",
    "architecture",
    "build",
    "checkpoints",
    "is_catalog_name",
    "parse",
    "written_name",
]
