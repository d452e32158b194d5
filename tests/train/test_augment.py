"""What is done to a picture, and that it is done again alike."""

from __future__ import annotations

import numpy as np
import pytest

from mobilekit.preprocess import Preprocessing
from mobilekit.train.augment import AUGMENTATIONS, Augmentation, augmented
from mobilekit.train.store import Split

RULE = Preprocessing((16, 16), 1.0, mean=(0.0,) * 3, std=(1.0,) * 3)


def ramp(count: int) -> Split:
    """Pictures that brighten from left to right, each of its own red."""
    images = np.zeros((count, 16, 16, 3), np.uint8)
    images[..., 0] = np.arange(count)[:, None, None]
    images[..., 1] = np.arange(16) * 10 + 40
    return Split(images, np.arange(count, dtype=np.int32), np.arange(count))


def batches(row: Augmentation, seed: int = 3, count: int = 70, rule: Preprocessing = RULE) -> list:
    return [(x.numpy(), y.numpy()) for x, y in augmented(ramp(count), rule, row, 32, seed)]


def test_without_augmentation_the_pictures_are_as_they_were_in_another_order() -> None:
    found = batches(AUGMENTATIONS["none"])
    assert [len(y) for _, y in found] == [32, 32]
    classes = np.concatenate([y for _, y in found])
    assert len(set(classes)) == 64
    assert classes.tolist() != sorted(classes)
    for x, y in found:
        assert np.allclose(x, ramp(70).images[y], atol=1e-2)


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_the_same_seed_gives_the_same_epoch_and_another_one_another(name: str) -> None:
    first, again, other = (batches(AUGMENTATIONS[name], seed) for seed in (3, 3, 4))
    for (x, y), (again_x, again_y), (_, other_y) in zip(first, again, other, strict=True):
        assert np.array_equal(x, again_x)
        assert np.array_equal(y, again_y)
        assert not np.array_equal(y, other_y)


def rising(x: np.ndarray) -> np.ndarray:
    return x[:, :, -3:, 1].mean((1, 2)) > x[:, :, :3, 1].mean((1, 2))


def test_half_of_the_pictures_are_mirrored_and_none_where_mirrors_lie() -> None:
    mirrored = np.concatenate([rising(x) for x, _ in batches(AUGMENTATIONS["mirror"], count=640)])
    assert 0.4 < mirrored.mean() < 0.6
    assert all(rising(x).all() for x, _ in batches(AUGMENTATIONS["upright"], count=640))


def test_a_shift_moves_by_no_more_than_its_share() -> None:
    found = np.concatenate([x[:, 8, 8, 1] for x, _ in batches(Augmentation("", mirror=False, shift=0.125), count=640)])
    middle = 8 * 10 + 40
    assert found.min() >= middle - 20.1
    assert found.max() <= middle + 20.1
    assert found.max() - found.min() > 35


def test_light_changes_brightness_within_its_bounds_and_erasing_greys_a_square() -> None:
    lit = np.concatenate([x for x, _ in batches(Augmentation("", mirror=False, light=0.2), count=640)])
    plain = np.concatenate([x for x, _ in batches(Augmentation("", mirror=False), count=640)])
    difference = (lit - plain).mean((1, 2, 3))
    assert 30 < np.abs(difference).max() < 0.2 * 255 + 10
    erased = np.concatenate([x for x, _ in batches(Augmentation("", mirror=False, erase=0.25), count=640)])
    grey = (erased == 127.5).all(3).sum((1, 2))
    assert grey.max() == 16  # a quarter of the side, squared
    assert (grey > 0).mean() > 0.9


def test_batches_have_the_size_and_scale_of_the_rule() -> None:
    x, _ = batches(AUGMENTATIONS["standard"], rule=Preprocessing((24, 24), 1.0))[0]
    assert x.shape == (32, 24, 24, 3)
    assert -1.001 <= x.min() < -0.5 < x.max() <= 1.001
