"""Which pictures a run learns from, found and checked before anything heavy is loaded."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from mobilekit.errors import MobileKitError
from mobilekit.evaluation.labels_csv import Row, rows_of
from mobilekit.preprocess import IMAGE_SUFFIXES

SPLITS = ("train", "val", "test")


@dataclass(frozen=True)
class Labelled:
    """A picture file and the index of its class."""

    path: Path
    label: int


@dataclass(frozen=True)
class Listing:
    """The pictures of a data set.

    Attributes:
        name: of the data set, for the card: no folder of this machine.
        names: of the classes, in output order.
        training: never empty.
        validation: None where it is to be held out from ``training``.
        test: None where there is nothing to measure the finished network on.
    """

    name: str
    names: tuple[str, ...]
    training: tuple[Labelled, ...]
    validation: tuple[Labelled, ...] | None = None
    test: tuple[Labelled, ...] | None = None

    def counts(self) -> dict[str, int]:
        """Pictures by split."""
        found = zip(SPLITS, (self.training, self.validation, self.test), strict=True)
        return {name: len(listed) for name, listed in found if listed is not None}

    def per_class(self) -> tuple[int, ...]:
        """Training pictures of each class."""
        counts = [0] * len(self.names)
        for picture in self.training:
            counts[picture.label] += 1
        return tuple(counts)


def find_pictures(data: Path, name: str, validation: Path | None = None, test: Path | None = None) -> Listing:
    """The pictures of ``data``: a folder of class folders, one with train/ and, where wanted, val/ and test/, or a CSV.

    Args:
        data: the data set.
        name: its name.
        validation: the user's own validation pictures, a folder of class folders or a CSV.
        test: likewise, to measure the finished network on.

    Raises:
        MobileKitError: nothing there, fewer than two classes, a class without pictures, classes unknown to training;
            for a CSV with its line.
    """
    whole = (data / "train").is_dir()
    training = data / "train" if whole else data
    names = class_names(training)
    found = {kind: data / kind if whole and (data / kind).is_dir() else None for kind in ("val", "test")}
    rest = [validation or found["val"], test or found["test"]]
    listed = pictures_of(training, names)
    _no_class_is_empty(training, names, listed)
    return Listing(name, names, listed, *(pictures_of(place, names) if place else None for place in rest))


def class_names(place: Path) -> tuple[str, ...]:
    """Names of the classes of a folder or CSV, sorted: the order of the network's outputs.

    Raises:
        MobileKitError: nothing there, or fewer than two classes.
    """
    if place.suffix.lower() == ".csv":
        names = sorted({row.label for row in rows_of(place)})
        what = "classes"
    elif place.is_dir():
        names = sorted(p.name for p in place.iterdir() if p.is_dir() and not p.name.startswith("."))
        what = "class folders"
    else:
        raise MobileKitError(f"There is no folder {place}.", remedy="Check the path.")
    if len(names) < 2:
        raise MobileKitError(
            f"{place} has {len(names)} {what}; training needs at least two.",
            remedy="Give a folder with one folder of images per class (or train/ and test/ with those inside), or a "
            "CSV of path,label.",
        )
    return tuple(names)


def pictures_of(place: Path, names: tuple[str, ...]) -> tuple[Labelled, ...]:
    """The pictures of a folder or CSV, in a fixed order.

    Raises:
        MobileKitError: nothing there, no pictures, or a class that is none of ``names``.
    """
    listed = _from_csv(place, names) if place.suffix.lower() == ".csv" else _from_folder(place, names)
    if not listed:
        endings = ", ".join(sorted(IMAGE_SUFFIXES))
        raise MobileKitError(f"{place} holds no images.", remedy=f"Put files ending in {endings} there.")
    return listed


def image_files(folder: Path) -> list[Path]:
    """Image files below ``folder``, at any depth, sorted; links to folders are not followed."""
    found = [
        Path(root, name)
        for root, _, files in os.walk(folder)
        for name in files
        if Path(name).suffix.lower() in IMAGE_SUFFIXES and not name.startswith(".")
    ]
    return sorted(path for path in found if path.is_file())


def _from_folder(folder: Path, names: tuple[str, ...]) -> tuple[Labelled, ...]:
    strange = [name for name in class_names(folder) if name not in names]
    if strange:
        raise MobileKitError(
            f"{folder} has a class {strange[0]} that the training images do not have.",
            remedy="Give the folders the same names, one per class.",
        )
    return tuple(Labelled(path, k) for k, name in enumerate(names) for path in image_files(folder / name))


def _from_csv(csv: Path, names: tuple[str, ...]) -> tuple[Labelled, ...]:
    """Paths are relative to the CSV's folder; unlike an evaluation's, they may be absolute, as training tools write."""
    rows: dict[Path, Row] = {}
    for row in rows_of(csv):
        path = csv.parent / row.path
        if not row.label:
            raise row.wrong("the label is empty")
        if row.label not in names:
            raise row.wrong(f"{row.label!r} is a class that the training images do not have")
        if not path.is_file():
            raise row.wrong(f"there is no file {path}")
        if path in rows:
            raise row.wrong(f"{row.path} was listed before, on line {rows[path].line}")
        rows[path] = row
    return tuple(Labelled(path, names.index(row.label)) for path, row in rows.items())


def _no_class_is_empty(place: Path, names: tuple[str, ...], listed: tuple[Labelled, ...]) -> None:
    have = {picture.label for picture in listed}
    empty = [name for k, name in enumerate(names) if k not in have]
    if empty:
        raise MobileKitError(
            f"{place / empty[0]} holds no images.", remedy="Put its class's images there, or remove the folder."
        )
