"""A folder of images becomes a model file: read, train or go on training, measure, write."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mobilekit.bundle import explain
from mobilekit.train.balance import UNEQUAL, class_weights, parse_weights
from mobilekit.train.listing import Labelled, Listing
from mobilekit.train.loop import Task, train
from mobilekit.train.net import IMAGENET, load_weights, nearest_checkpoint, take_weights
from mobilekit.train.order import Order, list_pictures, state_of
from mobilekit.train.state import State
from mobilekit.train.step import Lossy
from mobilekit.train.store import Split, hold_out, read_split, stored_side
from mobilekit.train.watch import Epoch, Relay, Watch
from mobilekit.train.write import Trained, write

if TYPE_CHECKING:
    from mobilekit.sources.base import Source

HELD_OUT = 0.04
"""Share of each class kept back for validation where the data brings none."""


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
        skipped = len({*splits[0].skipped, *splits[1].skipped})
        result = write(order, listing, model, tuple(history), skipped, watch)
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


def _clear(order: Order, state: State) -> None:
    """The kit's own folder goes; of the user's, what can be made again from the data."""
    if order.state is None:
        shutil.rmtree(state.folder)
        return
    shutil.rmtree(state.folder / "pictures", ignore_errors=True)
    for file in state.folder.glob("*.npy"):
        file.unlink()
        file.with_suffix(".json").unlink(missing_ok=True)
