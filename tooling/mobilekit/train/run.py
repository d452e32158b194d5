"""A folder of images becomes a model file: read, train or go on training, measure, write."""

from __future__ import annotations

import dataclasses
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobilekit.bundle import explain
from mobilekit.errors import MobileKitError
from mobilekit.train.data import Split, hold_out, read_split, stored_side
from mobilekit.train.evaluate import Accuracy, evaluate
from mobilekit.train.export import card_text, pack
from mobilekit.train.folders import Folders, count_images
from mobilekit.train.loop import train
from mobilekit.train.order import Order, command_line
from mobilekit.train.watch import Epoch, Watch

if TYPE_CHECKING:
    import keras

HELD_OUT = 0.04
"""Share of each class kept back for validation where the data brings none."""


@dataclass(frozen=True)
class Trained:
    """What came of a run.

    Attributes:
        out: the model.
        card: its model card.
        history: one line an epoch.
        test: None where there were no test pictures.
    """

    out: Path
    card: Path
    history: tuple[Epoch, ...]
    test: Accuracy | None


def run(order: Order, folders: Folders, watch: Watch) -> Trained:
    """Train, measure on the test pictures, and write the model and its card, each whole or not at all.

    Raises:
        MobileKitError: a picture that cannot be decoded, a state of another run, or no space.
    """
    training, validation = _read(order, folders, watch)
    state = order.state_folder()
    history: list[Epoch] = []
    _same_data(state, folders, len(training.classes), len(validation.classes))
    model = train(
        order.net, len(folders.names), (training, validation), order.recipe, state, _Recording(watch, history)
    )
    try:
        result = _write(order, folders, model, tuple(history), watch)
    except OSError as error:
        raise explain(error, order.out) from error
    if order.state is None:
        shutil.rmtree(state)
    return result


class _Recording(Watch):
    """Passes everything on, and keeps the epochs."""

    def __init__(self, inner: Watch, history: list[Epoch]) -> None:
        self.inner, self.history = inner, history

    def step(self, epoch: int, done: int, total: int) -> None:
        self.inner.step(epoch, done, total)

    def epoch(self, line: Epoch) -> None:
        self.history.append(line)
        self.inner.epoch(line)


def _read(order: Order, folders: Folders, watch: Watch) -> tuple[Split, Split]:
    names = list(folders.names)
    side = stored_side(folders.training, names, order.net.size)
    step = watch.counting("Reading the training images", count_images(folders.training, folders.names))
    training = read_split(folders.training, names, side, step)
    if folders.validation is None:
        return hold_out(training, HELD_OUT, order.recipe.seed)
    step = watch.counting("Reading the validation images", count_images(folders.validation, folders.names))
    return training, read_split(folders.validation, names, side, step)


def _same_data(state: Path, folders: Folders, training: int, validation: int) -> None:
    """Raise where ``state`` was begun on other pictures; its recipe is compared by the loop."""
    now = {"classes": list(folders.names), "training": training, "validation": validation}
    path = state / "data.json"
    if not path.exists():
        state.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(now))
    elif json.loads(path.read_text()) != now:
        raise MobileKitError(
            f"{state} holds an interrupted run on other images.",
            remedy="Give its data again to go on with it, or delete the folder to start anew.",
        )


def _write(order: Order, folders: Folders, model: keras.Model, history: tuple[Epoch, ...], watch: Watch) -> Trained:
    """Measure the file that is shipped, not the model in memory."""
    from mobilekit.sources.keras import load

    rule = order.net.rule(order.net.size)
    with tempfile.TemporaryDirectory(dir=order.out.parent, prefix=f".{order.out.name}.") as folder:
        saved, packed, card = (Path(folder, name) for name in ("saved.keras", "packed.keras", "card.md"))
        model.save(saved)
        source = load(saved)
        test = None
        if folders.test:
            step = watch.counting("Measuring on the test images", count_images(folders.test, folders.names))
            test = evaluate(source, folders.test, folders.names, rule, step)
        about = describe_run(order, folders, history, test)
        pack(saved, packed, about)
        card.write_text(card_text(order.out.stem, about, source.parameters, source.macs), "utf-8")
        packed.replace(order.out)
        card.replace(order.card_path())
    return Trained(order.out, order.card_path(), history, test)


def describe_run(order: Order, folders: Folders, history: tuple[Epoch, ...], test: Accuracy | None) -> dict[str, Any]:
    """``mobilekit.json``: what a converter and a reader need to know of the file it is in."""
    rule, net = dataclasses.asdict(order.net.rule(order.net.size)), dataclasses.asdict(order.net)
    full = [line.val_accuracy for line in history if line.size == order.net.size]
    about = f"{order.net.arch} {order.net.alpha} at {order.net.size}x{order.net.size}, trained on {order.data.name}"
    return {
        "net": net,
        "preprocessing": {**rule, **{key: list(rule[key]) for key in ("size", "mean", "std")}},
        "labels": list(folders.names),
        "card": {
            "description": f"{about}: {len(folders.names)} classes.",
            "author": order.author,
            "license": order.license,
            "version": "1",
            "origin": f"trained by `{command_line(order)}`",
        },
        "training": {
            "command": command_line(order),
            "data": {"name": order.data.name, "images": folders.counts()},
            "recipe": dataclasses.asdict(order.recipe),
            "epochs": len(history),
            "val_accuracy": round(max(full), 4),
            "history": [dataclasses.asdict(line) for line in history],
            "test": test.as_json() if test else None,
        },
    }
