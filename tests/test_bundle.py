"""Bundles are written whole or not at all, and only bundles are ever replaced."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from mobilekit import bundle
from mobilekit.errors import MobileKitError


def small_bundle(folder: Path) -> Path:
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    (folder / "b.bin").write_bytes(b"b")
    (folder / "a").mkdir()
    (folder / "a" / "z.bin").write_bytes(b"z")
    (folder / "SHA256SUMS").write_text(bundle.sums_text(folder))
    return folder


def test_the_sums_are_coreutils_lines_sorted_by_path(tmp_path: Path) -> None:
    root = small_bundle(tmp_path / "one")
    digest = hashlib.sha256(b"z").hexdigest()
    lines = (root / "SHA256SUMS").read_text().splitlines()
    assert lines[0] == f"{digest}  a/z.bin"
    assert [line[66:] for line in lines] == ["a/z.bin", "b.bin", "manifest.json"]
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=root, check=True, capture_output=True)


def test_the_report_is_no_part_of_the_sums(tmp_path: Path) -> None:
    root = small_bundle(tmp_path / "one")
    before = bundle.sums_text(root)
    (root / "report").mkdir()
    (root / "report" / "report.json").write_text("{}")
    assert bundle.sums_text(root) == before


def test_a_folders_hash_is_that_of_its_lines(tmp_path: Path) -> None:
    sums = bundle.sums_text(small_bundle(tmp_path / "one"))
    line = sums.splitlines(keepends=True)[0]
    assert bundle.package_sha256(sums, "a") == hashlib.sha256(line.encode()).hexdigest()
    assert bundle.package_sha256(sums, "b.bin") == hashlib.sha256(b"b").hexdigest()


def test_a_link_in_a_bundle_is_refused(tmp_path: Path) -> None:
    root = small_bundle(tmp_path / "one")
    (root / "link").symlink_to("/etc/passwd")
    with pytest.raises(MobileKitError, match="is a link or a device"):
        bundle.files_of(root)


def test_an_exception_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), bundle.whole_or_nothing(tmp_path / "out", force=False) as folder:
        (folder / "half").write_text("half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_force_replaces_a_bundle_and_nothing_else(tmp_path: Path) -> None:
    old = small_bundle(tmp_path / "old")
    with bundle.whole_or_nothing(old, force=True) as folder:
        (folder / "new").write_text("new")
    assert [p.name for p in old.iterdir()] == ["new"]
    with pytest.raises(MobileKitError, match="is not a bundle, so --force will not delete it"):
        bundle.check_target(old, force=True)


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    left = tmp_path / f".out.partial-{dead.pid}"
    alive = tmp_path / f".out.partial-{os.getppid()}"
    left.mkdir()
    alive.mkdir()
    with bundle.whole_or_nothing(tmp_path / "out", force=False) as folder:
        (folder / "x").write_text("x")
    assert not left.exists()
    assert alive.exists()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "No space left for out."), (errno.EACCES, "out cannot be written.")],
)
def test_a_failed_write_becomes_a_sentence(number: int, sentence: str) -> None:
    error = bundle.explain(OSError(number, "why"), Path("out"))
    assert isinstance(error, MobileKitError)
    assert error.message == sentence


def test_an_unknown_failure_keeps_its_traceback() -> None:
    error = OSError(errno.EIO, "why")
    assert bundle.explain(error, Path("out")) is error


def test_too_little_space_is_said_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(MobileKitError, match="No space left"):
        bundle.require_space(tmp_path / "deep" / "out", 1 << 62)
    bundle.require_space(tmp_path / "deep" / "out", 1)
