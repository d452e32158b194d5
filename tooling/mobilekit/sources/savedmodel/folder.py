"""The folder of a SavedModel: found where downloads leave it, its files bounded and inside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from mobilekit.errors import MobileKitError

GRAPH, VARIABLES = "saved_model.pb", Path("variables", "variables")
MAX_BYTES = 1 << 30
"""Of the graph and of the variables, each."""
MAX_ENTRIES = 1000
"""Of a folder that is looked through."""
LABELS = "labels.txt"


@dataclass(frozen=True)
class Found:
    """A SavedModel on disk.

    Attributes:
        root: the folder with ``saved_model.pb``.
        name: what people call it: the nearest folder's name that is no version number.
        labels: the ``labels.txt`` beside it or above it, down from the folder that was given; None where there is none.
    """

    root: Path
    name: str
    labels: Path | None


def find(path: Path) -> Found:
    """The SavedModel in the folder at ``path``, or one or two levels below: Kaggle's and TF Serving's ``name/1/``.

    Raises:
        MobileKitError: none, or several.
    """
    roots = _roots(path)
    if not roots:
        text = (path / "saved_model.pbtxt").is_file()
        raise MobileKitError(
            f"{path} is a SavedModel written as text." if text else f"{path} is a folder without a model in it.",
            remedy="Save it again with tf.saved_model.save."
            if text
            else f"Give the folder that holds {GRAPH}, or a .keras or .h5 file.",
        )
    if len(roots) > 1:
        shown = ", ".join(str(root.relative_to(path)) for root in roots[:6])
        raise MobileKitError(f"{path} holds several models: {shown}.", remedy="Give the folder of one of them.")
    (root,) = roots
    parents = [root, *root.parents][: len(root.parts) - len(path.parts) + 1]
    names = [part.name for part in (*parents, path.resolve(), *path.resolve().parents)]
    return Found(
        root,
        next((name for name in names if name.strip("0123456789") and name != "variables"), "model"),
        next((folder / LABELS for folder in parents if (folder / LABELS).is_file()), None),
    )


def _roots(path: Path) -> list[Path]:
    level = [path]
    for _ in range(3):
        roots = [folder for folder in level if (folder / GRAPH).is_file()]
        if roots:
            return roots
        level = [child for folder in level for child in sorted(folder.iterdir())[:MAX_ENTRIES] if child.is_dir()]
    return []


def weight_files(root: Path) -> list[Path]:
    """The graph and the files of its variables, in order of their names.

    Raises:
        MobileKitError: a file that lies outside ``root``, or more than a model can be.
    """
    inside = root.resolve()
    files = [root / GRAPH, *sorted((root / VARIABLES.parent).glob(VARIABLES.name + ".*"))]
    for file in files:
        if not file.resolve().is_relative_to(inside):
            raise MobileKitError(f"{file} lies outside the model's folder.", remedy="Copy the files themselves there.")
        if file.stat().st_size > MAX_BYTES:
            raise MobileKitError(f"{file} is larger than a model can be.", remedy="Save the model again.")
    return files


def sha256_of_files(root: Path) -> str:
    """SHA-256 of the lines ``sha256sum`` would print for the graph and the variables, as for any folder of a bundle."""
    from mobilekit.bundle import sha256_of

    lines = [f"{sha256_of(file)}  {file.relative_to(root).as_posix()}\n" for file in weight_files(root)]
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()
