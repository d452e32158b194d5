"""Decoded pictures in a file of the run's state, mapped into memory: a large folder costs disk, not memory."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mobilekit.bundle import require_space
from mobilekit.decoding import Undecodable
from mobilekit.errors import MobileKitError
from mobilekit.preprocess import Pixels, Preprocessing, load_image, to_tensor
from mobilekit.train.listing import Labelled

CHUNK = 256
"""Pictures decoded at once."""

MOST_UNREADABLE = 0.1
"""Share of a split's pictures that may be left out before the run is refused."""


@dataclass(frozen=True)
class Split:
    """Decoded pictures of one split.

    Attributes:
        images: (M, S, S, 3) uint8 RGB; S is the stored side, not the network's input.
        classes: (N,) int32, index into the class names.
        rows: (N,) int, which of ``images`` are meant.
        skipped: files that gave no picture, each with the reason.
    """

    images: npt.NDArray[np.uint8]
    classes: npt.NDArray[np.int32]
    rows: npt.NDArray[np.int64]
    skipped: tuple[str, ...] = ()

    def pictures(self, index: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
        """(len(index), S, S, 3) uint8, copied into memory."""
        return np.asarray(self.images[self.rows[index]])

    def take(self, index: npt.NDArray[np.intp]) -> Split:
        """The pictures at ``index``, none copied."""
        return Split(self.images, self.classes[index], self.rows[index], self.skipped)


def stored_side(listed: tuple[Labelled, ...], size: int) -> int:
    """Side at which pictures are kept: the input's with room to crop, or their own where that is less."""
    first = {picture.label: picture.path for picture in reversed(listed)}
    own = max((min(load_image(path).shape[:2]) for path in first.values() if _readable(path)), default=size)
    return min(own, size * 8 // 7)


def _readable(path: Path) -> bool:
    try:
        load_image(path)
    except Undecodable:
        return False
    return True


def read_split(listed: tuple[Labelled, ...], side: int, file: Path, step: Callable[[], None]) -> Split:
    """Decode every picture, cut to its centre square and resized to ``side``, into ``file``.

    A file that an earlier run finished for the same pictures is used as it is.

    Args:
        listed: the pictures and their classes.
        side: side of the stored pictures, pixels.
        file: ``.npy`` to keep them in.
        step: called once a picture, for a progress bar.

    Raises:
        MobileKitError: too many pictures that cannot be decoded, a class without any, or too little disk space.
    """
    note = file.with_suffix(".json")
    known = json.loads(note.read_text("utf-8")) if note.exists() and file.exists() else {}
    key = f"{side} {digest(listed)}"
    if known.get("of") != key:
        note.unlink(missing_ok=True)
        require_space(file, len(listed) * side * side * 3)
        file.parent.mkdir(parents=True, exist_ok=True)
        known = {"of": key, "skipped": _decode(listed, side, file, step)}
        note.write_text(json.dumps(known), "utf-8")
    skipped = {int(row): reason for row, reason in known["skipped"].items()}
    _refuse_too_many(listed, skipped)
    rows = np.array([row for row in range(len(listed)) if row not in skipped], np.int64)
    classes = np.array([listed[row].label for row in rows], np.int32)
    return Split(np.load(file, mmap_mode="r"), classes, rows, tuple(skipped.values()))


def digest(listed: tuple[Labelled, ...]) -> str:
    """What tells one list of pictures from another: names, sizes in bytes, classes; not where they lie."""
    lines = (f"{picture.path.name}\t{picture.path.stat().st_size}\t{picture.label}\n" for picture in listed)
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _decode(listed: tuple[Labelled, ...], side: int, file: Path, step: Callable[[], None]) -> dict[int, str]:
    """Fill ``file``; the rows that gave no picture, with the reason."""
    skipped: dict[int, str] = {}
    stored = np.lib.format.open_memmap(  # type: ignore[no-untyped-call]
        file, "w+", np.uint8, (len(listed), side, side, 3)
    )
    for row, picture in enumerate(decoded([picture.path for picture in listed], side)):
        if isinstance(picture, str):
            skipped[row] = picture
        else:
            stored[row] = picture
        step()
    stored.flush()
    return skipped


def decoded(paths: list[Path], side: int) -> Iterator[Pixels | str]:
    """Each picture's centre square at ``side``, or why there is none, in order; a few at once, bounded in memory."""
    square = Preprocessing(size=(side, side), crop_fraction=1.0)

    def one(path: Path) -> Pixels | str:
        try:
            return to_tensor(load_image(path), square)
        except Undecodable as error:
            return error.message

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(paths), CHUNK):
            yield from pool.map(one, paths[start : start + CHUNK])


def _refuse_too_many(listed: tuple[Labelled, ...], skipped: dict[int, str]) -> None:
    left = {picture.label for row, picture in enumerate(listed) if row not in skipped}
    bare = next((picture for picture in listed if picture.label not in left), None)
    if len(skipped) > MOST_UNREADABLE * len(listed) or bare:
        raise MobileKitError(
            f"{len(skipped)} of {len(listed)} images cannot be read; the first: {next(iter(skipped.values()))}",
            remedy="Mend or remove them.",
        )


def hold_out(split: Split, share: float, seed: int) -> tuple[Split, Split]:
    """Split off ``share`` of every class for validation, of two pictures one: (training, validation)."""
    rng = np.random.default_rng(seed)
    held: list[npt.NDArray[np.intp]] = []
    for index in np.unique(split.classes):
        rows = np.flatnonzero(split.classes == index)
        held.append(rng.permutation(rows)[: min(len(rows) - 1, max(1, round(len(rows) * share)))])
    validation = np.sort(np.concatenate(held))
    return split.take(np.setdiff1d(np.arange(len(split.classes)), validation)), split.take(validation)
