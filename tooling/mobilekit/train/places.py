"""From what a user calls a data set to a folder or CSV: nothing is ever downloaded."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from mobilekit.bundle import explain
from mobilekit.errors import MobileKitError
from mobilekit.preprocess import IMAGE_SUFFIXES
from mobilekit.train import cifar
from mobilekit.train.listing import SPLITS

CIFAR = "cifar10"
ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".zip")
MAX_FILES = 10_000_000
MAX_BYTES = 1 << 40
"""Of all pictures; a disk that is full before says so."""
MAX_PICTURE = 256 << 20
"""Bytes of one file, which is held in memory."""

Step = Callable[[], None]


def is_archive(path: Path) -> bool:
    """Whether a file's name says that it is a tar or zip archive."""
    return path.name.lower().endswith(ARCHIVES)


def is_ready(place: Path) -> bool:
    """Whether a data set is files already, with nothing to unpack."""
    return not is_archive(place) and not cifar.is_pickled(place)


def set_name(data: str) -> str:
    """The data set's name for the card: the last part of the path, without an archive's ending."""
    name = Path(data).name
    ending = next((end for end in sorted(ARCHIVES, key=len, reverse=True) if name.lower().endswith(end)), "")
    return name[: len(name) - len(ending)] or name


def locate(data: str) -> Path:
    """Where the data set is: a folder, a CSV, an archive, or Keras' own copy of CIFAR-10.

    ``cifar10`` is looked for here (a folder, then an archive), then in Keras' cache.

    Raises:
        MobileKitError: nowhere.
    """
    path = Path(data)
    if path.exists():
        if path.is_dir() or path.suffix.lower() == ".csv" or is_archive(path):
            return path
        raise MobileKitError(
            f"{path} is neither a folder, a CSV nor an archive.",
            remedy=f"Give a folder of class folders, a .csv of path,label, or one of {', '.join(ARCHIVES)}.",
        )
    if data != CIFAR:
        raise MobileKitError(f"There is no folder {path}.", remedy="Check the path.")
    near = [Path(CIFAR + ending) for ending in ARCHIVES if Path(CIFAR + ending).is_file()]
    found = near or [folder for folder in cifar.keras_copies() if cifar.is_pickled(folder)]
    if not found:
        raise MobileKitError(
            "CIFAR-10 is not on this machine, and the kit downloads nothing by itself.",
            remedy="Give the path of a folder or archive of it, or let Keras fetch 170 MB once: "
            'python -c "import keras; keras.datasets.cifar10.load_data()"',
        )
    return found[0]


def settle(place: Path, folder: Path, step: Step) -> Path:
    """``place`` as a folder or CSV; an archive or a pickled CIFAR-10 is unpacked into ``folder``, once.

    Raises:
        MobileKitError: damaged, with members that leave the folder, or no space for it.
    """
    if is_ready(place):
        return place
    if not folder.is_dir():
        try:
            _unpack(cifar.pictures(place) if cifar.is_pickled(place) else _members(place), folder, step)
        except OSError as error:
            raise explain(error, folder) from error
    return _root(folder)


def _unpack(members: Iterator[tuple[PurePosixPath, bytes]], folder: Path, step: Step) -> None:
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name, data in members:
        target = partial / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        step()
    partial.rename(folder)


def _root(folder: Path) -> Path:
    """The folder itself, or below it where an archive has everything inside one folder, as most have."""
    inside = [path for path in folder.iterdir() if path.is_dir()]
    lone = len(inside) == 1 and inside[0].name not in SPLITS
    return _root(inside[0]) if lone else folder


def _members(archive: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    """(relative path, content) of the pictures of an archive; links, devices and everything else are left out."""
    count = total = 0
    try:
        for name, size, read in _zipped(archive) if archive.suffix.lower() == ".zip" else _tarred(archive):
            path = PurePosixPath(name.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or PureWindowsPath(name).drive:
                raise MobileKitError(f"{archive} has a member outside its folder: {name!r}.", remedy="Do not use it.")
            if path.suffix.lower() not in IMAGE_SUFFIXES or path.name.startswith("."):
                continue
            count, total = count + 1, total + size
            if count > MAX_FILES or total > MAX_BYTES or size > MAX_PICTURE:
                raise MobileKitError(f"{archive} unpacks to too much.", remedy="Unpack it yourself, give the folder.")
            yield path, read()
    except (tarfile.TarError, zipfile.BadZipFile, OSError, EOFError, RuntimeError) as error:
        raise MobileKitError(f"{archive} is damaged: {error}", remedy="Download or copy it again.") from error
    if not count:
        raise MobileKitError(f"{archive} holds no images.", remedy="Give an archive of class folders with pictures.")


Member = tuple[str, int, Callable[[], bytes]]


def _tarred(archive: Path) -> Iterator[Member]:
    with tarfile.open(archive, "r|*") as opened:  # as a stream: an index of a .tar.xz would unpack it twice
        for member in opened:
            file = opened.extractfile(member) if member.isreg() else None
            if file is not None:
                yield member.name, member.size, file.read


def _zipped(archive: Path) -> Iterator[Member]:
    with zipfile.ZipFile(archive) as opened:
        for member in opened.infolist():
            if not member.is_dir():
                yield member.filename, member.file_size, lambda member=member: opened.read(member)  # type: ignore[misc]
