"""A folder of images becomes a model file: read, train or go on training, measure, write."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobilekit.bundle import explain
from mobilekit.train.balance import UNEQUAL, class_weights, parse_weights
from mobilekit.train.card import card_text
from mobilekit.train.evaluate import Evaluation, evaluate
from mobilekit.train.export import pack
from mobilekit.train.listing import Labelled, Listing
from mobilekit.train.loop import Task, train
from mobilekit.train.net import IMAGENET, load_weights, nearest_checkpoint, take_weights
from mobilekit.train.order import Order, list_pictures, state_of
from mobilekit.train.plots import confusion_picture, learning_curve
from mobilekit.train.state import State
from mobilekit.train.step import Lossy
from mobilekit.train.store import Split, hold_out, read_split, stored_side
from mobilekit.train.watch import Epoch, Relay, Watch

if TYPE_CHECKING:
    import keras

    from mobilekit.sources.base import Source

HELD_OUT = 0.04
"""Share of each class kept back for validation where the data brings none."""


@dataclass(frozen=True)
class Trained:
    """What came of a run.

    Attributes:
        out: the model; its card and pictures lie beside it.
        card: its model card.
        history: one line an epoch.
        test: None where there were no test pictures.
        about: ``mobilekit.json``.
    """

    out: Path
    card: Path
    history: tuple[Epoch, ...]
    test: Evaluation | None
    about: dict[str, Any]


def run(order: Order, watch: Watch) -> Trained:
    """Train, measure on the test pictures, and write the model with its card, each whole or not at all.

    Raises:
        MobileKitError: pictures that cannot be decoded, a state of another run, unfit weights, or no space.
    """
    listing = list_pictures(order, watch)
    _tell_of_balance(order, listing, watch)
    order = dataclasses.replace(order, recipe=_with_weights(order, listing))
    state = state_of(order, listing)
    known = state.open()
    splits = _read(order, listing, watch)
    history: list[Epoch] = []
    watching: Watch = _Recording(watch, history)
    if order.tensorboard:
        from mobilekit.train.boards import Board

        watching = Board(watching, order.tensorboard, len(known))
    model = train(_task(order, listing, splits, watch), state, watching)
    try:
        result = _write(order, listing, model, splits, tuple(history), watch)
    except OSError as error:
        raise explain(error, order.out) from error
    _clear(order, state)
    return result


class _Recording(Relay):
    """Keeps the epochs as well."""

    def __init__(self, inner: Watch, history: list[Epoch]) -> None:
        super().__init__(inner)
        self.history = history

    def epoch(self, line: Epoch) -> None:
        self.history.append(line)
        super().epoch(line)


def _tell_of_balance(order: Order, listing: Listing, watch: Watch) -> None:
    counts = listing.per_class()
    if order.recipe.class_weights == "none" and max(counts) > UNEQUAL * min(counts):
        few, many = (listing.names[counts.index(extreme(counts))] for extreme in (min, max))
        watch.note(f"{many} has {max(counts):,} images and {few} {min(counts):,}: consider --class-weights balanced.")


def _with_weights(order: Order, listing: Listing) -> Any:  # noqa: ANN401  (Recipe)
    """The recipe with the class weights resolved, now that the classes are known."""
    choice = order.recipe.class_weights
    if isinstance(choice, str):
        choice = parse_weights(choice, listing.names)
    return dataclasses.replace(order.recipe, class_weights=choice)


def _read(order: Order, listing: Listing, watch: Watch) -> tuple[Split, Split]:
    """(training, validation), from the state's own files where an earlier run left them."""
    side = stored_side(listing.training, order.net.size)

    def read(kind: str, listed: tuple[Labelled, ...]) -> Split:
        step = watch.counting(f"Reading the {kind} images", len(listed))
        split = read_split(listed, side, order.state_folder() / f"{kind}.npy", step)
        if split.skipped:
            watch.note(f"{len(split.skipped)} {kind} images could not be read; the first: {split.skipped[0]}")
        return split

    training = read("training", listing.training)
    if listing.validation is None:
        return hold_out(training, HELD_OUT, order.recipe.seed)
    return training, read("validation", listing.validation)


def _task(order: Order, listing: Listing, splits: tuple[Split, Split], watch: Watch) -> Task:
    weights = class_weights(order.recipe.class_weights, listing.per_class())
    begin = _beginning(order, watch) if order.weights else None
    loss_at = _losses(order, listing, weights)
    return Task(order.net, len(listing.names), order.recipe, *splits, begin, loss_at)


def _beginning(order: Order, watch: Watch) -> Callable[[Any], None]:
    weights = str(order.weights)

    def begin(model: Any) -> None:  # noqa: ANN401  (keras.Model)
        if weights == IMAGENET:
            name = nearest_checkpoint(order.net)
            watch.note(f"Weights: {name} from Keras, downloaded from storage.googleapis.com unless in its cache.")
        take_weights(model, load_weights(weights, order.net).model, weights, whole=order.keeps_head)

    return begin


def _losses(order: Order, listing: Listing, weights: Any) -> Callable[[int], Lossy]:  # noqa: ANN401
    """What the answers are held against, for an input side; the teacher is loaded once, and only if it is asked."""
    recipe = order.recipe
    loaded: list[Source] = []

    def loss_at(size: int) -> Lossy:
        if order.teacher is None:
            return Lossy(weights, recipe.smoothing)
        from mobilekit.train.teacher import as_function, load_teacher

        if not loaded:
            loaded.append(load_teacher(order.teacher, listing.names))
        teacher = as_function(loaded[0], order.net.rule(size))
        return Lossy(weights, recipe.smoothing, teacher, recipe.distilled, recipe.temperature)

    return loss_at


def _write(
    order: Order,
    listing: Listing,
    model: keras.Model,
    splits: tuple[Split, Split],
    history: tuple[Epoch, ...],
    watch: Watch,
) -> Trained:
    """Measure the file that is shipped, not the model in memory."""
    from mobilekit.sources.keras import load
    from mobilekit.train.prune import share_of_zeros

    with tempfile.TemporaryDirectory(dir=order.out.parent, prefix=f".{order.out.name}.") as name:
        folder = Path(name)
        model.save(folder / "saved.keras")
        source = load(folder / "saved.keras")
        test = None
        if listing.test:
            step = watch.counting("Measuring on the test images", len(listing.test))
            test = evaluate(source, listing.test, listing.names, order.net.rule(order.net.size), step)
            confusion_picture(test, folder / "confusion.png")
        learning_curve(history, folder / "curve.png")
        zeros = share_of_zeros(model) if order.recipe.sparsity else 0.0
        skipped = len({*splits[0].skipped, *splits[1].skipped})
        about = describe_run(order, listing, history, test, {"zeros": round(zeros, 4), "skipped": skipped})
        pack(folder / "saved.keras", folder / "packed.keras", about)
        (folder / "card.md").write_text(_card(order, about, source, history), "utf-8")
        for file in folder.glob("c*.*"):
            file.replace(order.beside("." + file.name))
        (folder / "packed.keras").replace(order.out)
    return Trained(order.out, order.beside(".card.md"), history, test, about)


def _card(order: Order, about: dict[str, Any], source: Source, history: tuple[Epoch, ...]) -> str:
    seconds = sum(line.seconds for line in history)
    return card_text(order.out.stem, about, source.parameters, source.macs, seconds)


def describe_run(
    order: Order, listing: Listing, history: tuple[Epoch, ...], test: Evaluation | None, more: dict[str, Any]
) -> dict[str, Any]:
    """``mobilekit.json``: what a converter and a reader need to know of the file it is in."""
    rule, net = dataclasses.asdict(order.net.rule(order.net.size)), dataclasses.asdict(order.net)
    last = [line.val_accuracy for line in history if (line.phase, line.size) == (history[-1].phase, order.net.size)]
    about = f"{order.net.arch} {order.net.alpha} at {order.net.size}x{order.net.size}, trained on {listing.name}"
    start = "random weights" if not order.weights else f"the weights of {Path(order.weights).name}"
    return {
        "net": net,
        "preprocessing": {**rule, **{key: list(rule[key]) for key in ("size", "mean", "std")}},
        "labels": list(listing.names),
        "card": {
            "description": f"{about}: {len(listing.names)} classes.",
            "author": order.author,
            "license": order.license,
            "version": "1",
            "origin": f"trained by `{order.command}`",
        },
        "training": {
            "command": order.command,
            "data": {"name": listing.name, "images": listing.counts(), "skipped": more["skipped"]},
            "recipe": dataclasses.asdict(order.recipe),
            "start": start,
            "teacher": order.teacher and order.teacher.name,
            "zeros": more["zeros"],
            "epochs": len(history),
            "val_accuracy": round(max(last, default=0.0), 4),
            "history": [_line(line) for line in history],
            "test": test.as_json() if test else None,
        },
    }


def _line(epoch: Epoch) -> dict[str, Any]:
    """Without its time: the same run gives the same bytes."""
    return {key: value for key, value in dataclasses.asdict(epoch).items() if key != "seconds"}


def _clear(order: Order, state: State) -> None:
    """The kit's own folder goes; of the user's, what can be made again from the data."""
    if order.state is None:
        shutil.rmtree(state.folder)
        return
    shutil.rmtree(state.folder / "pictures", ignore_errors=True)
    for file in state.folder.glob("*.npy"):
        file.unlink()
        file.with_suffix(".json").unlink(missing_ok=True)
