"""A CSV file of pictures and their classes; whatever is wrong with it is named with its line."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mobilekit.errors import MobileKitError
from mobilekit.evaluation.classes import Classes
from mobilekit.evaluation.imageset import ImageSet, require_folder, trouble
from mobilekit.evaluation.records import Refused

MAX_BYTES = 64 << 20
"""Far above ImageNet's 50,000 validation pictures (2 MB)."""

PATH_COLUMNS = frozenset({"path", "file", "filename", "file_name", "image", "picture"})
LABEL_COLUMNS = frozenset({"label", "class", "class_index", "index", "label_index", "category", "target"})
"""Names that a header may give the two columns; the first line is a header if it names a path column."""

REMEDY = "Give one line a picture: path,label."


@dataclass(frozen=True)
class Row:
    """One picture: the line where it stands, its path and its label as written."""

    csv: Path
    line: int
    path: str
    label: str

    def wrong(self, what: str) -> MobileKitError:
        """The error to raise for this row."""
        return _wrong(self.csv, self.line, what)


def read_labels_csv(csv_path: Path, folder: Path, classes: Classes) -> ImageSet:
    """The pictures that a CSV file lists, in its order.

    Rows are ``path,label`` without header, or columns of any order and number under a header with one of
    ``PATH_COLUMNS`` and one of ``LABEL_COLUMNS``. A path is relative to ``folder``, a label the text or the index.

    Raises:
        MobileKitError: no such file or folder, too large, not UTF-8; or with its line: a row that is no pair, an
            unknown label, a path outside the folder, that is not there, or that was listed before.
    """
    require_folder(folder)
    rows: dict[str, Row] = {}
    truth: list[int] = []
    for row in rows_of(csv_path):
        path = _path(row, folder)
        if path in rows:
            raise row.wrong(f"{path} was listed before, on line {rows[path].line}")
        rows[path] = row
        truth.append(_class(row, classes))
    if not rows:
        raise MobileKitError(f"{csv_path} lists no pictures.", remedy=REMEDY)
    troubles = [trouble(folder, path) for path in rows]
    refused = tuple(Refused(path, why) for path, why in zip(rows, troubles, strict=True) if why)
    kept = [(path, index) for path, index, why in zip(rows, truth, troubles, strict=True) if not why]
    return ImageSet(folder, tuple(path for path, _ in kept), tuple(index for _, index in kept), refused)


def rows_of(csv_path: Path) -> Iterator[Row]:
    """The rows of a CSV file, header and empty lines left out.

    Raises:
        MobileKitError: as ``read_labels_csv``, as far as the rows themselves go.
    """
    reader = csv.reader(io.StringIO(_text_of(csv_path), newline=""), strict=True)
    columns: tuple[int, int] | None = None
    for cells in _lines(reader, csv_path):
        if columns is None and (header := _header(csv_path, cells)):
            columns = header
            continue
        path, label = columns or (0, 1)
        if len(cells) <= max(path, label) or (columns is None and len(cells) != 2):
            raise _wrong(csv_path, reader.line_num, "this is not a path, a comma and a label")
        yield Row(csv_path, reader.line_num, cells[path].strip(), cells[label].strip())
        columns = columns or (0, 1)


def _lines(reader: Iterator[list[str]], csv_path: Path) -> Iterator[list[str]]:
    try:
        yield from (cells for cells in reader if any(cell.strip() for cell in cells))
    except csv.Error as error:
        raise _wrong(csv_path, reader.line_num, f"this is not CSV: {error}") from error  # type: ignore[attr-defined]


def _header(csv_path: Path, cells: list[str]) -> tuple[int, int] | None:
    names = [cell.strip().lower() for cell in cells]
    paths = [k for k, name in enumerate(names) if name in PATH_COLUMNS]
    if not paths:
        return None
    labels = [k for k, name in enumerate(names) if name in LABEL_COLUMNS]
    if not labels:
        raise _wrong(csv_path, 1, "the header has no label column")
    return paths[0], labels[0]


def _text_of(csv_path: Path) -> str:
    if not csv_path.is_file():
        raise MobileKitError(f"There is no file {csv_path}.", remedy="Check the path after --labels-csv.")
    if csv_path.stat().st_size > MAX_BYTES:
        raise MobileKitError(f"{csv_path} is over {MAX_BYTES >> 20} MB.", remedy=REMEDY)
    data = csv_path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _wrong(csv_path, line, "this is not UTF-8") from error


def _path(row: Row, folder: Path) -> str:
    pure = PurePosixPath(row.path)
    if not pure.parts or pure.is_absolute() or ".." in pure.parts or not row.path.isprintable():
        raise row.wrong(f"{row.path!r} is no path inside {folder}")
    if not os.path.lexists(folder / pure):
        raise row.wrong(f"{folder} has no file {pure}")
    return pure.as_posix()


def _class(row: Row, classes: Classes) -> int:
    index = classes.find(row.label)
    if index is None:
        raise row.wrong(f"{row.label!r} is no label of the model; the nearest is {classes.nearest(row.label)!r}")
    return index


def _wrong(csv_path: Path, line: int, what: str) -> MobileKitError:
    return MobileKitError(f"{csv_path}, line {line}: {what}.", remedy=REMEDY)
