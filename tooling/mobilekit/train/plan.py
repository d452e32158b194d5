"""What a user wishes, and the network it comes to: the defaults, and what overrides them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mobilekit.catalog import ARCHITECTURES, checkpoints, parse, written_name
from mobilekit.errors import MobileKitError
from mobilekit.train.listing import class_names
from mobilekit.train.net import IMAGENET, Net
from mobilekit.train.places import is_ready, locate

FROM_NOTHING = Net("mobilenet_v2", 0.35, 96)
"""Trains from scratch in an hour or two on two cores."""
FROM_IMAGENET = Net("mobilenet_v2", 1.0, 160)


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
    if not given.labels or not is_ready(place):
        return False
    return class_names(place / "train" if (place / "train").is_dir() else place) == given.labels
