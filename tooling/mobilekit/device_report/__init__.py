"""What a phone's self-check exported: bytes to results that follow from their own figures and belong to this bundle.

Consistency is checked, authenticity cannot be: nothing is signed, so a report whose figures were invented to fit is
taken. It says what an app wrote, never that a phone did it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mobilekit.checks.base import FAILED, PASSED, SKIPPED, Outcome
from mobilekit.contract import profile
from mobilekit.contract.refusals import Refusal
from mobilekit.device_report.rules import (
    DRIFT,
    FELL_BACK,
    PASS,
    STAGES,
    WRONG,
    first_classes,
    largest,
    plain,
    rule_faults,
    shape_faults,
)

NAME = "The device report"
EXPORT = "Export the report again from a current app, and send it as it is."


@dataclass(frozen=True)
class Stage:
    """Steady state of one stage: nearest-rank percentiles of ``n`` samples, nanoseconds."""

    p50_ns: int
    p90_ns: int
    p99_ns: int
    n: int


@dataclass(frozen=True)
class DeviceLatency:
    """What a device measured; ``contract/README.md`` says from where to where each stage goes.

    Attributes:
        load_ns: load and compile, cold.
        first_ns: the first inference.
        warmups: inferences thrown away before the first sample.
        preprocess: picture to input tensor.
        inference: input tensor to output values.
        postprocess: output values to answer.
        frame_to_result: camera frame to answer; None where no camera ran.
        frames_dropped: frames that came while another was worked on.
        thermal: the hottest state of any sample.
        low_power: whether the device saved power at any sample.
    """

    load_ns: int
    first_ns: int
    warmups: int
    preprocess: Stage
    inference: Stage
    postprocess: Stage
    frame_to_result: Stage | None
    frames_dropped: int
    thermal: str
    low_power: bool


@dataclass(frozen=True)
class DeviceResult:
    """One variant on one delegate of one device. Texts are the report's, unprintable characters replaced.

    Attributes:
        device: manufacturer, model and system, for people.
        platform: ``android`` | ``ios`` | ``macos`` | ``linux``.
        variant: such as ``tflite-int8``.
        delegate: what was asked for.
        ran_on: what ran.
        verdict: ``PASS`` | ``DRIFT`` | ``WRONG`` | ``FELL_BACK``.
        reason: empty for PASS.
        tolerance: the manifest's, for the delegate asked for.
        max_abs_difference: largest over the golden images and classes.
        agreement: share of the golden images with the reference's first class, 0..1.
        latency: of what ran; None where nothing was timed.
    """

    device: str
    platform: str
    variant: str
    delegate: str
    ran_on: str
    verdict: str
    reason: str
    tolerance: float
    max_abs_difference: float
    agreement: float
    latency: DeviceLatency | None


def read_device_report(data: bytes) -> dict[str, Any]:
    """Bytes -> the report, in shape; ``accept`` holds it against a bundle.

    Raises:
        Refusal: outside the JSON profile or the schema.
    """
    with _remedied():
        value = profile.parse(data, NAME)
        for reason, place in shape_faults(value):
            raise Refusal(reason, file=NAME, at=place)
    return dict(value)


def accept(report: dict[str, Any], bundle_sha256: str, manifest: dict[str, Any]) -> tuple[DeviceResult, ...]:
    """The results of a report that ``read_device_report`` gave, in its order.

    Args:
        report: in shape.
        bundle_sha256: of the bundle's ``SHA256SUMS``: its identity.
        manifest: the bundle's, accepted.

    Raises:
        Refusal: about another bundle, or it breaks a rule of ``contract/README.md``, section Device reports.
    """
    with _remedied():
        for reason, place in rule_faults(report, bundle_sha256, manifest):
            raise Refusal(reason, file=NAME, at=place)
    answers = first_classes(manifest)
    return tuple(_result(report["device"], result, answers) for result in report["results"])


def device_outcomes(results: tuple[DeviceResult, ...]) -> list[Outcome]:
    """One outcome a result: PASS passed, DRIFT and WRONG failed, FELL_BACK skipped, as its delegate did not run."""
    return [_outcome(result) for result in results]


@contextlib.contextmanager
def _remedied() -> Iterator[None]:
    """The table's remedies for a broken file are a bundle's; of a report, it is the app that has to write again."""
    try:
        yield
    except Refusal as refusal:
        if refusal.reason != "version" and not refusal.reason.startswith("report_"):
            refusal.remedy = EXPORT
        raise


def _result(device: dict[str, Any], result: dict[str, Any], answers: dict[str, int]) -> DeviceResult:
    right = [image["top1"] == answers[image["path"]] for image in result["images"]]
    name = " ".join(part for part in (device["manufacturer"], device["model"]) if part)
    return DeviceResult(
        device=plain(f"{name}, {device['platform']} {device['os_version']}"),
        platform=device["platform"],
        variant=result["variant"],
        delegate=result["delegate"],
        ran_on=plain(result["ran_on"]),
        verdict=result["verdict"],
        reason=plain(result["reason"]),
        tolerance=float(result["tolerance"]),
        max_abs_difference=largest(result),
        agreement=sum(right) / len(right),
        latency=_latency(result["latency"]),
    )


def _latency(values: dict[str, Any] | None) -> DeviceLatency | None:
    if values is None:
        return None
    stages = {name: Stage(**values[name]) if values[name] is not None else None for name in STAGES}
    return DeviceLatency(**{**values, **stages})


REMEDIES = {
    DRIFT: "Leave this delegate out for this device, or ship a variant that stays within its tolerance there.",
    WRONG: "Do not use this delegate for this variant on this device: its answers are not the model's.",
}


def _outcome(result: DeviceResult) -> Outcome:
    figures = {"max_abs_difference": result.max_abs_difference, "top1_agreement": result.agreement}
    status = {PASS: PASSED, FELL_BACK: SKIPPED}.get(result.verdict, FAILED)
    found = f"max |difference| {result.max_abs_difference:.2g}, top-1 agreement {result.agreement:.1%}"
    return Outcome(
        check="device",
        subject=f"{result.variant} on {result.delegate}, {result.device}",
        status=status,
        message=f"fell back: {result.reason}" if status == SKIPPED else f"{result.verdict}: {found}",
        measured=figures,
        limit={"max_abs_difference": result.tolerance, "top1_agreement": 1.0},
        remedy=REMEDIES.get(result.verdict, ""),
    )
