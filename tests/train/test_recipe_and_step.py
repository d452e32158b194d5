"""The numbers of a run: sizes, shares of a batch, what is held out."""

from __future__ import annotations

import os

import numpy as np
import pytest

from mobilekit.train.data import Split, hold_out
from mobilekit.train.recipe import Recipe
from mobilekit.train.step import use_cores


def test_early_epochs_are_small_and_the_last_ones_whole() -> None:
    recipe = Recipe(epochs=28)
    assert [recipe.size_at(epoch, 96) for epoch in (0, 17, 18, 27)] == [64, 64, 96, 96]
    assert Recipe(epochs=1).size_at(0, 96) == 96
    assert Recipe(epochs=10).size_at(0, 32) == 32


@pytest.mark.parametrize(("cores", "batch", "shares"), [(2, 64, 2), (12, 64, 4), (10, 60, 3), (4, 17, 1), (8, 256, 8)])
def test_a_batch_splits_evenly_into_shares_large_enough_for_batch_norm(
    cores: int, batch: int, shares: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert use_cores(batch) == shares


def test_every_class_is_held_out_in_its_share_and_nothing_twice() -> None:
    classes = np.repeat(np.arange(3), [100, 50, 5]).astype(np.int32)
    split = Split(np.arange(155, dtype=np.uint8).reshape(-1, 1, 1, 1), classes)
    training, validation = hold_out(split, 0.04, 0)
    assert np.bincount(validation.classes).tolist() == [4, 2, 1]
    both = np.concatenate([training.images, validation.images]).ravel()
    assert sorted(both) == list(range(155))
    assert np.array_equal(validation.images, hold_out(split, 0.04, 0)[1].images)
    assert not np.array_equal(validation.images, hold_out(split, 0.04, 1)[1].images)
