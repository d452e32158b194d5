"""Mistakes in an order are found before a picture is read or a framework loaded."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from mobilekit.errors import MobileKitError
from mobilekit.train.loop import Net
from mobilekit.train.order import Order, check_order, command_line
from mobilekit.train.recipe import Recipe

NET = Net("mobilenet_v2", 0.35, 32)


def refusal(order: Order) -> str:
    with pytest.raises(MobileKitError) as error:
        check_order(order, force=False)
    assert error.value.remedy
    return error.value.message


@pytest.fixture
def order(colours: Path, tmp_path: Path) -> Order:
    return Order(colours, NET, Recipe(), tmp_path / "net.keras")


def test_the_splits_of_a_data_set_are_found(order: Order, colours: Path) -> None:
    folders = check_order(order, force=False)
    assert folders.names == ("blue", "green", "red")
    assert (folders.training, folders.validation, folders.test) == (colours / "train", None, colours / "test")
    assert folders.counts() == {"train": 60, "test": 12}
    flat = check_order(dataclasses.replace(order, data=colours / "train", validation=colours / "test"), force=False)
    assert (flat.training, flat.validation, flat.test) == (colours / "train", colours / "test", None)


def test_a_file_that_exists_is_kept_without_force(order: Order) -> None:
    order.out.write_text("precious")
    assert refusal(order) == f"{order.out} exists."
    check_order(order, force=True)
    assert order.out.read_text() == "precious"


def test_a_suffix_keras_would_not_read(order: Order, tmp_path: Path) -> None:
    out = tmp_path / "net.h5"
    assert refusal(dataclasses.replace(order, out=out)) == f"{out} does not end in .keras."


def test_an_output_below_a_file(order: Order, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    out = tmp_path / "file" / "net.keras"
    assert refusal(dataclasses.replace(order, out=out)) == f"{out} cannot be written."


def test_folders_that_are_no_data_set(order: Order, colours: Path, tmp_path: Path) -> None:
    assert refusal(dataclasses.replace(order, data=tmp_path / "no")) == f"There is no folder {tmp_path / 'no'}."
    one = tmp_path / "one"
    shutil.copytree(colours / "train" / "red", one / "red")
    assert refusal(dataclasses.replace(order, data=one)) == f"{one} has 1 class folders; training needs at least two."
    (one / "empty").mkdir()
    assert refusal(dataclasses.replace(order, data=one)) == f"{one / 'empty'} holds no images."


def test_a_test_class_that_training_does_not_know(order: Order, colours: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(colours, data)
    (data / "test" / "teal").mkdir()
    Image.new("RGB", (16, 16)).save(data / "test" / "teal" / "0.png")
    sentence = f"{data / 'test'} has a class teal that the training images do not have."
    assert refusal(dataclasses.replace(order, data=data)) == sentence


def test_the_state_of_another_run(order: Order) -> None:
    state = order.state_folder()
    state.mkdir()
    other = {"net": dataclasses.asdict(NET), "recipe": dataclasses.asdict(Recipe(seed=7))}
    (state / "run.json").write_text(json.dumps(other))
    assert refusal(order) == f"{state} holds an interrupted run with other settings."
    check_order(dataclasses.replace(order, recipe=Recipe(seed=7)), force=False)


def test_the_command_names_no_folder_of_this_machine(order: Order) -> None:
    order = dataclasses.replace(order, recipe=Recipe(epochs=3))
    assert command_line(order) == (
        "mobilekit train colours --arch mobilenet_v2 --alpha 0.35 --size 32 --out net.keras --epochs 3"
    )
