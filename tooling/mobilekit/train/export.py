"""The finished network as one file that says how to use it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from mobilekit.sources.keras.archive import EMBEDDED

_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(saved: Path, out: Path, about: dict[str, Any]) -> None:
    """Copy a ``.keras`` file with ``about`` in it as ``mobilekit.json``, the same bytes for the same weights.

    Keras ignores members that it does not know. Its own date of saving is left out: it is all that would differ
    between two equal runs.
    """
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "metadata.json":
                data = json.dumps({"keras_version": json.loads(data)["keras_version"]}).encode()
            _add(target, member.filename, data)
        _add(target, EMBEDDED, json.dumps(about, indent=1, ensure_ascii=False).encode("utf-8"))


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED if name.endswith(".json") else zipfile.ZIP_STORED
    archive.writestr(info, data)
