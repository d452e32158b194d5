"""Everything that answers: the reference, the reference under noise, and every file of the bundle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from mobilekit.checks.base import TWINS, Context
from mobilekit.checks.limits import PARITY, scaled
from mobilekit.errors import MobileKitError
from mobilekit.evaluation.records import Whole
from mobilekit.evaluation.request import Request
from mobilekit.evaluation.source import SourceModel, load_source
from mobilekit.formats import parse_variant
from mobilekit.formats.base import Runner
from mobilekit.metrics import max_abs_difference, top1_agreement
from mobilekit.preprocess import Pixels
from mobilekit.spec import Batch, Step

SOURCE_MODEL = "source model"


REFERENCE, NERVOUSNESS = "reference", "nervousness"

Ask = Callable[[Pixels, Whole], Batch]
"""(N, H, W, 3) uint8 RGB and the N numbers of the pictures -> (N, classes) float32."""


class NoReference(MobileKitError):
    """Nothing that the variants could be held against."""


class Answering(Protocol):
    """What a runner and the source model have in common."""

    def run(self, tensors: Pixels) -> Batch:
        """As ``formats.base.Runner``."""

    def run_values(self, values: Batch) -> Batch:
        """As ``formats.base.Runner``."""


@dataclass(frozen=True)
class Models:
    """What is asked.

    Attributes:
        reference_name: ``source model`` or the twin.
        ask: ``reference``, ``nervousness`` and each variant -> how to ask it; each with its own loaded copy, so that
            all can run at once. The twin that is the reference is not asked twice.
        left_out: variant -> why it cannot be asked.
    """

    reference_name: str
    ask: dict[str, Ask]
    left_out: dict[str, str] = field(default_factory=dict)


def open_models(context: Context, request: Request, step: Step) -> Models:
    """The reference and every file of a bundle, loaded; what ``context`` has loaded before is not loaded again.

    Raises:
        MobileKitError: ``--source`` is not the model that the bundle was made from.
        NoReference: there is no source model, and no single-precision file that keeps to the golden answers.
    """
    runners: dict[str, Runner] = {}
    left_out: dict[str, str] = {}
    for variant in context.artifacts:
        step(f"Opening {variant}")
        try:
            name = str(parse_variant(variant))
            runners[name] = context.runner(name)
        except MobileKitError as error:
            left_out[variant] = error.message
    name, first, second = _source(context, request.source) if request.source else _twin(context, runners)
    targets = {variant: _plain(runner) for variant, runner in runners.items() if variant != name}
    return Models(name, {NERVOUSNESS: _noisy(second, request.seed), REFERENCE: _plain(first), **targets}, left_out)


def another(context: Context, variant: str) -> Runner:
    """A copy of a file's runner, for another thread.

    Raises:
        MobileKitError: it cannot be executed here.
    """
    return Context(context.root, context.accepted).runner(variant)


def noise_of(seed: int, number: int, shape: tuple[int, ...]) -> Batch:
    """Uniform in +-0.5 of 255: what rounding to whole numbers may have taken from picture ``number``."""
    return np.random.default_rng((seed, number)).random(shape, np.float32) - np.float32(0.5)


def _source(context: Context, text: str) -> tuple[str, Answering, Answering]:
    model = SourceModel(load_source(text, context.accepted["model"]["weights"]["sha256"]), context.rule)
    return SOURCE_MODEL, model, model


def _twin(context: Context, runners: dict[str, Runner]) -> tuple[str, Answering, Answering]:
    """The first single-precision file that keeps to the source model's golden answers: its name and two copies."""
    for name in TWINS:
        if name in runners and _keeps(context, name, runners[name]):
            return name, runners[name], another(context, name)
    raise NoReference(
        "No single-precision file of the bundle gives the source model's golden answers, to hold the others against.",
        remedy="Give --source MODEL, or convert again with --variant tflite-float32 among the variants.",
    )


def _keeps(context: Context, name: str, runner: Runner) -> bool:
    limit, activation = PARITY[name], context.accepted["model"]["activation"]
    outputs = context.outputs[name] if name in context.outputs else runner.run(context.tensors)
    near = scaled(limit.max_abs_difference or 0.0, context.reference, activation)
    same = top1_agreement(context.reference, outputs, activation) >= limit.top1_agreement
    return same and max_abs_difference(context.reference, outputs) <= near


def _plain(model: Answering) -> Ask:
    return lambda tensors, _: model.run(tensors)


def _noisy(model: Answering, seed: int) -> Ask:
    def ask(tensors: Pixels, numbers: Whole) -> Batch:
        noise = [noise_of(seed, int(number), tensors.shape[1:]) for number in numbers]
        return model.run_values(tensors.astype(np.float32) + np.stack(noise))

    return ask
