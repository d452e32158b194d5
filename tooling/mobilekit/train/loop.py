"""The training run: one epoch at a time, each saved whole before the next begins."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mobilekit.catalog import architecture, build
from mobilekit.errors import MobileKitError
from mobilekit.preprocess import Preprocessing
from mobilekit.train.data import Split, augmented, plain
from mobilekit.train.recipe import Recipe
from mobilekit.train.step import make_step, use_cores
from mobilekit.train.watch import Epoch, Watch

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Net:
    """What is trained: catalogue name, width multiplier, input side in pixels."""

    arch: str
    alpha: float
    size: int

    def rule(self, size: int) -> Preprocessing:
        """Its preprocessing at a side of ``size``: pictures are trained on whole."""
        row = architecture(self.arch)
        return Preprocessing((size, size), 1.0, mean=(row.mean,) * 3, std=(row.std,) * 3)


def train(net: Net, classes: int, data: tuple[Split, Split], recipe: Recipe, state: Path, watch: Watch) -> keras.Model:
    """Train ``net`` and return it with the weights of its best epoch at the full size.

    Args:
        net: what to train.
        classes: number of classes.
        data: (training, validation).
        recipe: how.
        state: folder of the run's state; a run that finds one of its own there goes on from it.
        watch: told of each step and epoch, the epochs of an interrupted run included.

    Raises:
        MobileKitError: ``state`` belongs to a run with other settings, or there are fewer pictures than a batch.
    """
    import keras

    training, validation = data
    batches = len(training.classes) // recipe.batch_size
    if not batches:
        raise MobileKitError(
            f"{len(training.classes)} training images are fewer than a batch of {recipe.batch_size}.",
            remedy="Add images, or lower --batch-size.",
        )
    shares = use_cores(recipe.batch_size)
    keras.utils.set_random_seed(recipe.seed)
    history = _open_state(state, net, recipe)
    for line in history:
        watch.epoch(line)
    model = step = None
    for epoch in range(len(history), recipe.epochs):
        if _stale(history, net.size, recipe.patience):
            break
        size = recipe.size_at(epoch, net.size)
        if model is None and history:
            model = keras.models.load_model(_checkpoint(state, epoch))
        if model is None or model.input_shape[1] != size:
            model, step = _at_size(model, net, classes, size, recipe, recipe.epochs * batches), None
        step = step or make_step(model, shares)
        _seed_dropout(model, recipe.seed * 1000 + epoch)
        told = functools.partial(watch.step, epoch + 1)
        loss, hits = _one_epoch(step, augmented(training, net.rule(size), recipe, epoch), batches, told)
        _, accuracy = model.evaluate(plain(validation, net.rule(size), 250), verbose=0)
        line = Epoch(epoch + 1, size, loss, hits, float(accuracy))
        history.append(line)
        _save_state(state, model, history, best=size == net.size and accuracy >= _best(history, net.size))
        watch.epoch(line)
    return keras.models.load_model(state / "best.keras", compile=False)


def _one_epoch(step: Any, data: Any, batches: int, told: Callable[[int, int], None]) -> tuple[float, float]:  # noqa: ANN401
    """Run every batch; (mean loss, accuracy on the augmented pictures)."""
    sums = np.zeros(3)
    for done, (images, classes) in enumerate(data, 1):
        loss, hits = step(images, classes)
        sums += (float(loss), float(hits) / len(classes), 1)
        told(done, batches)
    return float(sums[0] / sums[2]), float(sums[1] / sums[2])


def _seed_dropout(model: Any, seed: int) -> None:  # noqa: ANN401  (keras.Model)
    """Start each dropout layer anew: its generator's state does not come back with a saved model."""
    for index, layer in enumerate(model.layers):
        if getattr(layer, "seed_generator", None) is not None:
            layer.seed_generator.state.assign([seed, index << 16])


def _at_size(old: keras.Model | None, net: Net, classes: int, size: int, recipe: Recipe, steps: int) -> keras.Model:
    """The network for another input size, with the weights and the optimizer's state of ``old``."""
    import keras

    model = build(net.arch, net.alpha, size, classes)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = recipe.batchnorm_momentum
    rate = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=recipe.peak_rate / 25,
        decay_steps=round(steps * (1 - recipe.warmup)),
        warmup_target=recipe.peak_rate,
        warmup_steps=round(steps * recipe.warmup),
    )
    optimizer = keras.optimizers.SGD(rate, momentum=0.9, nesterov=True, weight_decay=recipe.weight_decay)
    # jit_compile: "auto" would choose XLA, which trains 8 times slower on a CPU.
    model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
    optimizer.build(model.trainable_variables)
    if old is not None:
        model.set_weights(old.get_weights())
        for new, value in zip(optimizer.variables, old.optimizer.variables, strict=True):
            new.assign(value)
    return model


def _best(history: list[Epoch], size: int) -> float:
    return max((line.val_accuracy for line in history if line.size == size), default=0.0)


def _stale(history: list[Epoch], size: int, patience: int) -> bool:
    full = [line.val_accuracy for line in history if line.size == size]
    return len(full) > patience and max(full[-patience:]) < max(full)


def check_state(state: Path, net: Net, recipe: Recipe) -> bool:
    """Whether ``state`` holds a run to go on with.

    Raises:
        MobileKitError: it holds one with other settings.
    """
    path = state / "run.json"
    if path.exists() and json.loads(path.read_text()) != _settings(net, recipe):
        raise MobileKitError(
            f"{state} holds an interrupted run with other settings.",
            remedy="Repeat its settings to go on with it, or delete the folder to start anew.",
        )
    return path.exists()


def _settings(net: Net, recipe: Recipe) -> dict[str, Any]:
    return {"net": dataclasses.asdict(net), "recipe": dataclasses.asdict(recipe)}


def _open_state(state: Path, net: Net, recipe: Recipe) -> list[Epoch]:
    if not check_state(state, net, recipe):
        state.mkdir(parents=True, exist_ok=True)
        _write(state / "run.json", json.dumps(_settings(net, recipe), indent=1))
        return []
    history = state / "history.json"
    return [Epoch(**line) for line in json.loads(history.read_text())] if history.exists() else []


def _checkpoint(state: Path, epochs: int) -> Path:
    return state / f"epoch-{epochs:03d}.keras"


def _save_state(state: Path, model: Any, history: list[Epoch], *, best: bool) -> None:  # noqa: ANN401
    """Save weights and optimizer, then commit by replacing ``history.json``.

    A kill before the commit leaves the earlier epoch's checkpoint with the earlier history: the epoch is repeated.
    """
    last = _checkpoint(state, len(history))
    for path in [last] + [state / "best.keras"] * best:
        model.save(state / "tmp.keras")
        (state / "tmp.keras").replace(path)
    text = json.dumps([dataclasses.asdict(line) for line in history], indent=1)
    _write(state / "history.json", text)
    for old in state.glob("epoch-*.keras"):
        if old != last:
            old.unlink()


def _write(path: Path, text: str) -> None:
    path.with_suffix(".tmp").write_text(text)
    path.with_suffix(".tmp").replace(path)
