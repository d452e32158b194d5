"""How a training run goes, as numbers: one frozen row, nothing hidden in the loop."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """The numbers of one training run.

    Attributes:
        epochs: passes over the training images.
        batch_size: images a step.
        peak_rate: learning rate at the end of the warm-up (SGD, Nesterov momentum .9).
        warmup: share of all steps spent rising linearly to ``peak_rate``; a cosine to 0 follows.
        weight_decay: decoupled, times the learning rate of the step.
        batchnorm_momentum: of the moving averages. keras.applications' MobileNetV2 has .999, which lags behind
            a short schedule: validation stays at chance for the first epochs.
        small_share: share of the epochs trained at ``small_scale`` of the final input size.
            Progressive resizing (Tan & Le 2021, "EfficientNetV2", section 4): the early epochs need little detail
            and cost the square of the scale.
        small_scale: that scale.
        shift: largest random shift of the picture, as a share of its side.
        zoom: largest random zoom in or out, as a share.
        patience: epochs at the full size without a better validation accuracy before the run stops early.
        seed: of the weights, the shuffling and the augmentation.
    """

    epochs: int = 28
    batch_size: int = 64
    peak_rate: float = 0.1
    warmup: float = 0.1
    weight_decay: float = 2e-3
    batchnorm_momentum: float = 0.95
    small_share: float = 0.65
    small_scale: float = 2 / 3
    shift: float = 0.125
    zoom: float = 0.1
    patience: int = 6
    seed: int = 0

    def size_at(self, epoch: int, size: int) -> int:
        """The input side trained at in ``epoch`` (0-based): a multiple of 32, the network's total stride."""
        if epoch >= math.floor(self.epochs * self.small_share):
            return size
        return min(size, max(32, round(size * self.small_scale / 32) * 32))
