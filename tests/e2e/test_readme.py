"""Every command of the README runs, in the order in which a reader meets them."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
INSTALLS = 2
"""The first two commands set up and test the kit itself; `.ci/run` takes them from the README and runs them."""


def commands() -> list[str]:
    """Lines of the README's ``sh`` blocks."""
    blocks = re.findall(r"^```sh\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the README's reader has: pictures in class folders, and a folder of photos."""
    root = tmp_path_factory.mktemp("reader")
    random = np.random.default_rng(0)
    for index, name in enumerate(("daisy", "rose", "tulip")):
        (root / "flowers" / name).mkdir(parents=True)
        for number in range(30):
            pixels = random.integers(0, 60, (40, 40, 3)) + np.eye(3, dtype=int)[index] * 180
            Image.fromarray(pixels.astype(np.uint8)).save(root / "flowers" / name / f"{number}.png")
    shutil.copytree(root / "flowers", root / "photos")
    (root / "labels.txt").write_text("daisy\nrose\ntulip\n")
    return root


def test_the_readme_starts_with_the_two_commands_that_ci_runs() -> None:
    install, test = commands()[:INSTALLS]
    assert install == "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/mobilekit quickstart"
    assert test == ".venv/bin/pip install '.[test]' && .venv/bin/pytest"
    assert "README.md" in (ROOT / ".ci" / "run").read_text()


def test_every_command_of_the_kit_is_in_the_readme() -> None:
    from mobilekit.cli import COMMANDS

    words = " ".join(commands())
    assert [name for name in COMMANDS if f"mobilekit {name}" not in words] == []


def write_device_report(bundle: Path, path: Path) -> None:
    """What a phone's self-check of ``bundle`` could export: float32 passed on the CPU."""
    from mobilekit.bundle import identity

    manifest = json.loads((bundle / "manifest.json").read_text("utf-8"))
    artifact = manifest["artifacts"][0]
    rung = artifact["delegates"][-1]
    result = {
        "variant": artifact["variant"],
        "delegate": rung["delegate"],
        "ran_on": rung["delegate"],
        "verdict": "PASS",
        "reason": "",
        "tolerance": rung["tolerance"],
        "images": [
            {"path": image["path"], "top1": image["top5"][0], "max_abs_difference": 0.0}
            for image in manifest["golden"]["images"]
        ],
        "latency": None,
    }
    phone = {"platform": "android", "manufacturer": "", "model": "phone", "os_version": "15", "runtime": "LiteRT"}
    words = {"schema_version": 1, "bundle": identity(bundle), "model": manifest["model"]["name"], "device": phone}
    path.write_text(json.dumps(words | {"app": {"name": "demo", "version": "1"}, "results": [result]}), "utf-8")


@pytest.mark.slow
def test_every_command_runs(folder: Path) -> None:
    bin_folder = folder / "bin"
    bin_folder.mkdir()
    script = bin_folder / "mobilekit"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mobilekit "$@"\n')
    script.chmod(0o755)
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    rest = commands()[INSTALLS:]
    assert len(rest) >= 6
    for line in rest:
        environment = os.environ | {"PATH": path}
        if "--device-report" in line:
            write_device_report(folder / "flowers-bundle", folder / "pixel.json")
        done = subprocess.run(
            ["sh", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{shlex.quote(line)}\n{done.stdout}\n{done.stderr}"
