"""A run learns, survives an interruption without a trace, and writes a file that says how to use it."""

from __future__ import annotations

import dataclasses
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mobilekit import catalog
from mobilekit.errors import MobileKitError
from mobilekit.train import loop
from mobilekit.train.loop import Net
from mobilekit.train.order import Order, check_order
from mobilekit.train.recipe import Recipe
from mobilekit.train.run import Trained, run
from mobilekit.train.watch import Epoch, Watch

NET = Net("mobilenet_v2", 0.35, 32)
RECIPE = Recipe(epochs=2, batch_size=28, peak_rate=0.02)


class Notes(Watch):
    """Remembers what a run told, and stops it after an epoch if asked to."""

    def __init__(self, stop_after: int = 0) -> None:
        self.stop_after, self.lines, self.steps, self.pictures = stop_after, [], [], 0

    def counting(self, what: str, total: int) -> Any:
        self.pictures += total
        return lambda: None

    def step(self, epoch: int, done: int, total: int) -> None:
        self.steps.append((epoch, done, total))

    def epoch(self, line: Epoch) -> None:
        self.lines.append(line)
        if line.epoch == self.stop_after:
            raise KeyboardInterrupt


def small_net(arch: str, alpha: float, size: int, classes: int):
    """A stand-in for ``catalog.build`` with a MobileNet's kinds of layers and none of its minutes."""
    import keras

    layers = keras.layers
    body = [layers.Conv2D(8, 3, strides=2), layers.BatchNormalization(), layers.ReLU(6.0), layers.DepthwiseConv2D(3)]
    tail = [layers.GlobalAveragePooling2D(), layers.Dropout(0.1), layers.Dense(classes, "softmax")]
    return keras.Sequential([keras.Input((size, size, 3)), *body, *tail])


@pytest.fixture(autouse=True, scope="module")
def quick():
    patch = pytest.MonkeyPatch()
    patch.setattr(loop, "build", small_net)
    yield
    patch.undo()


def train(order: Order, watch: Watch) -> Trained:
    return run(order, check_order(order, force=False), watch)


@pytest.fixture(scope="module")
def whole(quick: None, colours: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Trained, Notes]:
    """An unbroken run."""
    out = tmp_path_factory.mktemp("whole") / "net.keras"
    notes = Notes()
    return train(Order(colours, NET, RECIPE, out, author="us", license="CC0-1.0"), notes), notes


def test_a_run_reports_its_pictures_steps_and_epochs(whole: tuple[Trained, Notes]) -> None:
    _, notes = whole
    assert notes.pictures == 60 + 12
    assert notes.steps == [(1, 1, 2), (1, 2, 2), (2, 1, 2), (2, 2, 2)]
    assert [line.epoch for line in notes.lines] == [1, 2]


def test_the_file_says_how_to_use_it(whole: tuple[Trained, Notes]) -> None:
    from mobilekit.sources.keras import load

    trained, notes = whole
    source = load(trained.out)
    about = source.embedded
    assert about is not None
    assert about["labels"] == ["blue", "green", "red"]
    assert about["preprocessing"] == {
        "size": [32, 32], "crop_fraction": 1.0, "mean": [127.5] * 3, "std": [127.5] * 3,
        "color_order": "RGB", "resize": "pillow_bilinear_horizontal_first",
    }  # fmt: skip
    assert (source.architecture, source.width_multiplier, source.license) == ("mobilenet_v2", 0.35, "CC0-1.0")
    assert about["training"]["data"] == {"name": "colours", "images": {"train": 60, "test": 12}}
    assert len(about["training"]["history"]) == about["training"]["epochs"] == len(notes.lines)
    assert trained.test is not None
    assert about["training"]["test"] == trained.test.as_json()


def test_keras_itself_loads_the_file_without_optimizer_state(whole: tuple[Trained, Notes]) -> None:
    import keras

    trained, _ = whole
    model = keras.models.load_model(trained.out)
    assert getattr(model, "optimizer", None) is None
    assert model.count_params() * 4 < trained.out.stat().st_size < model.count_params() * 4 + 60_000
    with zipfile.ZipFile(trained.out) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "date_saved" not in json.loads(archive.read("metadata.json"))


def test_the_accuracy_is_that_of_the_written_file_on_the_test_pictures(
    whole: tuple[Trained, Notes], colours: Path
) -> None:
    from mobilekit.preprocess import Preprocessing, load_image, to_tensor
    from mobilekit.reference import reference_outputs
    from mobilekit.sources.keras import load

    trained, _ = whole
    paths = sorted((colours / "test").glob("*/*.png"))
    rule = Preprocessing((32, 32), 1.0)
    tensors = np.stack([to_tensor(load_image(path), rule) for path in paths])
    answers = reference_outputs(load(trained.out), tensors, rule).argmax(1)
    right = [["blue", "green", "red"][k] == path.parent.name for k, path in zip(answers, paths, strict=True)]
    assert trained.test is not None
    assert (trained.test.images, trained.test.overall) == (12, np.mean(right))
    assert trained.test.per_class == {
        name: np.mean(right[4 * k : 4 * k + 4]) for k, name in enumerate(["blue", "green", "red"])
    }


def test_the_card_names_data_command_licence_and_accuracy(whole: tuple[Trained, Notes]) -> None:
    trained, _ = whole
    text = trained.card.read_text("utf-8")
    assert trained.card.name == "net.card.md"
    assert trained.test is not None
    for part in (
        "mobilekit train colours --arch mobilenet_v2", "60 images for train, 12 images for test", "Licence: CC0-1.0",
        f"**{trained.test.overall:.4f}**", f"| red | {trained.test.per_class['red']:.4f} |", "Author: us",
    ):  # fmt: skip
        assert part in text


def test_the_state_the_kit_chose_is_gone_once_the_file_is_there(whole: tuple[Trained, Notes]) -> None:
    trained, _ = whole
    assert {path.name for path in trained.out.parent.iterdir()} == {"net.keras", "net.card.md"}


def weights_of(path: Path) -> list[np.ndarray]:
    import keras

    return keras.models.load_model(path, compile=False).get_weights()


def same(first: Path, second: Path) -> bool:
    pairs = zip(weights_of(first), weights_of(second), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


@pytest.mark.slow
def test_an_interrupted_run_ends_as_an_unbroken_one(
    whole: tuple[Trained, Notes], colours: Path, tmp_path: Path
) -> None:
    unbroken, notes = whole
    order = Order(colours, NET, RECIPE, tmp_path / "net.keras", tmp_path / "state", author="us", license="CC0-1.0")
    with pytest.raises(KeyboardInterrupt):
        train(order, Notes(stop_after=1))
    assert not order.out.exists()
    again = Notes()
    resumed = train(order, again)
    assert again.lines == notes.lines
    assert again.steps == [(2, 1, 2), (2, 2, 2)]
    assert same(resumed.out, unbroken.out)
    assert (tmp_path / "state").is_dir()  # the user's own folder stays


@pytest.mark.slow
def test_another_seed_gives_other_weights(whole: tuple[Trained, Notes], colours: Path, tmp_path: Path) -> None:
    other = train(Order(colours, NET, dataclasses.replace(RECIPE, seed=1), tmp_path / "net.keras"), Notes())
    assert not same(other.out, whole[0].out)


@pytest.mark.slow
def test_a_kill_between_checkpoint_and_history_repeats_the_epoch(
    whole: tuple[Trained, Notes], colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unbroken, notes = whole
    order = Order(colours, NET, RECIPE, tmp_path / "net.keras", tmp_path / "state")
    write, calls = loop._write, []

    def dies(path: Path, text: str) -> None:
        calls.append(path.name)
        if calls.count("history.json") == 2:
            raise KeyboardInterrupt
        write(path, text)

    monkeypatch.setattr(loop, "_write", dies)
    with pytest.raises(KeyboardInterrupt):
        train(order, Notes())
    monkeypatch.setattr(loop, "_write", write)
    again = Notes()
    assert same(train(order, again).out, unbroken.out)
    assert again.lines == notes.lines


def test_a_finished_state_is_only_measured_and_written(
    whole: tuple[Trained, Notes], colours: Path, tmp_path: Path
) -> None:
    order = Order(colours, NET, RECIPE, tmp_path / "a.keras", tmp_path / "state")
    first = train(order, Notes())
    notes = Notes()
    second = train(Order(colours, NET, RECIPE, tmp_path / "b.keras", tmp_path / "state"), notes)
    assert notes.steps == []
    assert same(first.out, second.out)


def test_a_state_of_other_pictures_is_refused(whole: tuple[Trained, Notes], colours: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    (state / "data.json").write_text(json.dumps({"classes": ["cat", "dog"], "training": 57, "validation": 3}))
    with pytest.raises(MobileKitError) as error:
        train(Order(colours, NET, RECIPE, tmp_path / "net.keras", state), Notes())
    assert error.value.message == f"{state} holds an interrupted run on other images."


def test_fewer_pictures_than_a_batch(colours: Path, tmp_path: Path) -> None:
    with pytest.raises(MobileKitError) as error:
        train(Order(colours, NET, Recipe(batch_size=64), tmp_path / "net.keras"), Notes())
    assert error.value.message == "57 training images are fewer than a batch of 64."


def test_the_command_line_trains(mobilekit: Any, colours: Path, tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    options = ["--size", 32, "--epochs", 1, "--batch-size", 28, "--quiet"]
    code, shown, err = mobilekit("train", colours, "--out", out, *options)
    assert (code, err) == (0, "")
    assert shown.startswith("Accuracy on 12 test images: ")
    assert out.is_file()
    code, _, err = mobilekit("train", colours, "--out", out, *options)
    assert (code, err.split("\n")[0]) == (2, f"Error: {out} exists.")


@pytest.mark.slow
def test_a_mobilenet_interrupted_between_its_sizes_ends_as_an_unbroken_one(colours: Path, tmp_path: Path) -> None:
    net, recipe = Net("mobilenet_v2", 0.35, 64), Recipe(epochs=3, batch_size=28, peak_rate=0.02)
    patch = pytest.MonkeyPatch()
    patch.setattr(loop, "build", catalog.build)
    ends = []
    for stop in (0, 1):
        order = Order(colours, net, recipe, tmp_path / f"{stop}.keras", tmp_path / f"state{stop}")
        if stop:
            with pytest.raises(KeyboardInterrupt):
                train(order, Notes(stop))
        notes = Notes()
        train(order, notes)
        ends.append(notes.lines)
    patch.undo()
    assert [line.size for line in ends[0]] == [32, 64, 64]
    assert ends[0] == ends[1]
    assert same(tmp_path / "0.keras", tmp_path / "1.keras")
