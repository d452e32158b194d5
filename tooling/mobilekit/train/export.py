"""The finished network as one file that says how to use it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

from mobilekit.sources.keras.archive import EMBEDDED

_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(saved: Path, out: Path, about: dict[str, Any]) -> None:
    """Copy a ``.keras`` file with ``about`` in it as ``mobilekit.json``, the same bytes for the same weights.

    Keras ignores members that it does not know. What would differ between two equal runs is its own date of saving,
    which is left out, and the addresses by which it tells shared objects apart, which become 0, 1, 2...
    """
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "metadata.json":
                data = json.dumps({"keras_version": json.loads(data)["keras_version"]}).encode()
            elif member.filename == "config.json":
                data = _numbered(data)
            _add(target, member.filename, data)
        _add(target, EMBEDDED, json.dumps(about, indent=1, ensure_ascii=False).encode("utf-8"))


def _numbered(config: bytes) -> bytes:
    """Addresses of shared objects in the order of their first mention."""
    order: dict[bytes, int] = {}
    return re.sub(
        rb'("shared_object_id": )(\d+)', lambda found: found[1] + b"%d" % order.setdefault(found[2], len(order)), config
    )


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED if name.endswith(".json") else zipfile.ZIP_STORED
    archive.writestr(info, data)
