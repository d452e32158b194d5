"""Magnitude pruning: the smallest weights of each kernel become 0 step by step, and the others learn to do without.

Zhu & Gupta 2017, "To prune, or not to prune": the share of zeros rises as ``s * (1 - (1 - t)^3)``. Depthwise kernels
have nine weights a channel and little to spare, and the first convolution sees the picture: both stay whole.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mobilekit.train.recipe import PRUNE, Lesson


def sparsity_at(lesson: Lesson, wanted: float) -> float:
    """The share of zeros during an epoch of the ``prune`` phase; after it the wanted one."""
    if lesson.phase.name != PRUNE:
        return wanted
    return float(wanted * (1 - (1 - min(1.0, (lesson.index + 1) / lesson.phase.rising)) ** 3))


def prunable(model: Any) -> list[Any]:  # noqa: ANN401  (keras.Model -> keras.Variable)
    """Kernels of convolutions and dense layers but the first."""
    return [layer.kernel for layer in model.layers if type(layer).__name__ in ("Conv2D", "Dense")][1:]


def make_masks(model: Any, variables: list[Any]) -> dict[int, Any]:  # noqa: ANN401
    """Position among ``variables`` -> a mask of ones, for each kernel that is pruned."""
    import tensorflow as tf

    where = {id(variable): k for k, variable in enumerate(variables)}
    found = [kernel for kernel in prunable(model) if id(kernel) in where]
    return {where[id(kernel)]: tf.Variable(tf.ones(kernel.shape), trainable=False) for kernel in found}


def prune(variables: list[Any], masks: dict[int, Any], share: float) -> None:
    """Set the smallest ``share`` of each masked kernel to 0, and its mask with it.

    What is 0 already is the smallest, so that a rising share only ever adds to it.
    """
    for position, mask in masks.items():
        kernel = np.asarray(variables[position])
        count = round(kernel.size * share)
        kept = np.ones(kernel.size, np.float32)
        kept[np.argsort(np.abs(kernel).ravel(), kind="stable")[:count]] = 0
        mask.assign(kept.reshape(kernel.shape))
        variables[position].assign(kernel * kept.reshape(kernel.shape))


def share_of_zeros(model: Any) -> float:  # noqa: ANN401
    """Of the weights that pruning looks at."""
    kernels = [np.asarray(kernel) for kernel in prunable(model)]
    return float(sum((kernel == 0).sum() for kernel in kernels) / sum(kernel.size for kernel in kernels))
