"""The files of an .mlpackage that is not trusted: bounded, inside the package, no symbolic links."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from mobilekit.errors import MobileKitError

MANIFEST, DATA, MODEL_PATH = "Manifest.json", "Data", "@model_path"

MOST_FILES = 100
"""Ours have three; Core ML's pipelines and updatable models some more."""
MOST_MANIFEST = 1 << 20
MOST_PROGRAM = 1 << 28
"""Bytes of Manifest.json (ours: 600) and of the program (ours: 0.2 MB), which are read into memory."""


class Broken(ValueError):
    """Why something is not a Core ML package; the text goes into the user's sentence."""


@dataclass(frozen=True)
class Unpacked:
    """The parts of a package.

    Attributes:
        program: bytes of the serialised ``Model``.
        folder: which that file is in; the program names its weights relative to it.
    """

    program: bytes
    folder: Path

    def weights(self, name: str) -> Path:
        """The file behind ``@model_path/weights/weight.bin``.

        Raises:
            Broken: not below the package, or not there.
        """
        root, _, rest = name.partition("/")
        if root != MODEL_PATH:
            raise Broken(f"its program names weights outside the package, {name!r}")
        return _inside(self.folder, rest)


def refuse(path: Path, error: Exception) -> MobileKitError:
    """The sentence for what went wrong with the package at ``path``."""
    reason = str(error) if isinstance(error, Broken) else f"its program cannot be read ({type(error).__name__})"
    return MobileKitError(
        f"{path} is not a Core ML package: {reason}.",
        remedy="Give a whole .mlpackage folder, or convert the model again.",
    )


def unpack(path: Path) -> Unpacked:
    """Find and read the program of the package at ``path``.

    Raises:
        Broken: anything amiss.
    """
    if not path.is_dir() or path.is_symlink():
        raise Broken("it is no folder" if path.exists() else "there is nothing there")
    for count, file in enumerate(path.rglob("*")):
        if file.is_symlink():
            raise Broken(f"{file.relative_to(path)} is a symbolic link")
        if count >= MOST_FILES:
            raise Broken(f"it has more than {MOST_FILES} files")
    relative = _root_model(_bounded(_inside(path, MANIFEST), MOST_MANIFEST))
    program = _inside(path, f"{DATA}/{relative}")
    return Unpacked(_bounded(program, MOST_PROGRAM), program.parent)


def _root_model(data: bytes) -> str:
    """The path, below Data, of the item that Manifest.json calls the root model."""
    try:
        manifest: dict[str, Any] = json.loads(data)
        found = manifest["itemInfoEntries"][manifest["rootModelIdentifier"]]["path"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Broken(f"its {MANIFEST} names no root model") from error
    if not isinstance(found, str):
        raise Broken(f"its {MANIFEST} names no root model")
    return found


def _inside(folder: Path, relative: str) -> Path:
    parts = PurePosixPath(relative)
    if not relative or "\0" in relative or "\\" in relative or parts.is_absolute() or ".." in parts.parts:
        raise Broken(f"{relative!r} leads out of it")
    file = folder / parts
    if not file.is_file():
        raise Broken(f"{relative} is missing")
    return file


def _bounded(file: Path, most: int) -> bytes:
    if file.stat().st_size > most:
        raise Broken(f"its {file.name} has more than {most} bytes")
    return file.read_bytes()


def guarded(path: Path, read: Callable[[Unpacked], Any]) -> Any:  # noqa: ANN401
    """``read`` on the package at ``path``, every failure told as one sentence.

    Raises:
        MobileKitError: not a package, or not one that ``read`` understands.
    """
    try:
        return read(unpack(path))
    except MobileKitError:
        raise
    except Exception as error:
        # protobuf's three implementations raise their own kinds on garbage, and plain Python ones besides.
        raise refuse(path, error) from error
