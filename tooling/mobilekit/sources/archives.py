"""Models in a .zip or .tar.gz, as Teachable Machine and Kaggle hand them out: bounded, plain files only."""

from __future__ import annotations

import contextlib
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from mobilekit.errors import MobileKitError

MAX_BYTES = 2 << 30
"""Of all files unpacked: a SavedModel's graph and variables may have one each."""
MAX_FILES = 1000
_KERAS = {"config.json", "metadata.json"}
"""Members of a .keras file, which is a zip too."""


def is_archive(path: Path) -> bool:
    """Whether the file at ``path`` is a zip or a tar with files in it, and not a .keras file."""
    if not path.is_file():
        return False
    if zipfile.is_zipfile(path):
        with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            return bool(names & {"labels.txt"} or any(_is_model(name) for name in names)) and not names >= _KERAS
        return False
    with path.open("rb") as file:
        start = file.read(512)
    return start[:2] == b"\x1f\x8b" or start[257:262] == b"ustar"


def _is_model(name: str) -> bool:
    return PurePosixPath(name).name == "saved_model.pb" or name.endswith((".h5", ".keras", ".hdf5"))


@contextlib.contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The archive's files in a folder that lasts as long as the block.

    Raises:
        MobileKitError: damaged, too large, or with members that are links or leave the folder.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            _unpack(path, Path(folder))
        except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise MobileKitError(f"{path} is truncated or damaged.", remedy="Download the file again.") from error
        yield Path(folder)


def _unpack(path: Path, folder: Path) -> None:
    left = MAX_BYTES
    for count, (name, file) in enumerate(_members(path)):
        parts = PurePosixPath(name.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in name:
            raise MobileKitError(f"{path} has members that leave the archive.", remedy="Do not use it.")
        target = folder / parts
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as copy:
            while piece := file.read(min(1 << 20, left + 1)):
                left -= len(piece)
                if left < 0 or count >= MAX_FILES:
                    raise MobileKitError(f"{path} unpacks to more than a model can be.", remedy="Do not use it.")
                copy.write(piece)


def _members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and content of each plain file; folders make themselves, links are refused."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if not info.is_dir():
                    with archive.open(info) as file:
                        yield info.filename, file
        return
    with tarfile.open(path) as tar:
        for member in tar:
            if not (member.isreg() or member.isdir()):
                raise MobileKitError(f"{path} has members that are links or devices.", remedy="Do not use it.")
            opened = tar.extractfile(member)
            if opened is not None:
                yield member.name, opened
