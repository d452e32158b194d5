"""The pictures of a folder and their classes, found before anything is decoded."""

from __future__ import annotations

import dataclasses
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mobilekit.errors import MobileKitError
from mobilekit.evaluation.classes import Classes
from mobilekit.evaluation.records import Refused
from mobilekit.picture_store import spread
from mobilekit.preprocess import IMAGE_SUFFIXES

READ = IMAGE_SUFFIXES | {".gif", ".pgm", ".pbm", ".jfif", ".mpo"}
"""Endings of files that are tried."""

UNREAD = frozenset({".tif", ".tiff", ".heic", ".heif", ".avif", ".jxl", ".jp2", ".svg", ".psd", ".eps", ".dng"})
"""Endings of pictures that are refused by name: left out in silence they would be missed in the counts."""


@dataclass(frozen=True)
class ImageSet:
    """What a folder offers.

    Attributes:
        folder: the pictures' root.
        paths: relative to it, with ``/``.
        truth: class index of each path; None where nobody says.
        refused: what cannot be used, as far as its name and kind tell.
    """

    folder: Path
    paths: tuple[str, ...]
    truth: tuple[int, ...] | None
    refused: tuple[Refused, ...]

    def limited(self, limit: int | None) -> ImageSet:
        """At most ``limit`` pictures, evenly spread."""
        rows = spread(range(len(self.paths)), len(self.paths) if limit is None else limit)
        truth = None if self.truth is None else tuple(self.truth[row] for row in rows)
        return dataclasses.replace(self, paths=tuple(self.paths[row] for row in rows), truth=truth)


def find_images(folder: Path, classes: Classes) -> ImageSet:
    """The pictures in ``folder``: with labels where they lie in class folders, without where they lie in it directly.

    A class folder is named by its label, exactly, or by its index; its pictures are found at any depth.

    Raises:
        MobileKitError: no such folder, no pictures, or a folder of pictures that is no class.
    """
    require_folder(folder)
    found = sorted(candidates(folder), key=os.fsencode)
    if not found:
        endings = ", ".join(sorted(IMAGE_SUFFIXES))
        raise MobileKitError(f"{folder} holds no images.", remedy=f"Put files ending in {endings} there.")
    troubles = {path: trouble(folder, path) for path in found}
    refused = [Refused(shown(path), reason) for path, reason in troubles.items() if reason]
    usable = [path for path, reason in troubles.items() if not reason]
    if all("/" not in path for path in usable):
        return ImageSet(folder, tuple(usable), None, tuple(refused))
    stray = [Refused(path, "lies beside the class folders, so it has no label") for path in usable if "/" not in path]
    labelled = [path for path in usable if "/" in path]
    names = {name: _class_of(folder / name, classes) for name in dict.fromkeys(p.split("/")[0] for p in labelled)}
    truth = tuple(names[path.split("/")[0]] for path in labelled)
    return ImageSet(folder, tuple(labelled), truth, tuple(refused + stray))


def require_folder(folder: Path) -> None:
    """Raise unless ``folder`` is one.

    Raises:
        MobileKitError: it is not.
    """
    if not folder.is_dir():
        raise MobileKitError(f"There is no folder {folder}.", remedy="Check the path after --images.")


def candidates(folder: Path) -> Iterator[str]:
    """Relative paths of what looks like a picture by its ending, and of links to folders, which are not followed."""
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        odd = [name for name in folders if _ending(name) in READ | UNREAD or Path(root, name).is_symlink()]
        names = odd + [name for name in files if _ending(name) in READ | UNREAD and not name.startswith(".")]
        yield from (Path(root, name).relative_to(folder).as_posix() for name in names)


def trouble(folder: Path, path: str) -> str:
    """Why the file at ``path`` below ``folder`` cannot be used, without opening it; empty where nothing is known."""
    full = folder / path
    if shown(path) != path:
        return "has a name that is not UTF-8"
    if full.is_symlink() and full.is_dir():
        return "is a link to a folder, which is not followed"
    if not Path(os.path.realpath(full)).is_relative_to(os.path.realpath(folder)):
        return "is a link that leaves the folder"
    return _kind_trouble(full)


def shown(path: str) -> str:
    """``path`` as text that every output can hold."""
    return os.fsencode(path).decode("utf-8", "replace")


def _kind_trouble(full: Path) -> str:
    try:
        mode = full.stat().st_mode
    except OSError as error:
        return "may not be read" if isinstance(error, PermissionError) else "is a link to nothing"
    if stat.S_ISDIR(mode):
        return "is a folder"
    if not stat.S_ISREG(mode):
        return "is no plain file"
    ending = _ending(full.name)
    return f"is a {ending} file, which the kit does not read" if ending in UNREAD else ""


def _class_of(folder: Path, classes: Classes) -> int:
    index = classes.find(folder.name)
    if index is None:
        raise MobileKitError(
            f"The folder {folder} is named after no label of the model; the nearest is {classes.nearest(folder.name)}.",
            remedy="Name each folder by its label or index, or put pictures without labels directly into one folder.",
        )
    return index


def _ending(name: str) -> str:
    return Path(name).suffix.lower()
