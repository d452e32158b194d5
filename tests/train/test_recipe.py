"""The numbers of a run: phases, sizes, rates, batches."""

from __future__ import annotations

import math

import pytest

from mobilekit.train.recipe import HEAD, PRUNE, TRAIN, TUNE, Lesson, Phase, Recipe


def sides(recipe: Recipe, size: int) -> list[int]:
    return [lesson.size for lesson in recipe.lessons(size)]


def test_early_epochs_are_small_and_the_last_ones_whole() -> None:
    assert sides(Recipe(), 96) == [64] * 18 + [96] * 10
    assert sides(Recipe((Phase(TRAIN, 1, 0.1),)), 96) == [96]
    assert sides(Recipe((Phase(TRAIN, 10, 0.1),)), 32) == [32] * 10
    assert sides(Recipe((Phase(TRAIN, 2, 0.1),), small_share=0.5), 160) == [112, 160]


def test_only_the_main_phase_begins_small() -> None:
    recipe = Recipe((Phase(HEAD, 2, 0.1), Phase(TUNE, 2, 0.1), Phase(PRUNE, 2, 0.1)), small_share=0.5)
    assert sides(recipe, 96) == [96, 96, 64, 96, 96, 96]


def test_the_rate_rises_and_falls_over_the_whole_phase_whatever_the_batch_sizes() -> None:
    phase = Phase(TUNE, 4, 0.1)
    rates = [Lesson(phase, k, 96, 64).rate(done, 0.25) for k in range(4) for done in (0, 0.5)]
    assert rates[0] == pytest.approx(0.004)
    assert rates[1] == pytest.approx(0.1 * (0.04 + 0.96 / 2))
    assert rates[2] == pytest.approx(0.1)
    assert rates[5] == pytest.approx(0.1 * 0.5 * (1 + math.cos(math.pi * 0.5)))
    assert Lesson(phase, 3, 96, 64).rate(1, 0.25) == pytest.approx(0)


def test_the_rate_scales_with_the_images_of_a_step() -> None:
    small, large = (Lesson(Phase(TUNE, 1, 0.1), 0, 96, batch).rate(0.1, 0.1) for batch in (32, 256))
    assert (small, large) == (pytest.approx(0.05), pytest.approx(0.4))


def test_a_size_may_have_a_batch_of_its_own() -> None:
    recipe = Recipe((Phase(TRAIN, 2, 0.1, 48),), small_share=0.5, sized_batches=((96, 32),))
    assert [(lesson.size, lesson.batch_size) for lesson in recipe.lessons(96)] == [(64, 48), (96, 32)]


def test_an_epoch_counts_at_the_full_size_and_with_all_its_zeros() -> None:
    tune, prune = Phase(TUNE, 2, 0.1), Phase(PRUNE, 4, 0.1)
    recipe = Recipe((tune, prune), small_share=0.5)
    assert [recipe.settled(tune, k, 96) for k in range(2)] == [False, True]
    assert [recipe.settled(prune, k, 96) for k in range(4)] == [False, True, True, True]
