"""Line coverage of a folder from llvm-cov's JSON export: coverage.py FILE FOLDER LEAST; exits 1 below LEAST %."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def lines(export: dict, folder: str) -> tuple[int, int]:
    """(covered, all) lines of the files whose path has ``folder`` in it."""
    every = [file for part in export["data"] for file in part["files"]]
    files = [file["summary"]["lines"] for file in every if folder in file["filename"]]
    return sum(file["covered"] for file in files), sum(file["count"] for file in files)


if __name__ == "__main__":
    path, folder, least = sys.argv[1:]
    covered, total = lines(json.loads(Path(path).read_text("utf-8")), folder)
    share = 100 * covered / max(total, 1)
    print(f"{share:.1f} % of {total} lines of {folder} covered, at least {least} % wanted")
    sys.exit(share < float(least))
