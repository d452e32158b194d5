"""From a user's wishes to a network and a recipe: the defaults, and what overrides them."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mobilekit.catalog import ARCHITECTURES, checkpoints, parse, written_name
from mobilekit.errors import MobileKitError
from mobilekit.train.listing import class_names
from mobilekit.train.net import IMAGENET, Net
from mobilekit.train.places import is_archive, locate
from mobilekit.train.recipe import HEAD, PRUNE, QAT, RATED_FOR, TRAIN, TUNE, Phase, Recipe

SCRATCH = Recipe()
TRANSFER = Recipe(
    phases=(Phase(HEAD, 1, 0.01), Phase(TUNE, 8, 0.01)), weight_decay=5e-4, small_share=0.0, frozen_share=0.25
)
"""Trained weights know most of it: a short phase for the new head, then gentle steps for everything."""

EXTRA = {PRUNE: Phase(PRUNE, 4, 0.005), QAT: Phase(QAT, 3, 0.001)}
"""Phases that an option adds."""

FROM_NOTHING = Net("mobilenet_v2", 0.35, 96)
"""Trains from scratch in an hour or two on two cores."""
FROM_IMAGENET = Net("mobilenet_v2", 1.0, 160)

EXAMPLES = {"--epochs": "head=2,fine-tune=6", "--rate": "0.02", "--batch-size": "64,96px=32"}
MAIN = (TRAIN, TUNE)
"""What a number without a phase is meant for."""


@dataclass(frozen=True)
class Wishes:
    """What the command line was given; None where it was given nothing.

    Attributes:
        arch: an architecture, or a name of the catalogue with width and size in it.
        alpha: width multiplier.
        size: side of the input, pixels.
        weights: ``imagenet`` or a file.
        epochs: phase -> number; ``""`` for the main one.
        rates: phase -> learning rate.
        batches: phase, or side as ``64px`` -> images a step.
        sparsity: share of zeros wanted.
        qat: whether to fine-tune for int8.
        settings: further fields of the recipe.
    """

    arch: str | None = None
    alpha: float | None = None
    size: int | None = None
    weights: str | None = None
    epochs: dict[str, str] = field(default_factory=dict)
    rates: dict[str, str] = field(default_factory=dict)
    batches: dict[str, str] = field(default_factory=dict)
    sparsity: float | None = None
    qat: bool = False
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """What a file of weights says of itself, read without any Keras.

    Attributes:
        arch: None where it is no architecture of the catalogue.
        alpha: None where it does not say.
        size: side of its input; None where it does not say.
        labels: empty where it has none.
    """

    arch: str | None = None
    alpha: float | None = None
    size: int | None = None
    labels: tuple[str, ...] = ()


def read_given(weights: str | None) -> Given:
    """What the file ``weights`` says of itself.

    Raises:
        MobileKitError: no such file, or no Keras model.
    """
    if weights in (None, IMAGENET):
        return Given()
    from mobilekit.sources.keras.archive import read_contents

    contents = read_contents(Path(str(weights)))
    about = contents.embedded or {}
    net = about.get("net") or {}
    config = contents.config.get("config")
    name, alpha = written_name(str(config.get("name"))) if isinstance(config, dict) else ("", None)
    arch = str(net.get("arch", name))
    shape = _input_side(config)
    known = arch if arch in ARCHITECTURES else None
    return Given(known, net.get("alpha", alpha), net.get("size", shape), tuple(about.get("labels") or ()))


def _input_side(config: Any) -> int | None:  # noqa: ANN401  (JSON)
    layers = config.get("layers") if isinstance(config, dict) else None
    first = layers[0].get("config", {}) if layers and isinstance(layers[0], dict) else {}
    shape: Any = first.get("batch_shape") or first.get("batch_input_shape") or ()
    return shape[1] if len(shape) == 4 and isinstance(shape[1], int) and shape[1] == shape[2] else None


def choose_net(wishes: Wishes, given: Given) -> Net:
    """The network: what the user says, else what the weights say, else a small one, or a usual one from ImageNet.

    Raises:
        MobileKitError: no such architecture, or a file that does not say its own.
    """
    start = _named_net(wishes, given)
    return Net(start.arch, float(wishes.alpha or start.alpha), int(wishes.size or start.size))


def _named_net(wishes: Wishes, given: Given) -> Net:
    usual = FROM_IMAGENET if wishes.weights else FROM_NOTHING
    if wishes.arch and wishes.arch not in ARCHITECTURES:
        row = parse(wishes.arch)
        return Net(row.arch, row.alpha, row.size)
    if wishes.arch and wishes.arch != given.arch:
        known = {row.alpha for row in checkpoints() if row.arch == wishes.arch}
        return Net(wishes.arch, usual.alpha if usual.alpha in known else 1.0, given.size or usual.size)
    if given.arch:
        return Net(given.arch, given.alpha or 1.0, given.size or usual.size)
    if wishes.weights not in (None, IMAGENET):
        raise MobileKitError(
            f"{wishes.weights} does not say which network it holds.",
            remedy=f"Say so with --arch and --alpha; the kit trains {', '.join(ARCHITECTURES)}.",
        )
    return usual


def head_is_kept(data: str, given: Given) -> bool:
    """Whether the weights were trained for the classes of ``data``: then there is no new head to learn.

    An archive is not opened for it; there the data set's name and the labels' order cannot be told apart, and the
    head is learnt anew.
    """
    place = locate(data)
    if not given.labels or is_archive(place) or place.name == "cifar-10-batches-py":
        return False
    return class_names(place / "train" if (place / "train").is_dir() else place) == given.labels


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
