"""The rules that a device report keeps: ``contract/README.md``, section Device reports, in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mobilekit.contract.schema import schema_faults
from mobilekit.latency import RUNS, WARMUPS

SCHEMA_VERSION = 1
PASS, DRIFT, WRONG, FELL_BACK = "PASS", "DRIFT", "WRONG", "FELL_BACK"
STAGES = ("preprocess", "inference", "postprocess", "frame_to_result")

Fault = tuple[str, str]


def shape_faults(value: Any) -> Iterator[Fault]:  # noqa: ANN401
    """(reason, place) of each fault of shape; the version first, so that a newer report is called newer."""
    version = value.get("schema_version", SCHEMA_VERSION) if isinstance(value, dict) else SCHEMA_VERSION
    if type(version) is int and version != SCHEMA_VERSION:
        yield "version", str(version)
    yield from schema_faults(value, "device_report")


def rule_faults(report: dict[str, Any], bundle_sha256: str, manifest: dict[str, Any]) -> Iterator[Fault]:
    """(reason, place) of each rule that a report in shape breaks; arguments as ``device_report.accept`` has them."""
    if report["bundle"] != bundle_sha256:
        yield "report_bundle", f"its sha256 is {report['bundle'][:12]}..., this one's {bundle_sha256[:12]}..."
    if report["model"] != manifest["model"]["name"]:
        yield "report_model", plain(report["model"])
    ladder = {(a["variant"], rung["delegate"]): rung for a in manifest["artifacts"] for rung in a["delegates"]}
    answers, classes = first_classes(manifest), manifest["model"]["classes"]
    seen = set()
    for index, result in enumerate(report["results"]):
        place, rung = f"$.results[{index}]", (result["variant"], result["delegate"])
        if rung not in ladder:
            yield "report_rung", place
        if rung in seen:
            yield "report_repeated", place
        seen.add(rung)
        if result["tolerance"] != ladder[rung]["tolerance"]:
            yield "report_tolerance", f"{place}.tolerance"
        yield from _image_faults(result, answers, classes, place)
        yield from _verdict_faults(result, answers, place)


def first_classes(manifest: dict[str, Any]) -> dict[str, int]:
    """Path of each golden image, in order -> the reference's first class."""
    return {image["path"]: image["top5"][0] for image in manifest["golden"]["images"]}


def _image_faults(result: dict[str, Any], answers: dict[str, int], classes: int, place: str) -> Iterator[Fault]:
    if [image["path"] for image in result["images"]] != list(answers):
        yield "report_images", f"{place}.images"
    for index, image in enumerate(result["images"]):
        # With one output 0 stands for the reference's answer, yes or no, and 1 for the other.
        if image["top1"] >= max(classes, 2):
            yield "class_index", f"{place}.images[{index}].top1"


def _verdict_faults(result: dict[str, Any], answers: dict[str, int], place: str) -> Iterator[Fault]:
    verdict, latency = result["verdict"], result["latency"]
    if verdict != _verdict(result, answers):
        yield "report_verdict", f"{place}.verdict"
    if (verdict == PASS) != (not result["reason"]):
        yield "report_reason", f"{place}.reason"
    if latency is not None and _wrong(result, answers):
        yield "report_latency", f"{place}.latency"
    if latency is not None and not _keeps_protocol(latency):
        yield "report_protocol", f"{place}.latency"


def _verdict(result: dict[str, Any], answers: dict[str, int]) -> str:
    """The one verdict that follows from the figures."""
    if result["ran_on"] != result["delegate"]:
        return FELL_BACK
    if _wrong(result, answers):
        return WRONG
    return DRIFT if largest(result) > result["tolerance"] else PASS


def _wrong(result: dict[str, Any], answers: dict[str, int]) -> bool:
    return any(image["top1"] != answers[image["path"]] for image in result["images"])


def largest(result: dict[str, Any]) -> float:
    """The largest difference over the images of one result."""
    return float(max(image["max_abs_difference"] for image in result["images"]))


def _keeps_protocol(latency: dict[str, Any]) -> bool:
    stages = [latency[name] for name in STAGES if latency[name] is not None]
    ordered = all(stage["p50_ns"] <= stage["p90_ns"] <= stage["p99_ns"] for stage in stages)
    return ordered and latency["warmups"] >= WARMUPS and all(stage["n"] >= RUNS for stage in stages)


def plain(text: str) -> str:
    """A stranger's text for terminals and pages: no control, format or line-breaking characters."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
