"""The loss by hand, and the split of a batch."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from mobilekit.train.balance import class_weights, parse_weights
from mobilekit.train.step import Lossy, make_step, shares_of

SCORES = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]], np.float32)
CLASSES = np.array([0, 2], np.int32)
OTHER = np.array([[0.5, 0.25, 0.25], [0.2, 0.2, 0.6]], np.float32)


def loss(lossy: Lossy) -> float:
    return float(lossy.of(None, tf.constant(CLASSES), tf.constant(SCORES)))


@pytest.mark.parametrize(("cores", "batch", "shares"), [(2, 64, 2), (12, 64, 4), (10, 60, 3), (4, 17, 1), (8, 256, 8)])
def test_a_batch_splits_evenly_into_shares_large_enough_for_batch_norm(cores: int, batch: int, shares: int) -> None:
    assert shares_of(batch, cores) == shares


def test_cross_entropy_with_class_weights_and_smoothing() -> None:
    ones = np.ones(3, np.float32)
    assert loss(Lossy(ones)) == pytest.approx(-(np.log(0.7) + np.log(0.3)) / 2, rel=1e-5)
    weighted = Lossy(np.array([2, 1, 0.5], np.float32))
    assert loss(weighted) == pytest.approx(-(2 * np.log(0.7) + 0.5 * np.log(0.3)) / 2, rel=1e-5)
    smooth = -(0.9 * np.log(0.7) + 0.9 * np.log(0.3) + 0.1 * np.log(SCORES).mean(1).sum()) / 2
    assert loss(Lossy(ones, 0.1)) == pytest.approx(smooth, rel=1e-5)


def softened(p: np.ndarray, temperature: float) -> np.ndarray:
    powers = p ** (1 / temperature)
    return powers / powers.sum(1, keepdims=True)


def test_distillation_is_the_divergence_from_the_softened_teacher() -> None:
    lossy = Lossy(np.ones(3, np.float32), 0.0, lambda _: tf.constant(OTHER), 0.9, 4.0)
    teacher, student = softened(OTHER, 4.0), softened(SCORES, 4.0)
    divergence = (teacher * np.log(teacher / student)).sum(1).mean()
    own = -(np.log(0.7) + np.log(0.3)) / 2
    assert loss(lossy) == pytest.approx(0.1 * own + 0.9 * 16 * divergence, rel=1e-4)
    same = Lossy(np.ones(3, np.float32), 0.0, lambda _: tf.constant(SCORES), 1.0, 2.0)
    assert loss(same) == pytest.approx(0, abs=1e-6)


def test_a_masked_weight_stays_zero_and_the_others_move() -> None:
    import keras

    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "softmax")])
    kernel = model.trainable_variables[0]
    mask = np.ones((4, 3), np.float32)
    mask[1] = 0
    kernel.assign(np.asarray(kernel) * mask)
    before = np.asarray(kernel).copy()
    optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
    optimizer.build(model.trainable_variables)
    step = make_step(model, optimizer, 2, Lossy(np.ones(3, np.float32)), {0: tf.constant(mask)})
    images = np.random.default_rng(0).normal(size=(32, 4)).astype(np.float32)
    for _ in range(3):
        step(tf.constant(images), tf.constant(np.arange(32, dtype=np.int32) % 3))
    after = np.asarray(kernel)
    assert (after[1] == 0).all()
    assert (after[[0, 2, 3]] != before[[0, 2, 3]]).all()


def test_balanced_weights_are_scikit_learns() -> None:
    from sklearn.utils.class_weight import compute_class_weight

    truth = np.repeat([0, 1, 2], [10, 30, 5])
    expected = compute_class_weight("balanced", classes=np.arange(3), y=truth)
    assert class_weights("balanced", (10, 30, 5)) == pytest.approx(expected, rel=1e-6)
    assert class_weights("none", (10, 30, 5)).tolist() == [1, 1, 1]
    assert class_weights((1.0, 2.0, 3.0), (10, 30, 5)).tolist() == [1, 2, 3]


def test_weights_by_name(refusal) -> None:
    names = ("cat", "dog", "a=b")
    assert parse_weights("dog=0.5, cat=2", names) == (2, 0.5, 1)
    assert parse_weights("a=b=3", names) == (1, 1, 3)
    assert refusal(parse_weights, "cow=2", names) == "--class-weights names 'cow', which is no class of the images."
    assert refusal(parse_weights, "cat=-1", names) == "--class-weights was given '-1', which is no positive number."
    assert (
        refusal(parse_weights, "balance", names) == "--class-weights names 'balance', which is no class of the images."
    )
    assert refusal(parse_weights, "balance", names).startswith("--class-weights names 'balance', which is no class")
