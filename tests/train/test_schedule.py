"""Which epoch comes next: phases in order, cut short where nothing gets better."""

from __future__ import annotations

from mobilekit.train.loop import next_lesson
from mobilekit.train.recipe import PRUNE, TRAIN, TUNE, Phase, Recipe
from mobilekit.train.watch import Epoch


def line(phase: str, size: int, accuracy: float) -> Epoch:
    return Epoch(1, phase, size, 1.0, 0.5, accuracy, 1.0, 0.1, 1.0)


def after(recipe: Recipe, history: list[Epoch]) -> tuple[str, int, int] | None:
    lesson = next_lesson(recipe, 96, history)
    return (lesson.phase.name, lesson.index, lesson.size) if lesson else None


def test_epochs_follow_one_another_and_phases_too() -> None:
    recipe = Recipe((Phase(TUNE, 2, 0.1), Phase(PRUNE, 1, 0.1)), small_share=0.5)
    history: list[Epoch] = []
    found = []
    while (lesson := after(recipe, history)) is not None:
        found.append(lesson)
        history.append(line(lesson[0], lesson[2], 0.5))
    assert found == [(TUNE, 0, 64), (TUNE, 1, 96), (PRUNE, 0, 96)]


def test_a_phase_stops_after_patience_epochs_without_a_better_one_at_the_full_size() -> None:
    recipe = Recipe((Phase(TRAIN, 9, 0.1), Phase(PRUNE, 1, 0.1)), small_share=0.0, patience=2)
    worse = [line(TRAIN, 96, accuracy) for accuracy in (0.5, 0.7, 0.6, 0.69)]
    assert after(recipe, worse[:3]) == (TRAIN, 3, 96)
    assert after(recipe, worse) == (PRUNE, 0, 96)
    assert after(recipe, [*worse[:3], line(TRAIN, 96, 0.7)]) == (TRAIN, 4, 96)
    small = Recipe((Phase(TRAIN, 9, 0.1),), small_share=0.5, patience=2)
    assert after(small, [line(TRAIN, 64, accuracy) for accuracy in (0.9, 0.1, 0.1, 0.1)]) == (TRAIN, 4, 96)


def test_a_phase_of_no_epochs_is_left_out() -> None:
    recipe = Recipe((Phase(TUNE, 0, 0.1), Phase(PRUNE, 1, 0.1)))
    assert after(recipe, []) == (PRUNE, 0, 96)
