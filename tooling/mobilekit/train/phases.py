"""From a user's wishes to a recipe: the usual phases, and what the options change in them."""

from __future__ import annotations

import dataclasses
import math

from mobilekit.errors import MobileKitError
from mobilekit.train.plan import Wishes
from mobilekit.train.recipe import HEAD, PRUNE, QAT, RATED_FOR, TRAIN, TUNE, Phase, Recipe

SCRATCH = Recipe()
TRANSFER = Recipe(
    phases=(Phase(HEAD, 1, 0.01), Phase(TUNE, 8, 0.01)), weight_decay=5e-4, small_share=0.0, frozen_share=0.25
)
"""Trained weights know most of it: a short phase for the new head, then gentle steps for everything."""

EXTRA = {PRUNE: Phase(PRUNE, 4, 0.005), QAT: Phase(QAT, 3, 0.001)}
"""Phases that an option adds."""

EXAMPLES = {"--epochs": "head=2,fine-tune=6", "--rate": "0.02", "--batch-size": "64,96px=32"}
MAIN = (TRAIN, TUNE)
"""What a number without a phase is meant for."""


def choose_recipe(wishes: Wishes, *, keeps_head: bool) -> Recipe:
    """The recipe: from scratch or from weights, with the phases that are asked for.

    Args:
        wishes: of the user.
        keeps_head: the weights were trained for the same classes, so that no head is to be learnt.

    Raises:
        MobileKitError: a value for a phase that the run does not have, or that is no number.
    """
    usual = TRANSFER if wishes.weights else SCRATCH
    phases = [phase for phase in usual.phases if not (keeps_head and phase.name == HEAD)]
    phases += [EXTRA[PRUNE]] * bool(wishes.sparsity) + [EXTRA[QAT]] * wishes.qat
    names = [phase.name for phase in phases]
    sized = {key: text for key, text in wishes.batches.items() if key.endswith("px")}
    plain = {key: text for key, text in wishes.batches.items() if key not in sized}
    epochs = _by_phase(names, wishes.epochs, "--epochs", 0)
    rates = _by_phase(names, wishes.rates, "--rate", 1e-9)
    batches = _by_phase(names, plain, "--batch-size", 2)
    every = next((batches[name] for name in names if name in MAIN and name in batches), RATED_FOR)
    made = tuple(
        Phase(
            phase.name,
            int(epochs.get(phase.name, phase.epochs)),
            rates.get(phase.name, phase.rate),
            int(batches.get(phase.name, every)),
        )
        for phase in phases
    )
    if not sum(phase.epochs for phase in made):
        raise MobileKitError("There is nothing to train: every phase has 0 epochs.", remedy="Raise --epochs.")
    return dataclasses.replace(
        usual, phases=made, sized_batches=_sides(sized), sparsity=wishes.sparsity or 0.0, **wishes.settings
    )


def _sides(texts: dict[str, str]) -> tuple[tuple[int, int], ...]:
    """(side, images a step), sorted."""
    option = "--batch-size"
    return tuple(sorted((int(_number(k[:-2], option, 1)), int(_number(v, option, 2))) for k, v in texts.items()))


def _by_phase(names: list[str], texts: dict[str, str], option: str, least: float) -> dict[str, float]:
    """Values by phase; one without a phase is the main one's."""
    main = next(name for name in names if name in MAIN)
    found = {key or main: _number(text, option, least) for key, text in texts.items()}
    strange = [key for key in found if key not in names]
    if strange:
        raise MobileKitError(
            f"{option} names {strange[0]}, which is no phase of this run.",
            remedy=f"Its phases are {', '.join(names)}.",
        )
    return found


def _number(text: str, option: str, least: float) -> float:
    """The number that ``text`` is: a whole one, unless it is a rate."""
    try:
        value = float(text) if option == "--rate" else float(int(text))
    except ValueError:
        value = math.nan
    if not least <= value < 1e6:
        kind = "a number" if option == "--rate" else "a whole number"
        raise MobileKitError(
            f"{option} was given {text!r}; it takes {kind} of at least {least:g}.",
            remedy=f"Write for example {option} {EXAMPLES[option]}.",
        )
    return value
