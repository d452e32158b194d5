"""The training run: one epoch at a time, each saved whole before the next begins."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mobilekit.errors import MobileKitError
from mobilekit.train.learner import Learner
from mobilekit.train.net import Net
from mobilekit.train.recipe import QAT, Lesson, Phase, Recipe
from mobilekit.train.state import Arrays, State
from mobilekit.train.step import Lossy, use_cores
from mobilekit.train.store import Split
from mobilekit.train.watch import Epoch, Watch

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Task:
    """What a run works on.

    Attributes:
        net: what to train.
        classes: how many.
        recipe: how.
        training: pictures to learn from.
        validation: pictures that decide which epoch is best.
        begin: puts the starting weights into a fresh network; None for random ones.
        loss_at: makes what the answers are held against, for an input side.
    """

    net: Net
    classes: int
    recipe: Recipe
    training: Split
    validation: Split
    begin: Callable[[Any], None] | None
    loss_at: Callable[[int], Lossy]

    def check(self) -> None:
        """Raise where there are fewer pictures than a batch.

        Raises:
            MobileKitError: there are.
        """
        most = max(lesson.batch_size for lesson in self.recipe.lessons(self.net.size))
        if len(self.training.classes) < most:
            raise MobileKitError(
                f"{len(self.training.classes)} training images are fewer than a batch of {most}.",
                remedy="Add images, or lower --batch-size.",
            )


def train(task: Task, state: State, watch: Watch) -> keras.Model:
    """Train and return the network with the weights of the last phase's best epoch at the full size.

    Args:
        task: what to do.
        state: of the run; one that finds its own epochs there goes on from them.
        watch: told of each step and epoch, the epochs of an interrupted run included.

    Raises:
        MobileKitError: ``state`` belongs to a run with other settings, or there are fewer pictures than a batch.
    """
    import keras

    task.check()
    cores = use_cores()
    history = state.open()
    for line in history:
        watch.epoch(line)
    learner: Learner | None = None
    while lesson := next_lesson(task.recipe, task.net.size, history):
        keras.utils.set_random_seed(task.recipe.seed)
        learner = _learner_for(lesson, learner, task, state, history, cores)
        start, told = time.monotonic(), functools.partial(watch.step, len(history) + 1)
        loss, accuracy = learner.learn(lesson, task.training, task.net, told)
        val_loss, val_accuracy = learner.measured(task.validation, task.net)
        rate, spent = lesson.rate(1, task.recipe.warmup), time.monotonic() - start
        history.append(
            Epoch(len(history) + 1, lesson.phase.name, lesson.size, loss, accuracy, val_accuracy, val_loss, rate, spent)
        )
        better = val_accuracy >= _best(settled(task.recipe, lesson.phase, history, task.net.size))
        counts = task.recipe.settled(lesson.phase, lesson.index, task.net.size)
        best = learner.weights() if counts and better else None
        state.save(learner.arrays(), best, history)
        watch.epoch(history[-1])
    return _finished(task, state, history)


def next_lesson(recipe: Recipe, size: int, history: list[Epoch]) -> Lesson | None:
    """What is to be learnt after the epochs of ``history``: phases in order, stale ones cut short."""
    lessons = recipe.lessons(size)
    for phase in recipe.phases:
        done = sum(line.phase == phase.name for line in history)
        if done < phase.epochs and not _stale(settled(recipe, phase, history, size), recipe.patience):
            return next(lesson for lesson in lessons if lesson.phase == phase and lesson.index == done)
    return None


def _learner_for(
    lesson: Lesson, learner: Learner | None, task: Task, state: State, history: list[Epoch], cores: int
) -> Learner:
    """The learner of the last epoch where it serves for this one too, else a new one with what it learnt."""
    if learner and _same_shape(learner.lesson, lesson):
        return learner
    model = task.net.build(lesson.size, task.classes, task.recipe.batchnorm_momentum)
    if task.begin and not history:
        task.begin(model)
    new = Learner(model, lesson, task.recipe, task.loss_at(lesson.size), cores)
    if history:
        same_phase = history[-1].phase == lesson.phase.name
        best = None if same_phase else state.best(history[-1].phase)
        new.restore(state.last(len(history)) if best is None else best, optimizer=same_phase)
    return new


def _same_shape(one: Lesson, other: Lesson) -> bool:
    return (one.phase, one.size, one.batch_size) == (other.phase, other.size, other.batch_size)


def _finished(task: Task, state: State, history: list[Epoch]) -> keras.Model:
    """The network to be written."""
    import keras

    # Keras numbers layers for as long as a process lives: from 0 again, whatever was built before, so that a run that
    # was interrupted writes the bytes of one that was not.
    keras.utils.clear_session(free_memory=False)
    model = task.net.build(task.net.size, task.classes, task.recipe.batchnorm_momentum)
    if not history:
        if task.begin:
            task.begin(model)
        return model
    found: Arrays | None = state.best(history[-1].phase)
    arrays = state.last(len(history)) if found is None else found
    for k, variable in enumerate(model.weights):
        variable.assign(arrays[f"w{k:04d}"])
    if history[-1].phase == QAT:
        from mobilekit.train.qat import snap

        snap(model)
    return model


def settled(recipe: Recipe, phase: Phase, history: list[Epoch], size: int) -> list[float]:
    """Validation accuracies of the epochs of a phase whose outcome may be the phase's."""
    lines = [line for line in history if line.phase == phase.name]
    return [line.val_accuracy for k, line in enumerate(lines) if recipe.settled(phase, k, size)]


def _best(accuracies: list[float]) -> float:
    return max(accuracies, default=0.0)


def _stale(accuracies: list[float], patience: int) -> bool:
    return len(accuracies) > patience and max(accuracies[-patience:]) < max(accuracies)
