"""Where the pictures of a run are, found and checked before anything heavy is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mobilekit.errors import MobileKitError
from mobilekit.train.data import class_names, image_files


@dataclass(frozen=True)
class Folders:
    """The splits of a data set, each with one folder of pictures per class.

    Attributes:
        names: of the classes, in output order.
        training: always there.
        validation: None where it is to be held out from ``training``.
        test: None where there is nothing to measure the finished network on.
    """

    names: tuple[str, ...]
    training: Path
    validation: Path | None
    test: Path | None

    def counts(self) -> dict[str, int]:
        """Pictures by split."""
        splits = {"train": self.training, "val": self.validation, "test": self.test}
        return {name: count_images(folder, self.names) for name, folder in splits.items() if folder}


def find_folders(data: Path, validation: Path | None) -> Folders:
    """The splits in ``data``: class folders directly in it, or train/ and, where wanted, val/ and test/.

    Args:
        data: the data set.
        validation: the user's own validation folder, if any.

    Raises:
        MobileKitError: no folder, fewer than two classes, a class without pictures, classes unknown to training.
    """
    for folder in filter(None, (data, validation)):
        if not folder.is_dir():
            raise MobileKitError(f"There is no folder {folder}.", remedy="Check the path.")
    whole = (data / "train").is_dir()
    training = data / "train" if whole else data
    names = class_names(training)
    empty = [name for name in names if not image_files(training / name)]
    if empty:
        raise MobileKitError(
            f"{training / empty[0]} holds no images.", remedy="Put its class's images there, or remove the folder."
        )
    found = [data / name if whole and (data / name).is_dir() else None for name in ("val", "test")]
    folders = Folders(tuple(names), training, validation or found[0], found[1])
    for other in filter(None, (folders.validation, folders.test)):
        _same_classes(other, names)
    return folders


def count_images(folder: Path, names: tuple[str, ...]) -> int:
    """Pictures directly in the class folders of ``folder``."""
    return sum(len(image_files(folder / name)) for name in names if (folder / name).is_dir())


def _same_classes(folder: Path, names: list[str]) -> None:
    strange = [name for name in class_names(folder) if name not in names]
    if strange:
        raise MobileKitError(
            f"{folder} has a class {strange[0]} that the training images do not have.",
            remedy="Give the folders the same names, one per class.",
        )
