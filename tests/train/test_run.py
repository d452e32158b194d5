"""A run learns, survives an interruption without a trace, and writes a file that says how to use it."""

from __future__ import annotations

import dataclasses
import filecmp
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mobilekit.errors import MobileKitError
from mobilekit.train import state
from mobilekit.train.net import Net
from mobilekit.train.order import Order, check_order
from mobilekit.train.recipe import HEAD, PRUNE, QAT, TRAIN, TUNE, Phase, Recipe
from mobilekit.train.run import run
from mobilekit.train.watch import Epoch, Watch
from mobilekit.train.write import Trained

pytestmark = pytest.mark.slow

NET = Net("mobilenet_v2", 0.35, 32)
RECIPE = Recipe((Phase(TRAIN, 2, 0.05, 28),))


class Notes(Watch):
    """Remembers what a run told, and stops it after an epoch if asked to."""

    def __init__(self, stop_after: int = 0) -> None:
        self.stop_after, self.lines, self.steps, self.pictures, self.notes = stop_after, [], [], 0, []

    def counting(self, what: str, total: int) -> Any:
        self.pictures += total
        return lambda: None

    def step(self, epoch: int, done: int, total: int) -> None:
        self.steps.append((epoch, done, total))

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)

    def epoch(self, line: Epoch) -> None:
        self.lines.append(line)
        if line.epoch == self.stop_after:
            raise KeyboardInterrupt


@pytest.fixture(autouse=True, scope="module")
def small(quick: None) -> None:
    """Every run of this file trains the small stand-in."""


def train(order: Order, watch: Watch) -> Trained:
    check_order(order, force=False)
    return run(order, watch)


@pytest.fixture(scope="module")
def whole(quick: None, colours: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Trained, Notes]:
    """An unbroken run."""
    out = tmp_path_factory.mktemp("whole") / "net.keras"
    notes = Notes()
    return train(
        Order(str(colours), NET, RECIPE, out, author="us", license="CC0-1.0", command="the command"), notes
    ), notes


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
    assert about["training"]["data"] == {"name": "colours", "images": {"train": 60, "test": 12}, "skipped": 0}
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
    assert (trained.test.images, trained.test.accuracy) == (12, np.mean(right))
    recalls = [row["recall"] for row in trained.test.scores.values()]
    assert recalls == [np.mean(right[4 * k : 4 * k + 4]) for k in range(3)]


def test_the_card_names_data_command_licence_and_accuracy(whole: tuple[Trained, Notes]) -> None:
    trained, _ = whole
    text = trained.card.read_text("utf-8")
    assert trained.card.name == "net.card.md"
    assert trained.test is not None
    for part in (
        "    the command", "60 images for train, 12 images for test", "Licence: CC0-1.0",
        f"**{trained.test.accuracy:.4f}**", f"| red | {trained.test.scores['red']['precision']:.4f} |", "Author: us",
        f"F1 {trained.test.mean('f1'):.4f}", "Start: random weights", "(train 2)", "| | blue | green | red |",
        "![Learning curve](net.curve.png)", "![Confusion matrix](net.confusion.png)",
    ):  # fmt: skip
        assert part in text


def test_the_state_the_kit_chose_is_gone_once_the_file_is_there(whole: tuple[Trained, Notes]) -> None:
    trained, _ = whole
    assert {path.name for path in trained.out.parent.iterdir()} == {
        "net.keras", "net.card.md", "net.curve.png", "net.confusion.png",
    }  # fmt: skip


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
    order = Order(
        str(colours), NET, RECIPE, tmp_path / "net.keras", state=tmp_path / "state", author="us", license="CC0-1.0"
    )
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
    other = train(Order(str(colours), NET, dataclasses.replace(RECIPE, seed=1), tmp_path / "net.keras"), Notes())
    assert not same(other.out, whole[0].out)


@pytest.mark.slow
def test_a_kill_between_checkpoint_and_history_repeats_the_epoch(
    whole: tuple[Trained, Notes], colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unbroken, notes = whole
    order = Order(str(colours), NET, RECIPE, tmp_path / "net.keras", state=tmp_path / "state")
    write, calls = state.write, []

    def dies(path: Path, text: str) -> None:
        calls.append(path.name)
        if calls.count("history.json") == 2:
            raise KeyboardInterrupt
        write(path, text)

    monkeypatch.setattr(state, "write", dies)
    with pytest.raises(KeyboardInterrupt):
        train(order, Notes())
    monkeypatch.setattr(state, "write", write)
    again = Notes()
    assert same(train(order, again).out, unbroken.out)
    assert again.lines == notes.lines


def test_a_finished_state_is_only_measured_and_written(
    whole: tuple[Trained, Notes], colours: Path, tmp_path: Path
) -> None:
    order = Order(str(colours), NET, RECIPE, tmp_path / "a.keras", state=tmp_path / "state")
    first = train(order, Notes())
    notes = Notes()
    second = train(Order(str(colours), NET, RECIPE, tmp_path / "b.keras", state=tmp_path / "state"), notes)
    assert notes.steps == []
    assert same(first.out, second.out)


def test_fewer_pictures_than_a_batch(colours: Path, tmp_path: Path) -> None:
    with pytest.raises(MobileKitError) as error:
        train(Order(str(colours), NET, Recipe(), tmp_path / "net.keras"), Notes())
    assert error.value.message == "57 training images are fewer than a batch of 64."


ALL = Recipe(
    (Phase(HEAD, 1, 0.05, 28), Phase(TUNE, 2, 0.02, 28), Phase(PRUNE, 2, 0.02, 28), Phase(QAT, 1, 0.002, 28)),
    small_share=0.5, sparsity=0.5, frozen_share=0.25, sized_batches=((48, 14),), augment="strong", smoothing=0.1,
)  # fmt: skip
BIG = Net("mobilenet_v2", 0.35, 48)


@pytest.fixture(scope="module")
def everything(whole: tuple[Trained, Notes], colours: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A run through every phase, from the weights of another, with a teacher."""
    folder = tmp_path_factory.mktemp("all")
    given = {"weights": str(whole[0].out), "keeps_head": True, "teacher": whole[0].out}
    order = Order(str(colours), BIG, ALL, folder / "net.keras", **given, tensorboard=folder / "logs")
    notes = Notes()
    return train(order, notes), notes, order


def test_phases_sizes_and_batches_follow_the_recipe(everything: Any) -> None:
    _, notes, _ = everything
    assert [(line.phase, line.size) for line in notes.lines] == [
        (HEAD, 48), (TUNE, 32), (TUNE, 48), (PRUNE, 48), (PRUNE, 48), (QAT, 48),
    ]  # fmt: skip
    assert [total for epoch, done, total in notes.steps if done == 1] == [4, 2, 4, 4, 4, 4]


def test_zeros_and_the_grid_of_int8_survive_in_the_file(everything: Any) -> None:
    import keras

    trained, _, _ = everything
    model = keras.models.load_model(trained.out, compile=False)
    kernel = np.asarray(model.get_layer("wide").kernel, np.float64)
    norm = next(layer for layer in model.layers[8:] if isinstance(layer, keras.layers.BatchNormalization))
    gamma, _, _, variance = norm.get_weights()
    folded = kernel[0, 0] * gamma / np.sqrt(variance + norm.epsilon)
    steps = folded / (np.abs(folded).max(0) / 127)
    assert np.abs(steps - np.rint(steps)).max() < 1e-3
    assert (kernel == 0).mean() >= 0.5
    assert trained.about["training"]["zeros"] >= 0.5
    assert "Pruned: " in trained.card.read_text("utf-8")


def test_tensorboard_has_one_point_an_epoch(everything: Any) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    _, notes, order = everything
    events = EventAccumulator(str(order.tensorboard))
    events.Reload()
    points = events.Tensors("epoch/val_accuracy")
    assert [point.step for point in points] == [1, 2, 3, 4, 5, 6]
    found = [float(np.frombuffer(point.tensor_proto.tensor_content or b"", np.float32).sum()
                   or point.tensor_proto.float_val[0]) for point in points]  # fmt: skip
    assert found == pytest.approx([line.val_accuracy for line in notes.lines], abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("stop", [1, 2, 3, 4, 5])
def test_a_run_of_every_phase_interrupted_anywhere_ends_as_an_unbroken_one(
    stop: int, everything: Any, tmp_path: Path
) -> None:
    trained, notes, order = everything
    order = dataclasses.replace(order, out=tmp_path / "net.keras", tensorboard=tmp_path / "logs")
    with pytest.raises(KeyboardInterrupt):
        train(order, Notes(stop))
    again = Notes()
    resumed = train(order, again)
    assert again.lines == notes.lines
    assert {epoch for epoch, _, _ in again.steps} == set(range(stop + 1, 7))
    assert same(resumed.out, trained.out)
    assert filecmp.cmp(resumed.out, trained.out, shallow=False)


@pytest.mark.slow
def test_the_head_phase_moves_nothing_but_the_head_and_frozen_layers_stay(
    whole: tuple[Trained, Notes], colours: Path, tmp_path: Path
) -> None:
    import keras

    first = keras.models.load_model(whole[0].out, compile=False).get_weights()
    for phase, moved in ((Phase(HEAD, 1, 0.05, 28), {"head"}), (Phase(TUNE, 1, 0.05, 28), {"deep", "wide", "head"})):
        out = tmp_path / f"{phase.name}.keras"
        recipe = Recipe((phase,), frozen_share=0.25)
        train(Order(str(colours), NET, recipe, out, weights=str(whole[0].out), keeps_head=True), Notes())
        model = keras.models.load_model(out, compile=False)
        after = model.get_weights()
        changed = {
            v.path.split("/")[0]
            for v, a, b in zip(model.weights, first, after, strict=True)
            if not np.array_equal(a, b)
        }
        assert {name for name in changed if not name.startswith("batch")} == moved


def test_unreadable_pictures_are_counted_and_unequal_classes_pointed_out(colours: Path, tmp_path: Path) -> None:
    shutil.copytree(colours, tmp_path / "d")
    for place in ("train/red/019.png", "test/red/001.png"):
        (tmp_path / "d" / place).write_bytes(b"x")
    for k in range(14):
        (tmp_path / "d" / "train" / "red" / f"{k:03d}.png").unlink()
    notes = Notes()
    trained = train(Order(str(tmp_path / "d"), NET, RECIPE, tmp_path / "net.keras"), notes)
    assert trained.test is not None
    assert (trained.test.images, trained.test.skipped) == (11, 1)
    assert trained.about["training"]["data"]["skipped"] == 1
    assert notes.notes[0] == "blue has 20 images and red 6: consider --class-weights balanced."
    assert notes.notes[1].startswith("1 training images could not be read; the first: ")
    assert "; 1 could not be read" in trained.card.read_text("utf-8")


@pytest.mark.slow
def test_balanced_classes_change_what_is_learnt(whole: tuple[Trained, Notes], colours: Path, tmp_path: Path) -> None:
    shutil.copytree(colours / "train", tmp_path / "d")
    for k in range(15):
        (tmp_path / "d" / "red" / f"{k:03d}.png").unlink()
    ends = []
    for choice in ("none", "balanced", (1.0, 1.0, 1.0)):
        recipe = dataclasses.replace(RECIPE, class_weights=choice)
        order = Order(str(tmp_path / "d"), NET, recipe, tmp_path / f"{len(ends)}.keras")
        ends.append(train(order, Notes()))
    assert not same(ends[0].out, ends[1].out)
    assert same(ends[0].out, ends[2].out)
    assert "Not measured" in ends[0].card.read_text("utf-8")


def test_imagenet_weights_are_keras_own_and_said_to_be_fetched(
    whole: tuple[Trained, Notes], colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras

    from mobilekit.sources.keras import load

    asked = []

    def from_cache(name: str) -> Any:
        asked.append(name)
        return load(whole[0].out)

    monkeypatch.setattr("mobilekit.sources.applications.load_catalog", from_cache)
    notes = Notes()
    recipe = Recipe((Phase(HEAD, 1, 0.05, 28),))
    trained = train(Order(str(colours), NET, recipe, tmp_path / "net.keras", weights="imagenet"), notes)
    assert asked == ["mobilenet_v2_0.35_96"]
    assert notes.notes[0].startswith("Weights: mobilenet_v2_0.35_96 from Keras, downloaded from storage.googleapis.com")
    kernels = [keras.models.load_model(f, compile=False).get_layer("wide") for f in (whole[0].out, trained.out)]
    assert np.array_equal(*(np.asarray(layer.kernel) for layer in kernels))


def test_a_teacher_of_other_classes_is_refused(
    whole: tuple[Trained, Notes], colours: Path, tmp_path: Path, refusal: Any
) -> None:
    shutil.copytree(colours / "train", tmp_path / "d")
    (tmp_path / "d" / "red").rename(tmp_path / "d" / "ruby")
    order = Order(str(tmp_path / "d"), NET, RECIPE, tmp_path / "net.keras", teacher=whole[0].out)
    sentence = f"The teacher {whole[0].out} knows 3 classes, and not those of the images."
    assert refusal(train, order, Notes()) == sentence
    assert not order.out.exists()
