"""The network as one phase trains it: what moves, how it is stepped, and the arrays to go on from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from mobilekit.train.augment import AUGMENTATIONS, augmented
from mobilekit.train.net import Net, head_layers
from mobilekit.train.prune import make_masks, prune, sparsity_at
from mobilekit.train.recipe import HEAD, PRUNE, QAT, TRAIN, Lesson, Recipe
from mobilekit.train.state import Arrays
from mobilekit.train.step import Lossy, make_step, shares_of
from mobilekit.train.store import Split
from mobilekit.train.validate import measure

if TYPE_CHECKING:
    import keras

Told = Callable[[int, int], None]


class Learner:
    """A network at one size, with the optimizer of its phase.

    Attributes:
        model: the network itself.
        stepped: what is trained: the network, or for ``qat`` its rounding double on the same variables.
    """

    def __init__(self, model: keras.Model, lesson: Lesson, recipe: Recipe, loss: Lossy, cores: int) -> None:
        """Freeze what the phase of ``lesson`` freezes, and make the optimizer and the compiled step."""
        import keras

        self.model, self.lesson, self.recipe = model, lesson, recipe
        _freeze(model, lesson.phase.name, recipe)
        self.stepped = model
        if lesson.phase.name == QAT:
            from mobilekit.train.qat import rounding_model

            self.stepped = rounding_model(model)
        variables = self.stepped.trainable_variables
        self.optimizer = keras.optimizers.SGD(0.0, momentum=0.9, nesterov=True, weight_decay=recipe.weight_decay)
        self.optimizer.exclude_from_weight_decay(var_list=[v for v in variables if len(v.shape) < 2])
        self.optimizer.build(variables)
        self.masks = make_masks(model, variables) if lesson.phase.name in (PRUNE, QAT) and recipe.sparsity else {}
        self.step = make_step(self.stepped, self.optimizer, shares_of(lesson.batch_size, cores), loss, self.masks)

    def learn(self, lesson: Lesson, split: Split, net: Net, told: Told) -> tuple[float, float]:
        """One epoch; (mean loss, accuracy) on the augmented pictures."""
        number = self.recipe.seed * 1000 + _number(lesson, self.recipe)
        if self.masks:
            prune(self.stepped.trainable_variables, self.masks, sparsity_at(lesson, self.recipe.sparsity))
        _seed_dropout(self.model, number)
        row = AUGMENTATIONS[self.recipe.augment]
        data = augmented(split, net.rule(lesson.size), row, lesson.batch_size, number)
        batches = len(split.classes) // lesson.batch_size
        sums = np.zeros(2)
        for done, (images, classes) in enumerate(data):
            self.optimizer.learning_rate.assign(lesson.rate(done / batches, self.recipe.warmup))
            loss, hits = self.step(images, classes)
            sums += (float(loss), float(hits) / lesson.batch_size)
            told(done + 1, batches)
        return float(sums[0] / batches), float(sums[1] / batches)

    def measured(self, split: Split, net: Net) -> tuple[float, float]:
        """(mean cross-entropy, accuracy) on a split as it is."""
        return measure(self.stepped, split, net.rule(self.lesson.size))

    def weights(self) -> Arrays:
        """Of the network itself."""
        return {f"w{k:04d}": np.asarray(v) for k, v in enumerate(self.model.weights)}

    def arrays(self) -> Arrays:
        """All that the next epoch depends on."""
        known = {id(variable) for variable in self.model.weights}
        more = [v for v in self.stepped.weights if id(v) not in known]
        return (
            self.weights()
            | {f"r{k:04d}": np.asarray(v) for k, v in enumerate(more)}
            | {f"o{k:04d}": np.asarray(v) for k, v in enumerate(self.optimizer.variables)}
        )

    def restore(self, arrays: Arrays, *, optimizer: bool) -> None:
        """Take the weights from ``arrays``, and where asked the optimizer's state and the ranges."""
        known = {id(variable) for variable in self.model.weights}
        more = [v for v in self.stepped.weights if id(v) not in known]
        groups = {"w": self.model.weights} | ({"r": more, "o": self.optimizer.variables} if optimizer else {})
        for letter, variables in groups.items():
            for k, variable in enumerate(variables):
                variable.assign(arrays[f"{letter}{k:04d}"])


def _freeze(model: Any, phase: str, recipe: Recipe) -> None:  # noqa: ANN401  (keras.Model)
    """Let move what a phase trains; a frozen batch norm also keeps its moving averages."""
    head = head_layers(model)
    still = 0 if phase == TRAIN else int(len(model.layers) * recipe.frozen_share)
    for depth, layer in enumerate(model.layers):
        layer.trainable = layer in head if phase == HEAD else depth >= still


def _number(lesson: Lesson, recipe: Recipe) -> int:
    """Of the epoch, over all phases, from 0."""
    before = recipe.phases[: recipe.phases.index(lesson.phase)]
    return sum(phase.epochs for phase in before) + lesson.index


def _seed_dropout(model: Any, seed: int) -> None:  # noqa: ANN401  (keras.Model)
    """Start each dropout layer anew: its generator's state is no weight, and does not come back with the others."""
    for index, layer in enumerate(model.layers):
        if getattr(layer, "seed_generator", None) is not None:
            layer.seed_generator.state.assign([seed, index << 16])
