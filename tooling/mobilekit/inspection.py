"""What a bundle or a model file holds, from its bytes alone."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from mobilekit.bundle import MANIFEST, is_bundle, size_of
from mobilekit.errors import MobileKitError
from mobilekit.formats import FORMATS
from mobilekit.formats.base import Format


def inspect_path(path: Path) -> dict[str, Any]:
    """A plain dictionary of what is at ``path``: ``kind`` is ``bundle``, ``tflite`` or ``coreml``.

    Raises:
        MobileKitError: nothing there, or none of the three.
    """
    if not path.exists():
        raise MobileKitError(f"There is nothing at {path}.", remedy="Check the path.")
    if is_bundle(path):
        return _bundle(path)
    for row in FORMATS.values():
        if path.name.endswith(row.suffix):
            return _file(path, row)
    known = ", ".join(row.suffix for row in FORMATS.values())
    raise MobileKitError(f"{path} is no bundle and no model file.", remedy=f"Give a bundle's folder, or a {known}.")


def _bundle(path: Path) -> dict[str, Any]:
    from mobilekit.manifest import read_manifest

    return {"kind": "bundle", "path": str(path), "manifest": read_manifest((path / MANIFEST).read_bytes())}


def _file(path: Path, row: Format) -> dict[str, Any]:
    read = row.readback(path)
    recipe = next((r for r in row.recipes if path.stem.endswith(f"-{r}")), row.recipes[0])
    rungs = [dataclasses.asdict(rung) for rung in row.ladder(path, recipe)]
    return {"kind": row.name, "path": str(path), "bytes": size_of(path), **dataclasses.asdict(read), "delegates": rungs}
