"""Pictures of one size on disk instead of in memory: five thousand take as much of it as ten."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from typing import TypeVar, overload

import numpy as np

from mobilekit.errors import MobileKitError
from mobilekit.preprocess import Pixels

_T = TypeVar("_T")


class PictureStore(Sequence[Pixels]):
    """(H, W, 3) uint8 pictures in an unnamed temporary file, read one at a time; gone with the process."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.shape = (*size, 3)
        self._bytes = int(np.prod(self.shape))
        self._file = tempfile.TemporaryFile(prefix="mobilekit-")  # noqa: SIM115  (lives as long as the store)
        self._count = 0

    def append(self, picture: Pixels) -> None:
        """Add one.

        Raises:
            ValueError: it has another shape or type.
            MobileKitError: the temporary folder is full.
        """
        if picture.shape != self.shape or picture.dtype != np.uint8:
            raise ValueError(f"{picture.shape} {picture.dtype} in a store of {self.shape} uint8")
        try:
            self._file.write(np.ascontiguousarray(picture).data)
            self._file.flush()
        except OSError as error:
            raise MobileKitError(
                f"No space left for pictures in {tempfile.gettempdir()}.",
                remedy="Free some disk space, or let TMPDIR name another folder.",
            ) from error
        self._count += 1

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Pixels: ...
    @overload
    def __getitem__(self, index: slice) -> list[Pixels]: ...
    def __getitem__(self, index: int | slice) -> Pixels | list[Pixels]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        data = os.pread(self._file.fileno(), self._bytes, index % len(self) * self._bytes)
        return np.frombuffer(data, np.uint8).reshape(self.shape)


def spread(items: Sequence[_T], limit: int) -> list[_T]:
    """At most ``limit`` of ``items``, evenly spread over them, in order: a sorted folder's classes all stay in."""
    count = min(limit, len(items))
    return [items[k * len(items) // count] for k in range(count)]
