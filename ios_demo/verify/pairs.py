"""What is begun must be ended as often in the same file, which no compiler asks for: pairs.py FOLDER..."""

from __future__ import annotations

import sys
from pathlib import Path

PAIRS = (
    ("CVPixelBufferLockBaseAddress(", "CVPixelBufferUnlockBaseAddress("),
    (".beginConfiguration()", ".commitConfiguration()"),
    (".startAccessingSecurityScopedResource()", ".stopAccessingSecurityScopedResource()"),
)


def unpaired(text: str) -> list[str]:
    """What is begun in a file's text and not ended as often."""
    return [first for first, second in PAIRS if text.count(first) != text.count(second)]


if __name__ == "__main__":
    files = [file for folder in sys.argv[1:] for file in sorted(Path(folder).rglob("*.swift"))]
    found = [f"{file}: {first} is not ended as often" for file in files for first in unpaired(file.read_text("utf-8"))]
    sys.exit("\n".join(found) or None)
