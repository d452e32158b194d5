"""The folder around a model: Manifest.json, the program, the weights, with nothing random in it.

coremltools' own writer draws two UUIDs a package and leaves the program readable by its owner alone.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "Manifest.json"
DATA, AUTHOR = "Data", "com.apple.CoreML"
MODEL, WEIGHTS, BLOB = "model.mlmodel", "weights", "weight.bin"

NAMESPACE = uuid.UUID("6f1d0f6e-7d1c-5c2e-9a55-0b6a1f2f9c11")
"""Of the identifiers below: drawn once, never to change."""

READABLE = 0o644


@dataclass
class Package:
    """A package being written.

    Attributes:
        weights: existing empty folder that is to hold ``weight.bin``.
        spec: the serialised ``Model``, set before the block ends.
    """

    weights: Path
    spec: bytes = b""


@contextmanager
def write_package(path: Path) -> Iterator[Package]:
    """Make the .mlpackage at ``path``, replacing one that is there; the block fills in weights and ``spec``.

    What the block or the disk leaves half done is removed again.
    """
    shutil.rmtree(path, ignore_errors=True)
    inner = path / DATA / AUTHOR
    (inner / WEIGHTS).mkdir(parents=True)
    try:
        package = Package(inner / WEIGHTS)
        yield package
        (inner / MODEL).write_bytes(package.spec)
        (path / MANIFEST).write_bytes(_manifest(inner).encode())
        for file in (inner / MODEL, path / MANIFEST, *(inner / WEIGHTS).iterdir()):
            file.chmod(READABLE)
    except BaseException:
        shutil.rmtree(path, ignore_errors=True)
        raise


def _manifest(inner: Path) -> str:
    """Keys and layout as Apple's writer has them, identifiers derived from the bytes they name."""
    model, weights = _identifier(inner / MODEL), _identifier(inner / WEIGHTS / BLOB)
    items = {
        model: _item(MODEL, "CoreML Model Specification"),
        weights: _item(WEIGHTS, "CoreML Model Weights"),
    }
    values = {"fileFormatVersion": "1.0.0", "itemInfoEntries": items, "rootModelIdentifier": model}
    return json.dumps(values, indent=4, sort_keys=True) + "\n"


def _item(name: str, description: str) -> dict[str, str]:
    return {"author": AUTHOR, "description": description, "name": name, "path": f"{AUTHOR}/{name}"}


def _identifier(file: Path) -> str:
    content = file.read_bytes() if file.exists() else b""
    return str(uuid.uuid5(NAMESPACE, f"{file.name}:{hashlib.sha256(content).hexdigest()}"))
