"""A labels file means what it says, and whatever is wrong with it is named with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation.made import LABELS
from mobilekit.errors import MobileKitError
from mobilekit.evaluation import labels_csv
from mobilekit.evaluation.classes import Classes
from mobilekit.evaluation.labels_csv import read_labels_csv

Fill = Callable[[list[str]], Path]


@pytest.fixture
def read(folder: Fill, tmp_path: Path) -> Callable[[bytes], tuple[tuple[str, ...], tuple[int, ...] | None]]:
    root = folder(["a.png", "sub/b, c.png", "d.png"])
    (root / "out.png").symlink_to("../labels.csv")

    def run(content: bytes) -> tuple[tuple[str, ...], tuple[int, ...] | None]:
        (tmp_path / "labels.csv").write_bytes(content)
        found = read_labels_csv(tmp_path / "labels.csv", root, Classes(LABELS))
        return found.paths, found.truth

    return run


@pytest.mark.parametrize(
    "content",
    [
        b"d.png,label 3\na.png,7\n",
        b"path,label\nd.png,3\na.png,label 7",
        b"\xef\xbb\xbffile,class_index\r\nd.png,3\r\na.png,7\r\n",
        b"Label,width,Filename\n3,20,d.png\n\n7,20,./a.png\n",
        b'"d.png","label 3"\n a.png , label 7 \n',
    ],
)
def test_rows_with_and_without_header_in_any_order_of_columns(read, content: bytes) -> None:
    assert read(content) == (("d.png", "a.png"), (3, 7))


def test_a_quoted_path_may_hold_a_comma(read) -> None:
    assert read(b'"sub/b, c.png",1\n') == (("sub/b, c.png",), (1,))


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"a.png,1\nd.png,label 33\n", 2, "'label 33' is no label of the model; the nearest is 'label 3'"),
        (b"path,label\na.png,10\n", 2, "'10' is no label of the model"),
        (b"a.png,-1\n", 1, "'-1' is no label"),
        (b"a.png,\n", 1, "'' is no label"),
        (b"a.png,1\n\nmissing.png,1\n", 3, "has no file missing.png"),
        (b"a.png,1\nd.png,2\na.png,1\n", 3, "a.png was listed before, on line 1"),
        (b"a.png,1\n./a.png,1\n", 2, "a.png was listed before, on line 1"),
        (b"../labels.csv,1\n", 1, "is no path inside"),
        (b"sub/../../labels.csv,1\n", 1, "is no path inside"),
        (b"/etc/passwd,1\n", 1, "is no path inside"),
        (b",1\n", 1, "is no path inside"),
        (b"a\0.png,1\n", 1, "line 1"),
        (b"a.png\n", 1, "this is not a path, a comma and a label"),
        (b"a.png;1\n", 1, "this is not a path, a comma and a label"),
        (b"a.png,1,2\n", 1, "this is not a path, a comma and a label"),
        (b"label,path\n1,a.png\n2\n", 3, "this is not a path, a comma and a label"),
        (b"path,name\na.png,1\n", 1, "the header has no label column"),
        (b'a.png,1\n"d.png,2\n', 2, "this is not CSV"),
        (b'a.png,1\n"d.png"x,2\n', 2, "this is not CSV"),
        (b"a.png,1\n\xff.png,1\n", 2, "this is not UTF-8"),
        (b"a.png," + b"1" * 200_000 + b"\n", 1, "this is not CSV"),
        (b"a.png,1\n" + b"x" * 5000 + b".png,1\n", 2, "has no file"),
    ],
)
def test_whatever_is_wrong_is_named_with_its_line(read, tmp_path: Path, content: bytes, line: int, what: str) -> None:
    with pytest.raises(MobileKitError) as caught:
        read(content)
    assert caught.value.message.startswith(f"{tmp_path / 'labels.csv'}, line {line}: ")
    assert what in caught.value.message


def test_a_link_that_leaves_the_folder_is_refused_alone(folder: Fill, tmp_path: Path, read) -> None:
    assert read(b"a.png,1\nout.png,1\n") == (("a.png",), (1,))
    found = read_labels_csv(tmp_path / "labels.csv", tmp_path / "photos", Classes(LABELS))
    assert [(r.path, r.reason) for r in found.refused] == [("out.png", "is a link that leaves the folder")]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"path,label\n"])
def test_a_file_without_rows_is_refused(read, content: bytes) -> None:
    with pytest.raises(MobileKitError, match="lists no pictures"):
        read(content)


def test_a_file_beyond_the_bound_is_not_read(read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels_csv, "MAX_BYTES", 8)
    with pytest.raises(MobileKitError, match="is over 0 MB"):
        read(b"a.png,1\nd.png,1\n")


def test_a_missing_file_is_named(folder: Fill, tmp_path: Path) -> None:
    with pytest.raises(MobileKitError, match=r"There is no file .*no\.csv"):
        read_labels_csv(tmp_path / "no.csv", folder(["a.png"]), Classes(LABELS))
