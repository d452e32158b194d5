"""Mistakes in an order are found before a picture is read or a framework loaded."""

from __future__ import annotations

import dataclasses
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from mobilekit.train.net import Net
from mobilekit.train.order import Order, check_order, list_pictures, shown_command, state_of
from mobilekit.train.recipe import Recipe
from mobilekit.train.watch import Watch

NET = Net("mobilenet_v2", 0.35, 32)


@pytest.fixture
def order(colours: Path, tmp_path: Path) -> Order:
    return Order(str(colours), NET, Recipe(), tmp_path / "net.keras")


def test_a_file_that_exists_is_kept_without_force(order: Order, refusal: Any) -> None:
    order.out.write_text("precious")
    assert refusal(check_order, order, force=False) == f"{order.out} exists."
    check_order(order, force=True)
    assert order.out.read_text() == "precious"


def test_a_suffix_keras_would_not_read(order: Order, tmp_path: Path, refusal: Any) -> None:
    out = tmp_path / "net.h5"
    sentence = refusal(check_order, dataclasses.replace(order, out=out), force=False)
    assert sentence == f"{out} does not end in .keras."


def test_an_output_below_a_file(order: Order, tmp_path: Path, refusal: Any) -> None:
    (tmp_path / "file").write_text("x")
    out = tmp_path / "file" / "net.keras"
    assert refusal(check_order, dataclasses.replace(order, out=out), force=False) == f"{out} cannot be written."


def test_data_and_files_that_are_not_there(order: Order, tmp_path: Path, refusal: Any) -> None:
    no = tmp_path / "no"
    assert refusal(check_order, dataclasses.replace(order, data=str(no)), force=False) == f"There is no folder {no}."
    assert refusal(check_order, dataclasses.replace(order, teacher=no), force=False) == f"There is no file {no}."
    assert refusal(check_order, dataclasses.replace(order, test=no), force=False) == f"There is no folder {no}."
    wide = dataclasses.replace(order, weights="imagenet", net=Net("mobilenet_v1", 0.6, 96))
    assert refusal(check_order, wide, force=False).startswith("There are no ImageNet weights for mobilenet_v1")


def test_the_state_of_a_run_with_other_settings_is_refused_by_their_names(order: Order, refusal: Any) -> None:
    listing = list_pictures(order, Watch())
    assert state_of(order, listing).open() == []
    assert state_of(order, listing).check()
    other = dataclasses.replace(order, recipe=Recipe(seed=7), net=Net("mobilenet_v2", 0.5, 32))
    folder = order.state_folder()
    sentence = f"{folder} holds an interrupted run with other settings (net, recipe)."
    assert refusal(state_of(other, listing).open) == sentence
    fewer = dataclasses.replace(listing, training=listing.training[1:])
    sentence = f"{folder} holds an interrupted run with other settings (images)."
    assert refusal(state_of(order, fewer).open) == sentence


def test_weights_are_told_apart_by_their_bytes_not_by_their_name(order: Order, tmp_path: Path) -> None:
    listing = list_pictures(order, Watch())
    found = []
    for name, content in (("a", b"1"), ("b", b"1"), ("a", b"2")):
        (tmp_path / name).write_bytes(content)
        given = dataclasses.replace(order, weights=str(tmp_path / name))
        found.append(json.dumps(state_of(given, listing).settings))
    assert found[0] == found[1] != found[2]


def test_an_archive_is_unpacked_into_the_state(order: Order, colours: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "set.tar.gz", "w:gz") as archive:
        archive.add(colours, "set")
        archive.addfile(tarfile.TarInfo("set/empty.txt"), io.BytesIO())
    given = dataclasses.replace(order, data=str(tmp_path / "set.tar.gz"))
    check_order(given, force=False)
    assert not order.state_folder().exists()
    listing = list_pictures(given, Watch())
    assert (listing.name, listing.counts()) == ("set", {"train": 60, "test": 12})
    assert listing.training[0].path.is_relative_to(order.state_folder() / "pictures")


def test_the_command_names_no_folder_of_this_machine() -> None:
    words = ["train", "/home/me/my flowers", "--out", "/home/me/x/net.keras", "--epochs", "3"]
    shown = shown_command(words, {"/home/me/my flowers", "/home/me/x/net.keras"})
    assert shown == "mobilekit train 'my flowers' --out net.keras --epochs 3"
