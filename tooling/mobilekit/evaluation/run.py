"""The evaluation: the user's pictures, the reference, every variant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from mobilekit.checks.base import Context
from mobilekit.checks.figures import step_of
from mobilekit.evaluation.classes import Classes
from mobilekit.evaluation.imageset import ImageSet, find_images
from mobilekit.evaluation.labels_csv import read_labels_csv
from mobilekit.evaluation.models import NERVOUSNESS, REFERENCE, Models, open_models
from mobilekit.evaluation.records import Evaluation, Pictures
from mobilekit.evaluation.request import Request
from mobilekit.evaluation.stream import Pipeline, Streamed
from mobilekit.labels import read_labels
from mobilekit.spec import Step


def evaluate(root: Path, manifest: dict[str, Any], request: Request, step: Step) -> Evaluation:
    """As ``evaluate_context``, for a bundle of which nothing is loaded yet: its folder and its accepted manifest."""
    return evaluate_context(Context(root, manifest), request, step)


def evaluate_context(context: Context, request: Request, step: Step) -> Evaluation:
    """Ask every file of a bundle for its answers to the user's pictures.

    The pictures are found, and their labels understood, before anything heavy is loaded.

    Args:
        context: the bundle, its manifest accepted; the runners that the checks have loaded are used again.
        request: which pictures, which reference.
        step: gets a sentence as each step begins.

    Raises:
        MobileKitError: no pictures, labels that the model does not have, a source model that is another.
        NoReference: nothing to hold the variants against.
    """
    manifest = context.accepted
    classes = Classes(read_labels(context.root / manifest["labels"]["path"]))
    step("Looking for pictures")
    images = _images(request, classes).limited(request.limit)
    models = open_models(context, request, step)
    steps = {variant: step_of(artifact) for variant, artifact in context.artifacts.items()}
    streamed = Pipeline(request.images, context.rule, models.ask, context.activation, steps).run(images.paths, step)
    return _evaluation(images, classes, models, streamed, list(context.artifacts))


def _images(request: Request, classes: Classes) -> ImageSet:
    if request.labels_csv is not None:
        return read_labels_csv(request.labels_csv, request.images, classes)
    return find_images(request.images, classes)


def _evaluation(
    images: ImageSet, classes: Classes, models: Models, streamed: Streamed, variants: list[str]
) -> Evaluation:
    answers = dict(streamed.answers)
    reference, nervousness = answers.pop(REFERENCE), answers.pop(NERVOUSNESS)
    answers[models.reference_name] = reference
    used = streamed.used
    truth = None if images.truth is None else np.asarray([images.truth[number] for number in used], np.int64)
    pictures = Pictures(
        paths=tuple(images.paths[number] for number in used),
        truth=truth,
        refused=(*images.refused, *streamed.refused),
        converted=dict(streamed.converted),
    )
    return Evaluation(
        folder=str(images.folder),
        pictures=pictures,
        labels=classes.names,
        reference_name=models.reference_name,
        reference=reference,
        nervousness=nervousness,
        targets={variant: answers[variant] for variant in variants if variant in answers},
        left_out=models.left_out,
    )
