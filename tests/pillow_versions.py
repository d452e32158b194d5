"""Does the preprocessing give the same bytes under every Pillow? One environment each, one hash over all vectors.

Usage: python tests/pillow_versions.py [--folder DIR]    (environments are made in DIR, and used again if there)

Exit code 1 if the hashes differ, or are not those of the stored vectors.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

VERSIONS = ("10.4.0", "11.3.0", "12.3.0", "13.0.0")
ROOT = Path(__file__).resolve().parents[1]
STORED = ROOT / "tooling" / "mobilekit" / "contract" / "vectors" / "preprocess.json"

# The second hash is the control: one plain call, whose order of passes is each Pillow's own.
PROGRAM = """
import hashlib
from PIL import Image, __version__
from mobilekit.contract.pictures import picture
from mobilekit.contract.vectors import vector_files
plain = b""
for width, height in ((333, 500), (720, 1280)):
    image = Image.fromarray(picture("scene", width, height, 1))
    plain += image.resize((224, 224), Image.Resampling.BILINEAR).tobytes()
for data in (vector_files()["preprocess.json"], plain):
    print(hashlib.sha256(data).hexdigest())
print(__version__)
"""


def environment(version: str, folder: Path) -> Path:
    """The Python of an environment with this Pillow and numpy alone."""
    python = folder / version / "bin" / "python"
    if not python.exists():
        venv.create(folder / version, with_pip=True)
        quiet = ["-q", "--disable-pip-version-check", "--only-binary", ":all:"]
        subprocess.run([python, "-m", "pip", "install", *quiet, f"Pillow=={version}", "numpy"], check=True)
    return python


def hashes(version: str, folder: Path) -> tuple[str, str]:
    """Over the vectors as this Pillow makes them, and of the plain calls."""
    paths = {**os.environ, "PYTHONPATH": str(ROOT / "tooling")}
    command = [environment(version, folder), "-c", PROGRAM]
    lines = subprocess.run(command, env=paths, check=True, capture_output=True, text=True).stdout.split()
    assert lines[2] == version, f"asked for Pillow {version}, ran {lines[2]}"
    return lines[0], lines[1]


def main(folder: Path) -> int:
    """Print a line for each version; 0 if all agree with the stored vectors."""
    wanted = hashlib.sha256(STORED.read_bytes()).hexdigest()
    print(f"stored         vectors {wanted}")
    agree = True
    for version in VERSIONS:
        vectors, plain = hashes(version, folder)
        agree = agree and vectors == wanted
        print(f"Pillow {version:7} vectors {vectors}  plain resize {plain[:16]}", flush=True)
    print("the same everywhere" if agree else "NOT the same")
    return 0 if agree else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where the environments are kept; a temporary one by default")
    given = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(main(given or Path(temporary)))
