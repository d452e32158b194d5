"""How a training run goes, as numbers: phases, and from them one lesson an epoch; nothing hidden in the loop."""

from __future__ import annotations

import math
from dataclasses import dataclass

TRAIN, HEAD, TUNE, PRUNE, QAT = "train", "head", "fine-tune", "prune", "qat"
"""Names of the phases, as the command line and the history write them."""

RATED_FOR = 64
"""Images a step that learning rates are given for; others scale it (Goyal et al. 2017, section 2.1)."""


@dataclass(frozen=True)
class Phase:
    """A part of a run with its own learning rate and its own optimizer.

    Attributes:
        name: ``train`` (from scratch), ``head`` (the body frozen), ``fine-tune``, ``prune`` or ``qat``.
        epochs: passes over the training images.
        rate: peak of the learning rate for ``RATED_FOR`` images a step (SGD, Nesterov momentum .9).
        batch_size: images a step.
    """

    name: str
    epochs: int
    rate: float
    batch_size: int = 64

    @property
    def rising(self) -> int:
        """Epochs of pruning until the wanted share of zeros is reached: half of them, the rest is for recovering."""
        return max(1, round(self.epochs / 2)) if self.name == PRUNE else 0


@dataclass(frozen=True)
class Lesson:
    """One epoch of a phase.

    Attributes:
        phase: that it is part of.
        index: of the epoch within the phase, from 0.
        size: input side trained at, pixels.
        batch_size: images a step at this size.
    """

    phase: Phase
    index: int
    size: int
    batch_size: int

    def rate(self, done: float, warmup: float) -> float:
        """The learning rate after the share ``done`` of this epoch: a linear rise, then a cosine to 0.

        Args:
            done: in [0, 1).
            warmup: share of the phase's steps that the rise takes.
        """
        peak = self.phase.rate * self.batch_size / RATED_FOR
        gone = (self.index + done) / self.phase.epochs
        if gone < warmup:
            return peak * (0.04 + 0.96 * gone / warmup)
        return peak * 0.5 * (1 + math.cos(math.pi * (gone - warmup) / (1 - warmup)))


@dataclass(frozen=True)
class Recipe:
    """The numbers of one training run.

    Attributes:
        phases: in their order.
        warmup: share of a phase's steps spent rising linearly to its rate; a cosine to 0 follows.
        weight_decay: decoupled, times the learning rate of the step; of kernels, not of biases and batch norms.
        batchnorm_momentum: of the moving averages. keras.applications' MobileNetV2 has .999, which lags behind
            a short schedule: validation stays at chance for the first epochs.
        frozen_share: share of the layers, from the picture on, that fine-tuning leaves as the weights brought them:
            edges and colours are the same for every data set, and those layers cost the most (a quarter of
            MobileNetV1 at 64x64: 168 instead of 113 images a second of a core). Never in the ``train`` phase.
        small_share: share of the main phase's epochs trained at ``small_scale`` of the final input size.
            Progressive resizing (Tan & Le 2021, "EfficientNetV2", section 4): the early epochs need little detail
            and cost the square of the scale.
        small_scale: that scale.
        sized_batches: (side in pixels, images a step) where a size has a batch of its own.
        augment: row of ``AUGMENTATIONS``.
        class_weights: ``none``, ``balanced``, or one weight a class.
        smoothing: of the labels (Szegedy et al. 2016, section 7).
        patience: epochs at the full size without a better validation accuracy before a phase stops early.
        sparsity: share of the kernels' weights that the ``prune`` phase sets to zero.
        distilled: share of the loss that the teacher's answers have, where there is a teacher.
        temperature: that both softmaxes are softened by (Hinton et al. 2015, section 2).
        seed: of the weights, the shuffling and the augmentation.
    """

    phases: tuple[Phase, ...] = (Phase(TRAIN, 28, 0.1),)
    warmup: float = 0.1
    weight_decay: float = 2e-3
    batchnorm_momentum: float = 0.95
    frozen_share: float = 0.0
    small_share: float = 0.65
    small_scale: float = 2 / 3
    sized_batches: tuple[tuple[int, int], ...] = ()
    augment: str = "standard"
    class_weights: str | tuple[float, ...] = "none"
    smoothing: float = 0.0
    patience: int = 6
    sparsity: float = 0.0
    distilled: float = 0.9
    temperature: float = 4.0
    seed: int = 0

    def lessons(self, size: int) -> tuple[Lesson, ...]:
        """Every epoch of the run, for an input side of ``size`` in the end."""
        return tuple(self._lesson(phase, index, size) for phase in self.phases for index in range(phase.epochs))

    def settled(self, phase: Phase, index: int, size: int) -> bool:
        """Whether an epoch's outcome may be the phase's: at the full size, and with all zeros that are wanted."""
        return self.size_at(phase, index, size) == size and index + 1 >= phase.rising

    def _lesson(self, phase: Phase, index: int, size: int) -> Lesson:
        side = self.size_at(phase, index, size)
        return Lesson(phase, index, side, dict(self.sized_batches).get(side, phase.batch_size))

    def size_at(self, phase: Phase, index: int, size: int) -> int:
        """The input side trained at in an epoch (from 0): a multiple of 16, half the network's total stride."""
        if phase.name not in (TRAIN, TUNE) or index >= math.floor(phase.epochs * self.small_share):
            return size
        return min(size, max(32, round(size * self.small_scale / 16) * 16))
