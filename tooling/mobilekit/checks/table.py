"""The table of checks, in the order in which they are asked, and the asking."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from mobilekit.checks.activation import check_activation
from mobilekit.checks.base import BUNDLE, FAILED, Answer, Artifact, Check, Context, FileCheck, Outcome, failed, skipped
from mobilekit.checks.consumers import check_consumers
from mobilekit.checks.coverage import check_coverage
from mobilekit.checks.cross_format import check_cross_format
from mobilekit.checks.files import check_files
from mobilekit.checks.golden import check_golden
from mobilekit.checks.kernels import check_kernels
from mobilekit.checks.labels import check_labels
from mobilekit.checks.ladder import check_ladder
from mobilekit.checks.manifest import check_manifest
from mobilekit.checks.metadata import check_metadata
from mobilekit.checks.noise import check_noise
from mobilekit.checks.parity import check_parity
from mobilekit.checks.preprocessing import check_preprocessing
from mobilekit.checks.ranges import check_ranges
from mobilekit.checks.recorded import check_recorded
from mobilekit.checks.reproducibility import check_reproducibility
from mobilekit.checks.results import check_results
from mobilekit.checks.runs import check_runs
from mobilekit.checks.tensors import check_tensors
from mobilekit.checks.weights import check_weights
from mobilekit.errors import MobileKitError
from mobilekit.spec import Step

PARITY_QUESTION = "Does every {} answer as the source model?"

CHECKS: tuple[Check | FileCheck, ...] = (
    Check("files", "Is every file there, unchanged and listed?", check_files),
    Check("manifest", "Does the manifest keep the contract and tell the truth?", check_manifest, ("files",)),
    Check("golden", "Do the golden images give the promised tensors?", check_golden, ("manifest",)),
    FileCheck("tensors", "Do the files have the tensors the manifest states?", check_tensors, ("manifest",)),
    Check("labels", "Is there one label per output, in every file?", check_labels, ("manifest",)),
    FileCheck("metadata", "Is the metadata in the files complete and true?", check_metadata, ("manifest", "tensors")),
    FileCheck("weights", "Are the weights stored as promised, and numbers?", check_weights, ("manifest", "tensors")),
    FileCheck(
        "coverage", "Is every large kernel stored compressed?", check_coverage, ("manifest", "tensors"), "coreml"
    ),
    Check("runs", "Does every file run, and answer in numbers?", check_runs, ("golden", "manifest")),
    FileCheck("activation", "Are the outputs what the manifest calls them?", check_activation, ("runs",)),
    Check("noise", "How nervous is the network itself?", check_noise, ("runs",)),
    FileCheck("tflite_parity", PARITY_QUESTION.format(".tflite"), check_parity, ("runs",), "tflite"),
    FileCheck("coreml_parity", PARITY_QUESTION.format(".mlpackage"), check_parity, ("runs",), "coreml"),
    FileCheck("kernels", "Does every file hold the same weights?", check_kernels, ("weights", "runs")),
    FileCheck("ranges", "Do the integers reach as far as the values do?", check_ranges, ("runs",), "tflite"),
    FileCheck("results", "Do 8-bit results stand for their values?", check_results, ("runs",), "coreml"),
    Check("cross_format", "Do the formats agree with each other?", check_cross_format, ("runs",)),
    FileCheck("recorded", "Is the parity in the manifest what is measured now?", check_recorded, ("runs",)),
    Check("preprocessing", "Is every picture prepared once, and right?", check_preprocessing, ("runs",)),
    FileCheck("ladder", "Can a phone pass the bundle's own self-check?", check_ladder, ("runs",)),
    FileCheck("reproducibility", "Is the answer to a picture always the same?", check_reproducibility, ("runs",)),
    Check("consumers", "Do other programs give the same answers?", check_consumers, ("runs",)),
)


def run_checks(context: Context, step: Step) -> list[Outcome]:
    """Ask every question of ``CHECKS``; one whose ground is gone, for the bundle or a file, is skipped and says so."""
    outcomes: list[Outcome] = []
    for check in CHECKS:
        step(check.question)
        answers = _answers(check, context)
        outcomes += [Outcome(check.name, subject, **vars(answer)) for subject, answer in answers.items()]
    return outcomes


def _answers(check: Check | FileCheck, context: Context) -> dict[str, Answer]:
    if isinstance(check, FileCheck):
        answers = _asked(check, BUNDLE, context, partial(_of_files, check, context))
    else:
        answers = _asked(check, BUNDLE, context, partial(check.run, context))
    context.lost |= {(check.name, subject) for subject, answer in answers.items() if answer.status == FAILED}
    return answers


def _of_files(check: FileCheck, context: Context) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for variant, artifact in context.artifacts.items():
        if check.format in (None, variant.split("-")[0]):
            answers |= _asked(check, variant, context, partial(_of_file, check, context, artifact))
    return answers


def _of_file(check: FileCheck, context: Context, artifact: Artifact) -> dict[str, Answer]:
    return {artifact["variant"]: check.run(context, artifact)}


def _asked(
    check: Check | FileCheck, subject: str, context: Context, run: Callable[[], dict[str, Answer]]
) -> dict[str, Answer]:
    """What ``run`` answers, unless the ground is gone or it stops with a sentence."""
    blocked = next((name for name in check.needs if (name, subject) in context.lost), None)
    if blocked:
        context.lost.add((check.name, subject))
        return {subject: skipped(f"not asked: the check {blocked} did not pass")}
    try:
        return run()
    except MobileKitError as error:
        return {subject: failed(error.message, error.remedy)}
