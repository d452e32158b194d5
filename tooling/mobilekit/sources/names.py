"""Names for files, from whatever a model is called."""

from __future__ import annotations

import re


def file_name(text: str) -> str:
    """``text`` with whatever could trouble a file system turned into ``_``."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", text).strip("._-") or "model"
