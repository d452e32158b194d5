"""The two stories of the kit, one screen each: a model becomes a bundle, a bundle is held against its reference."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobilekit.assembly import Request, describe_artifact, write_golden, write_manifest_of
from mobilekit.bundle import (
    SUMS,
    identity,
    require_bundle,
    require_space,
    sums_text,
    whole_or_nothing,
)
from mobilekit.checks import FAILED, PASSED, Context, Outcome, run_checks
from mobilekit.checks.parity import measure_artifact
from mobilekit.contract.profile import MAX_BYTES
from mobilekit.device_report import DeviceResult, accept, device_outcomes, read_device_report
from mobilekit.divergence import Curve, diverge
from mobilekit.errors import MobileKitError
from mobilekit.evaluation import NoReference, Wanted, evaluate_context, not_evaluated, outcomes_of
from mobilekit.evaluation.records import Evaluation
from mobilekit.formats import FORMATS
from mobilekit.labels import check_count, write_labels
from mobilekit.lowering import lower
from mobilekit.picture_store import spread
from mobilekit.preprocess import normalise
from mobilekit.sources.base import trace
from mobilekit.spec import Job, Step, Variant

NOTHING = Wanted()

CORRECTED_ON = 32
"""Calibration pictures that biases are corrected on, all in memory at once. Top-1 agreement of V1 1.0 with int8 weights
on 500 photographs: .938 uncorrected, .988 on 8 pictures, .992 on 32 and on 100."""


def convert(request: Request, out: Path, step: Step, *, force: bool = False) -> dict[str, Any]:
    """Write the bundle at ``out``, whole or not at all; returns its manifest.

    Raises:
        MobileKitError: labels and outputs differ in number, no space, an output folder that may not be replaced.
    """
    check_count(request.labels, request.source.classes, "The labels file")
    require_space(out, 20 * request.source.parameters)
    with whole_or_nothing(out, force=force) as folder:
        step("Running the reference on the golden images")
        golden = write_golden(request, folder)
        (folder / "labels.txt").write_bytes(write_labels(request.labels))
        step("Tracing the model")
        job = _job(request)
        paths = _write_variants(job, request.variants, folder, step)
        step("Reading the files back")
        sums = sums_text(folder)
        artifacts = [describe_artifact(variant, path, job.rule, sums, folder) for variant, path in paths.items()]
        for artifact in artifacts:
            step(f"Holding {artifact['variant']} against the reference")
            artifact["parity"] = measure_artifact(
                folder, artifact, request.rule, golden.tensors, golden.reference, request.source.activation
            )
        manifest = write_manifest_of(request, golden.description, artifacts, folder)
        (folder / SUMS).write_bytes(sums_text(folder).encode("utf-8"))
    return manifest


@dataclass(frozen=True)
class Validation:
    """Everything that was asked of a bundle, and the answers.

    Attributes:
        manifest: None where it was not accepted.
        outcomes: every question and its answer, those on pictures and phones included.
        evaluation: the variants on the user's pictures, where there were any.
        curves: intermediate results of each variant against the reference's, where wanted.
        devices: what phones found, as far as their reports were given and hold.
    """

    manifest: dict[str, Any] | None
    outcomes: list[Outcome]
    evaluation: Evaluation | None = None
    curves: tuple[Curve, ...] = ()
    devices: tuple[DeviceResult, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing failed and something was really asked."""
        return passed(self.outcomes)


def validate(root: Path, step: Step, wanted: Wanted = NOTHING) -> Validation:
    """Ask every question of the table of checks about the bundle at ``root``, and those in ``wanted``.

    Raises:
        MobileKitError: there is no bundle at ``root``; pictures or device reports that cannot be used.
    """
    require_bundle(root)
    reports = [_read_report(path) for path in wanted.device_reports]
    context = Context(root)
    outcomes = run_checks(context, step)
    if context.manifest is None:
        return Validation(None, outcomes)
    devices = tuple(result for report in reports for result in accept(report, identity(root), context.manifest))
    outcomes += device_outcomes(devices)
    evaluation, answers = _evaluated(context, wanted, step)
    curves = diverge(root, context.manifest, step) if wanted.per_layer else ()
    return Validation(context.manifest, outcomes + answers, evaluation, curves, devices)


def passed(outcomes: list[Outcome]) -> bool:
    """Whether nothing failed and something was really asked."""
    return any(o.status == PASSED for o in outcomes) and all(o.status != FAILED for o in outcomes)


def _read_report(path: Path) -> dict[str, Any]:
    """A device report in shape, never more of it than the JSON profile takes."""
    try:
        with path.open("rb") as file:
            return read_device_report(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise MobileKitError(f"The device report {path} cannot be read.", remedy="Check the path.") from error


def _evaluated(context: Context, wanted: Wanted, step: Step) -> tuple[Evaluation | None, list[Outcome]]:
    """The variants on the user's pictures; what has nothing to be held against is skipped and says so."""
    if wanted.request is None:
        return None, []
    try:
        evaluation = evaluate_context(context, wanted.request, step)
    except NoReference as error:
        return None, not_evaluated(error)
    return evaluation, outcomes_of(evaluation)


def _job(request: Request) -> Job:
    """The traced network, batch norms folded where it can be taken apart, with all that the formats need."""
    function, rule = trace(request.source, request.rule)
    few = spread(request.calibration.tensors, CORRECTED_ON)
    lowered = lower(function, lambda: (normalise(picture, rule)[None] for picture in few))
    return Job(
        lowered.function if lowered else function,
        request.labels,
        rule,
        request.calibration.tensors,
        request.card,
        request.int8_io,
        lowered,
        request.int8_ranges,
        request.int8_goal,
    )


def _write_variants(job: Job, variants: tuple[Variant, ...], folder: Path, step: Step) -> dict[Variant, Path]:
    """Let each format write its share; the result keeps the order of ``variants``."""
    written: dict[Variant, Path] = {}
    for name, row in FORMATS.items():
        recipes = tuple(variant.recipe for variant in variants if variant.format == name)
        if not recipes:
            continue
        (folder / name).mkdir()
        made = row.convert(job, recipes, folder / name, step)
        written.update({Variant(name, recipe): path for recipe, path in made.items()})
    return {variant: written[variant] for variant in variants}
