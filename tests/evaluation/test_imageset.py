"""Pictures are found where people put them, and what cannot be used is refused one by one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation.made import LABELS
from mobilekit.errors import MobileKitError
from mobilekit.evaluation.classes import Classes
from mobilekit.evaluation.imageset import ImageSet, find_images

Fill = Callable[[list[str]], Path]
CLASSES = Classes(LABELS)


def reasons(found: ImageSet) -> dict[str, str]:
    return {refused.path: refused.reason for refused in found.refused}


def test_class_folders_are_named_by_label_or_index(folder: Fill) -> None:
    found = find_images(folder(["label 3/b.png", "label 3/deep/er/a.PNG", "7/a.jpg", "label 0/x.gif"]), CLASSES)
    assert found.paths == ("7/a.jpg", "label 0/x.gif", "label 3/b.png", "label 3/deep/er/a.PNG")
    assert found.truth == (7, 0, 3, 3)
    assert found.refused == ()


def test_pictures_without_folders_have_no_labels(folder: Fill) -> None:
    found = find_images(folder(["b.png", "a.png"]), CLASSES)
    assert (found.paths, found.truth) == (("a.png", "b.png"), None)


def test_a_folder_that_is_no_class_is_refused_with_the_nearest_label(folder: Fill) -> None:
    root = folder(["label 1/a.png", "Label_2/a.png"])
    with pytest.raises(MobileKitError) as caught:
        find_images(root, CLASSES)
    assert (
        caught.value.message
        == f"The folder {root / 'Label_2'} is named after no label of the model; the nearest is label 2."
    )


def test_a_folder_shifted_past_the_last_class_is_refused(folder: Fill) -> None:
    with pytest.raises(MobileKitError, match="named after no label"):
        find_images(folder([f"{k}/a.png" for k in range(1, 11)]), CLASSES)


def test_a_folder_of_anything_else_may_have_any_name(folder: Fill) -> None:
    root = folder(["label 1/a.png"])
    (root / "notes").mkdir()
    (root / "notes" / "read me.txt").write_text("x")
    (root / ".cache").mkdir()
    (root / ".cache" / "a.png").write_text("x")
    (root / "label 1" / "._a.png").write_text("x")
    assert find_images(root, CLASSES).paths == ("label 1/a.png",)


def test_a_picture_beside_the_class_folders_has_no_label(folder: Fill) -> None:
    found = find_images(folder(["label 1/a.png", "stray.png"]), CLASSES)
    assert found.paths == ("label 1/a.png",)
    assert reasons(found) == {"stray.png": "lies beside the class folders, so it has no label"}


def test_links_out_of_the_folder_are_refused_and_links_within_are_not(folder: Fill, tmp_path: Path) -> None:
    root = folder(["a.png", "sub.txt"])
    outside = tmp_path / "secret.png"
    outside.write_bytes((root / "a.png").read_bytes())
    (tmp_path / "elsewhere").mkdir()
    (root / "out.png").symlink_to(outside)
    (root / "up.png").symlink_to("../secret.png")
    (root / "in.png").symlink_to("a.png")
    (root / "nowhere.png").symlink_to("missing.png")
    (root / "loop.png").symlink_to("loop.png")
    (root / "more").symlink_to(tmp_path / "elsewhere")
    found = find_images(root, CLASSES)
    assert found.paths == ("a.png", "in.png")
    assert reasons(found) == {
        "out.png": "is a link that leaves the folder",
        "up.png": "is a link that leaves the folder",
        "nowhere.png": "is a link to nothing",
        "loop.png": "is a link to nothing",
        "more": "is a link to a folder, which is not followed",
    }


def test_folders_and_pipes_that_are_called_pictures_are_refused(folder: Fill) -> None:
    root = folder(["a.png"])
    (root / "x.jpg").mkdir()
    os.mkfifo(root / "pipe.png")
    found = find_images(root, CLASSES)
    assert found.paths == ("a.png",)
    assert reasons(found) == {"x.jpg": "is a folder", "pipe.png": "is no plain file"}


def test_pictures_of_a_kind_that_is_not_read_are_counted(folder: Fill) -> None:
    root = folder(["a.png"])
    for name in ("b.heic", "c.TIFF", "d.txt"):
        (root / name).write_bytes(b"x")
    assert reasons(find_images(root, CLASSES)) == {
        "b.heic": "is a .heic file, which the kit does not read",
        "c.TIFF": "is a .tiff file, which the kit does not read",
    }


def test_a_name_that_no_output_could_hold_is_refused(folder: Fill) -> None:
    root = folder(["a.png"])
    try:
        (root / os.fsdecode(b"\xff.png")).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert reasons(find_images(root, CLASSES)) == {"\ufffd.png": "has a name that is not UTF-8"}


def test_a_limit_keeps_every_class(folder: Fill) -> None:
    found = find_images(folder([f"{k}/{n}.png" for k in range(3) for n in range(4)]), CLASSES).limited(3)
    assert found.paths == ("0/0.png", "1/0.png", "2/0.png")
    assert found.truth == (0, 1, 2)
    assert found.limited(None) == found.limited(99) == found


@pytest.mark.parametrize(("name", "sentence"), [("no", "There is no folder {}."), ("empty", "{} holds no images.")])
def test_no_folder_and_no_pictures_have_a_sentence(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(MobileKitError) as caught:
        find_images(tmp_path / name, CLASSES)
    assert caught.value.message == sentence.format(tmp_path / name)
