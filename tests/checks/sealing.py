"""Bundles edited by hand and made consistent again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from mobilekit.bundle import SUMS, package_sha256, size_of, sums_text
from mobilekit.checks import CHECKS, FAILED, Check, Context, FileCheck
from mobilekit.checks.base import Answer
from mobilekit.checks.table import _answers

TWIN, OTHER = "tflite-float32", "coreml-float32"


def seal(root: Path) -> None:
    """Make hashes and sizes agree again, as someone who edits a bundle by hand would."""
    (root / SUMS).write_text(sums_text(root))
    manifest = json.loads((root / "manifest.json").read_text())
    for entry in manifest["artifacts"]:
        entry["bytes"] = size_of(root / entry["path"])
        entry["sha256"] = package_sha256((root / SUMS).read_text(), entry["path"])
    (root / "manifest.json").write_text(json.dumps(manifest))
    (root / SUMS).write_text(sums_text(root))


def edit(root: Path, change: Callable[[dict], object]) -> None:
    """Change the manifest and seal the bundle."""
    manifest = json.loads((root / "manifest.json").read_text())
    change(manifest)
    (root / "manifest.json").write_text(json.dumps(manifest))
    seal(root)


def artifact(manifest: dict, variant: str) -> dict:
    return next(entry for entry in manifest["artifacts"] if entry["variant"] == variant)


def named(name: str) -> Check | FileCheck:
    return next(check for check in CHECKS if check.name == name)


def asked(root: Path, *names: str) -> dict[str, dict[str, Answer]]:
    """Only these rows of the table, in its order: check -> subject -> answer."""
    context = Context(root)
    return {check.name: _answers(check, context) for check in CHECKS if check.name in names}


def failures(root: Path, *names: str) -> list[tuple[str, str]]:
    """(check, subject) of every failure among these rows of the table."""
    found = asked(root, *names)
    return [(name, who) for name, answers in found.items() for who, one in answers.items() if one.status == FAILED]
