"""The directory that passes from the kit to the phones: written whole or not at all, read with every hash checked."""

from __future__ import annotations

import contextlib
import errno
import glob
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from mobilekit.errors import MobileKitError

SUMS = "SHA256SUMS"
MANIFEST = "manifest.json"
REPORT = "report"
MAX_FILES = 10_000
MAX_BYTES = 4 << 30


def sha256_of(path: Path) -> str:
    """Lowercase hex SHA-256 of a file's bytes, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def files_of(root: Path) -> list[str]:
    """Every file of a bundle but ``SHA256SUMS`` and ``report/``: relative paths with ``/``, sorted by UTF-8 bytes.

    Raises:
        MobileKitError: a link or a device among them, or more than a bundle can hold.
    """
    found: list[str] = []
    total = 0
    for folder, folders, files in os.walk(root):
        if Path(folder) == root and REPORT in folders:
            folders.remove(REPORT)
        for name in [*folders, *files]:
            path = Path(folder, name)
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                raise MobileKitError(
                    f"{path} is a link or a device.", remedy="A bundle holds plain files only: make it again."
                )
        found += [Path(folder, name).relative_to(root).as_posix() for name in files]
        total += sum(Path(folder, name).stat().st_size for name in files)
        if len(found) > MAX_FILES or total > MAX_BYTES:
            raise MobileKitError(f"{root} is too large for a bundle.", remedy="Give the folder that convert wrote.")
    return sorted((f for f in found if f != SUMS), key=lambda f: f.encode("utf-8"))


def sums_text(root: Path) -> str:
    """What ``SHA256SUMS`` of the bundle at ``root`` must say, in the format of coreutils' ``sha256sum``."""
    return "".join(f"{sha256_of(root / name)}  {name}\n" for name in files_of(root))


def package_sha256(sums: str, path: str) -> str:
    """SHA-256 of a file, or of a folder: of its lines in ``SHA256SUMS`` (which fix names and contents)."""
    lines = sums.splitlines(keepends=True)
    for line in lines:
        if line[66:-1] == path:
            return line[:64]
    inside = "".join(line for line in lines if line[66:].startswith(path + "/"))
    return hashlib.sha256(inside.encode("utf-8")).hexdigest()


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    return path.stat().st_size if path.is_file() else sum(p.stat().st_size for p in path.rglob("*") if p.is_file())


def identity(root: Path) -> str:
    """sha256 of the bundle's ``SHA256SUMS``, which covers every byte of it: what device reports carry."""
    return sha256_of(root / SUMS)


def is_bundle(path: Path) -> bool:
    """Whether ``path`` is a folder that looks like a bundle: the only kind that is ever replaced."""
    return (path / MANIFEST).is_file() and (path / SUMS).is_file()


def require_bundle(root: Path) -> None:
    """Raise unless there is a bundle at ``root``.

    Raises:
        MobileKitError: there is something else, or nothing.
    """
    if not is_bundle(root):
        raise MobileKitError(
            f"{root} is not a bundle: it has no {MANIFEST} and {SUMS}.",
            remedy="Give the folder that mobilekit convert wrote.",
        )


def check_target(out: Path, *, force: bool) -> None:
    """Raise unless a bundle may be written to ``out``.

    Raises:
        MobileKitError: it exists and ``force`` is off, or it is something else than a bundle.
    """
    if not out.exists() and not out.is_symlink():
        return
    if not force:
        raise MobileKitError(f"{out} exists.", remedy="Choose another --out, or replace it with --force.")
    if not is_bundle(out):
        raise MobileKitError(
            f"{out} exists and is not a bundle, so --force will not delete it.", remedy="Choose another --out."
        )


@contextlib.contextmanager
def whole_or_nothing(out: Path, *, force: bool) -> Iterator[Path]:
    """A temporary sibling of ``out`` to write into, renamed to ``out`` when the block ends without an exception.

    Raises:
        MobileKitError: as ``check_target``; no space; a folder that cannot be written.
    """
    check_target(out, force=force)
    partial = out.parent / f".{out.name}.partial-{os.getpid()}"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(out)
        partial.mkdir()
        yield partial
        _rename(partial, out)
    except OSError as error:
        raise explain(error, out) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def explain(error: OSError, out: Path) -> Exception:
    """The user's sentence for a failed write, or the error itself where it is none of the known ones."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return MobileKitError(f"No space left for {out}.", remedy="Free some disk space, or choose another --out.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
        return MobileKitError(f"{out} cannot be written.", remedy="Choose an --out in a folder you may write to.")
    return error


def require_space(out: Path, needed: int) -> None:
    """Raise now if ``needed`` bytes will not fit beside ``out``, before minutes of work.

    Raises:
        MobileKitError: too little free space.
    """
    folder = next(p for p in [out.absolute().parent, *out.absolute().parents] if p.is_dir())
    if shutil.disk_usage(folder).free < needed:
        raise MobileKitError(f"No space left for {out}.", remedy="Free some disk space, or choose another --out.")


def _rename(partial: Path, out: Path) -> None:
    # Two renames, so that a kill at any moment leaves the old bundle, none, or the new one: never a mixture.
    old = out.parent / f".{out.name}.partial-{os.getpid()}-old"
    if out.exists():
        out.rename(old)
    partial.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _remove_leftovers(out: Path) -> None:
    """Delete what killed runs left beside ``out``; a living process's folder stays."""
    for left in out.parent.glob(f".{glob.escape(out.name)}.partial-*"):
        pid = left.name.rsplit("partial-", 1)[1].split("-")[0]
        if pid.isdigit() and not _alive(int(pid)):
            shutil.rmtree(left, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
