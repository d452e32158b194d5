"""Folders and CSVs of pictures; whatever is wrong is found before a picture is read."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mobilekit.train.listing import find_pictures


def test_the_splits_of_a_folder_are_found(colours: Path) -> None:
    listing = find_pictures(colours, "colours")
    assert listing.names == ("blue", "green", "red")
    assert listing.counts() == {"train": 60, "test": 12}
    assert listing.per_class() == (20, 20, 20)
    assert [(p.path.name, p.label) for p in listing.training[19:21]] == [("019.png", 0), ("000.png", 1)]
    flat = find_pictures(colours / "train", "colours", validation=colours / "test")
    assert (flat.counts(), flat.validation is not None) == ({"train": 60, "val": 12}, True)


def test_pictures_lie_at_any_depth_below_their_class(colours: Path, tmp_path: Path) -> None:
    shutil.copytree(colours / "train", tmp_path / "data")
    (tmp_path / "data" / "red" / "more").mkdir()
    (tmp_path / "data" / "red" / "000.png").rename(tmp_path / "data" / "red" / "more" / "x.PNG")
    (tmp_path / "data" / "red" / "notes.txt").write_text("x")
    assert find_pictures(tmp_path / "data", "d").per_class() == (20, 20, 20)


def test_folders_that_are_no_data_set(colours: Path, tmp_path: Path, refusal: Any) -> None:
    assert refusal(find_pictures, tmp_path / "no", "d") == f"There is no folder {tmp_path / 'no'}."
    one = tmp_path / "one"
    shutil.copytree(colours / "train" / "red", one / "red")
    assert refusal(find_pictures, one, "d") == f"{one} has 1 class folders; training needs at least two."
    (one / "empty").mkdir()
    assert refusal(find_pictures, one, "d") == f"{one / 'empty'} holds no images."


def test_a_test_class_that_training_does_not_know(colours: Path, tmp_path: Path, refusal: Any) -> None:
    data = tmp_path / "data"
    shutil.copytree(colours, data)
    (data / "test" / "teal").mkdir()
    Image.new("RGB", (16, 16)).save(data / "test" / "teal" / "0.png")
    sentence = f"{data / 'test'} has a class teal that the training images do not have."
    assert refusal(find_pictures, data, "d") == sentence


def test_a_csv_lists_paths_beside_it_and_labels(colours: Path, tmp_path: Path) -> None:
    shutil.copytree(colours / "test", tmp_path / "p")
    csv = tmp_path / "list.csv"
    csv.write_text(
        'label,path\n"b, dark",p/blue/000.png\na,p/red/000.png\n"b, dark",' + str(tmp_path / "p/blue/001.png")
    )
    listing = find_pictures(csv, "list")
    assert listing.names == ("a", "b, dark")
    assert [(p.path.name, p.label) for p in listing.training] == [("000.png", 1), ("000.png", 0), ("001.png", 1)]


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("p/blue/000.png,a\np/red/no.png,b\n", "line 2: there is no file {folder}/p/red/no.png."),
        (
            "p/blue/000.png,a\np/red/000.png,b\np/blue/000.png,b\n",
            "line 3: p/blue/000.png was listed before, on line 1.",
        ),
        ("p/blue/000.png,a\np/red/000.png,\np/red/001.png,b\n", "line 2: the label is empty."),
        ("p/blue/000.png,a\nno comma\n", "line 2: this is not a path, a comma and a label."),
        ("p/blue/000.png,a\np/red/000.png,a\n", " has 1 classes; training needs at least two."),
    ],
)
def test_what_is_wrong_with_a_csv_is_named_with_its_line(
    text: str, ending: str, colours: Path, tmp_path: Path, refusal: Any
) -> None:
    shutil.copytree(colours / "test", tmp_path / "p")
    (tmp_path / "list.csv").write_text(text)
    assert refusal(find_pictures, tmp_path / "list.csv", "l").endswith(ending.format(folder=tmp_path))


def test_a_test_csv_with_a_class_of_its_own(colours: Path, tmp_path: Path, refusal: Any) -> None:
    (tmp_path / "t.csv").write_text(f"{colours}/test/blue/000.png,blue\n{colours}/test/red/000.png,teal\n")
    sentence = refusal(find_pictures, colours / "train", "d", None, tmp_path / "t.csv")
    assert sentence.endswith("line 2: 'teal' is a class that the training images do not have.")
