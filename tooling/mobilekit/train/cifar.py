"""CIFAR-10 as Keras keeps it: six pickled files, read without letting a pickle run anything."""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

import numpy as np

from mobilekit.errors import MobileKitError

FOLDER = "cifar-10-batches-py"
MAX_BATCH = 64 << 20
"""Bytes of one of the files: they have 31 MB."""


def is_pickled(place: Path) -> bool:
    """Whether a folder is CIFAR-10 as its authors pack it for Python."""
    return (place / "data_batch_1").is_file()


def keras_copies() -> list[Path]:
    """Where Keras keeps it, once it has fetched it."""
    home = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "datasets"
    return [home / f"{FOLDER}-target" / FOLDER, home / FOLDER]


def pictures(folder: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
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
