"""Decoded pictures on disk: bounded in memory, used again, and honest about what could not be read."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mobilekit.preprocess import Preprocessing, load_image, to_tensor
from mobilekit.train import store
from mobilekit.train.listing import find_pictures
from mobilekit.train.store import Split, digest, hold_out, read_split, stored_side


def test_pictures_are_kept_as_the_contract_cuts_them(colours: Path, tmp_path: Path) -> None:
    listed = find_pictures(colours, "c").training
    split = read_split(listed, 12, tmp_path / "s" / "t.npy", lambda: None)
    assert isinstance(split.images, np.memmap)
    assert split.images.shape == (60, 12, 12, 3)
    assert split.classes.tolist() == [0] * 20 + [1] * 20 + [2] * 20
    square = to_tensor(load_image(listed[33].path), Preprocessing((12, 12), 1.0))
    assert np.array_equal(split.pictures(np.array([33]))[0], square)


def test_what_an_earlier_run_decoded_is_used_and_what_is_other_is_not(
    colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = find_pictures(colours, "c").training
    first = read_split(listed, 12, tmp_path / "t.npy", lambda: None)
    monkeypatch.setattr(store, "load_image", None)
    again = read_split(listed, 12, tmp_path / "t.npy", lambda: None)
    assert np.array_equal(first.images, again.images)
    with pytest.raises(TypeError):
        read_split(listed, 10, tmp_path / "t.npy", lambda: None)
    with pytest.raises(TypeError):
        read_split(listed[1:], 12, tmp_path / "t.npy", lambda: None)


def test_a_kill_while_decoding_leaves_no_file_that_passes_for_whole(
    colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = find_pictures(colours, "c").training
    count = []

    def stop() -> None:
        count.append(1)
        if len(count) == 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_split(listed, 12, tmp_path / "t.npy", stop)
    whole = read_split(listed, 12, tmp_path / "t.npy", lambda: count.append(1))
    assert len(count) == 90
    assert all(picture.any() for picture in whole.images)


def test_names_sizes_and_classes_tell_lists_apart(colours: Path, tmp_path: Path) -> None:
    shutil.copytree(colours, tmp_path / "moved")
    here, there = (find_pictures(place, "c").training for place in (colours, tmp_path / "moved"))
    assert digest(here) == digest(there)
    assert digest(here) != digest(here[:-1])
    with (tmp_path / "moved" / "train" / "red" / "000.png").open("ab") as file:
        file.write(b"x")
    assert digest(here) != digest(there)


def test_unreadable_pictures_are_left_out_and_named(colours: Path, tmp_path: Path) -> None:
    shutil.copytree(colours, tmp_path / "d")
    bad = tmp_path / "d" / "train" / "green" / "003.png"
    bad.write_bytes(b"no picture")
    listed = find_pictures(tmp_path / "d", "c").training
    for _ in range(2):  # decoded, then from the file
        split = read_split(listed, 12, tmp_path / "t.npy", lambda: None)
        assert len(split.classes) == 59
        assert split.classes.tolist() == [0] * 20 + [1] * 19 + [2] * 20
        assert len(split.skipped) == 1
        assert str(bad) in split.skipped[0]
        assert split.pictures(np.arange(59)).any((1, 2, 3)).all()


def test_many_unreadable_pictures_are_refused(colours: Path, tmp_path: Path, refusal: Any) -> None:
    shutil.copytree(colours, tmp_path / "d")
    for k in range(7):
        (tmp_path / "d" / "train" / "green" / f"{k:03d}.png").write_bytes(b"no picture")
    listed = find_pictures(tmp_path / "d", "c").training
    sentence = refusal(read_split, listed, 12, tmp_path / "t.npy", lambda: None)
    assert sentence.startswith("7 of 60 images cannot be read; the first: ")


def test_a_class_without_a_readable_picture_is_refused(colours: Path, tmp_path: Path, refusal: Any) -> None:
    listed = find_pictures(colours, "c").training
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"x")
    lone = type(listed[0])(bad, 3)
    assert refusal(read_split, (*listed, lone), 12, tmp_path / "t.npy", lambda: None).startswith("1 of 61 images")


def test_small_pictures_are_kept_at_their_own_size_and_large_ones_with_room_to_crop(colours: Path) -> None:
    listed = find_pictures(colours, "c").training
    assert stored_side(listed, 96) == 16
    assert stored_side(listed, 8) == 9


def test_every_class_is_held_out_in_its_share_and_nothing_twice() -> None:
    classes = np.repeat(np.arange(4), [100, 50, 4, 1]).astype(np.int32)
    split = Split(np.arange(155, dtype=np.uint8).reshape(-1, 1, 1, 1), classes, np.arange(155))
    training, validation = hold_out(split, 0.04, 0)
    assert np.bincount(validation.classes).tolist() == [4, 2, 1]  # and none of a class with one picture

    def held(part: Split) -> list[int]:
        return part.pictures(np.arange(len(part.classes))).ravel().tolist()

    assert sorted(held(training) + held(validation)) == list(range(155))
    assert held(validation) == held(hold_out(split, 0.04, 0)[1])
    assert held(validation) != held(hold_out(split, 0.04, 1)[1])
