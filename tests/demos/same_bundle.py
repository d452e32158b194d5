"""Whether two bundles are the same but for what another processor or another version of a tool may change."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

REFERENCE = "golden/reference.f32"
MAY_DIFFER = {"manifest.json", "SHA256SUMS", REFERENCE}


def converted(variants: Iterable[str], out: Path) -> Path:
    """The packaged model's bundle as the command line writes it.

    In a process of its own: this one may have TensorFlow with oneDNN, whose last bits differ.
    """
    wanted = [word for variant in variants for word in ("--variant", variant)]
    words = [sys.executable, "-m", "mobilekit", "convert", *wanted, "--out", str(out), "--quiet"]
    subprocess.run(words, check=True, capture_output=True)
    return out


def described(root: Path) -> dict[str, Any]:
    """The manifest without the versions of tools, and without measurements: processors sum in other orders."""
    manifest = json.loads((root / "manifest.json").read_text("utf-8"))
    manifest["golden"]["reference"].pop("sha256")
    for artifact in manifest["artifacts"]:
        artifact.pop("parity")
    return {key: value for key, value in manifest.items() if key != "tools"}


def differences(one: Path, other: Path) -> list[str]:
    """Paths of the files that are not the same; the reference outputs may be 1e-5 apart."""
    first, second = ({p.relative_to(r).as_posix() for p in r.rglob("*") if p.is_file()} for r in (one, other))
    found = sorted(first ^ second)
    found += [
        name for name in sorted(first & second - MAY_DIFFER) if (one / name).read_bytes() != (other / name).read_bytes()
    ]
    outputs = [np.frombuffer((root / REFERENCE).read_bytes(), "<f4") for root in (one, other)]
    if outputs[0].shape != outputs[1].shape or np.abs(outputs[0] - outputs[1]).max() > 1e-5:
        found.append(REFERENCE)
    return found
