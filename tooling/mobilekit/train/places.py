"""From what a user calls a data set to a folder or CSV: nothing is ever downloaded."""

from __future__ import annotations

import io
import os
import pickle
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

import numpy as np

from mobilekit.errors import MobileKitError
from mobilekit.preprocess import IMAGE_SUFFIXES
from mobilekit.train.listing import SPLITS

CIFAR = "cifar10"
ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".zip")
MAX_FILES = 10_000_000
MAX_BYTES = 1 << 40
MAX_BATCH = 64 << 20
"""Bytes of one of CIFAR-10's six pickled files: they have 31 MB."""

Step = Callable[[], None]


def is_archive(path: Path) -> bool:
    """Whether a file's name says that it is a tar or zip archive."""
    return path.name.lower().endswith(ARCHIVES)


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
    found = near or [folder for folder in _keras_copies() if (folder / "data_batch_1").is_file()]
    if not found:
        raise MobileKitError(
            "CIFAR-10 is not on this machine, and the kit downloads nothing by itself.",
            remedy="Give the path of a folder or archive of it, or let Keras fetch 170 MB once: "
            'python -c "import keras; keras.datasets.cifar10.load_data()"',
        )
    return found[0]


def _keras_copies() -> list[Path]:
    home = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "datasets"
    inner = "cifar-10-batches-py"
    return [home / f"{inner}-target" / inner, home / inner]


def settle(place: Path, folder: Path, step: Step) -> Path:
    """``place`` as a folder or CSV; an archive or a pickled CIFAR-10 is unpacked into ``folder``, once.

    Raises:
        MobileKitError: damaged, or with members that leave the folder.
    """
    pickled = (place / "data_batch_1").is_file()
    if not pickled and not is_archive(place):
        return place
    if not folder.is_dir():
        partial = folder.with_name(folder.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        for name, data in _cifar_pictures(place) if pickled else _members(place):
            target = partial / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            step()
        partial.rename(folder)
    return _root(folder)


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
            if path.is_absolute() or ".." in path.parts or ":" in name:
                raise MobileKitError(f"{archive} has a member outside its folder: {name!r}.", remedy="Do not use it.")
            if path.suffix.lower() not in IMAGE_SUFFIXES or path.name.startswith("."):
                continue
            count, total = count + 1, total + size
            if count > MAX_FILES or total > MAX_BYTES:
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


def _cifar_pictures(folder: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    """CIFAR-10 as its authors pack it (https://www.cs.toronto.edu/~kriz/cifar.html): rows of 3072, red, green, blue."""
    from PIL import Image

    names = [name.decode() for name in _unpickled(folder / "batches.meta")[b"label_names"]]
    for file in [*(f"data_batch_{k}" for k in range(1, 6)), "test_batch"]:
        batch = _unpickled(folder / file)
        pictures = np.asarray(batch[b"data"], np.uint8).reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        split = "test" if file == "test_batch" else "train"
        for k, (pixels, label) in enumerate(zip(pictures, batch[b"labels"], strict=True)):
            packed = io.BytesIO()
            Image.fromarray(pixels).save(packed, "PNG", compress_level=1)
            yield PurePosixPath(split, names[label], f"{file}_{k:05d}.png"), packed.getvalue()


class _PlainUnpickler(pickle.Unpickler):
    """Reads dictionaries, lists, bytes and numpy arrays; a pickle that names any other object is refused, unrun."""

    ALLOWED = frozenset({("_reconstruct", "multiarray"), ("ndarray", "numpy"), ("dtype", "numpy")})

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401
        """Only what an array is rebuilt by."""
        if (name, module.rpartition(".")[2]) not in self.ALLOWED or module.split(".")[0] != "numpy":
            raise pickle.UnpicklingError(f"{module}.{name} is no part of CIFAR-10")
        return super().find_class(module, name)


def _unpickled(path: Path) -> dict[bytes, Any]:
    try:
        if path.stat().st_size > MAX_BATCH:
            raise pickle.UnpicklingError("it is too large")
        with path.open("rb") as file:
            return _checked(file)
    except (OSError, pickle.UnpicklingError, ValueError, EOFError, KeyError, TypeError, AttributeError) as error:
        raise MobileKitError(f"{path} is no part of CIFAR-10: {error}", remedy="Let Keras fetch it again.") from error


def _checked(file: IO[bytes]) -> dict[bytes, Any]:
    found = _PlainUnpickler(file, encoding="bytes").load()
    if not isinstance(found, dict):
        raise pickle.UnpicklingError("it holds no dictionary")
    return found
