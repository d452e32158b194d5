"""The parts of a bundle put together: golden images and their answers, one description a file, the manifest."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mobilekit.bundle import MANIFEST, package_sha256, size_of
from mobilekit.calibration import Calibration
from mobilekit.checks.tensors import as_json
from mobilekit.formats import FORMATS
from mobilekit.golden import write_ppm
from mobilekit.labels import write_labels
from mobilekit.manifest import SCHEMA_VERSION, write_manifest
from mobilekit.postprocess import top_k
from mobilekit.preprocess import Pixels, Preprocessing, to_tensor
from mobilekit.sources.base import Source
from mobilekit.spec import AUTO, GEOMETRY, NORMALISE, QUANTISE, Batch, Card, GoldenImage, Readback, Variant
from mobilekit.versions import tool_versions

PLAIN = ("float32", "float16")
"""Recipes, of either format, that no picture has a part in: the others correct biases, or calibrate, on some."""


@dataclass(frozen=True)
class Request:
    """Everything ``convert`` was asked for, resolved.

    Attributes:
        source: the loaded model.
        labels: in output order.
        rule: the whole preprocessing between an upright picture and the network.
        golden: images the bundle carries.
        golden_origin: a sentence on where they come from.
        calibration: pictures for int8, and where they come from.
        variants: to write, in the order of ``formats.VARIANTS``.
        card: for metadata.
        int8_io: ``uint8`` | ``float32``: input and output of tflite-int8.
        int8_ranges: how its integers' reach is chosen.
        int8_goal: least top-1 agreement for which layers of it stay in floating point; None: none has to.
        command: what made the bundle, without the output path.
        notices: what the user should know of decisions made for them, a sentence each.
    """

    source: Source
    labels: tuple[str, ...]
    rule: Preprocessing
    golden: tuple[GoldenImage, ...]
    golden_origin: str
    calibration: Calibration
    variants: tuple[Variant, ...]
    card: Card
    int8_io: str
    command: str
    int8_ranges: str = AUTO
    int8_goal: float | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Golden:
    """The written golden images.

    Attributes:
        description: the manifest's ``golden``.
        tensors: (N, H, W, 3) uint8, geometry done.
        reference: (N, classes) float32: the source model's outputs.
    """

    description: dict[str, Any]
    tensors: Pixels
    reference: Batch


def write_golden(request: Request, folder: Path) -> Golden:
    """Write the golden images and the reference outputs below ``folder/golden``."""
    from mobilekit.reference import reference_outputs

    (folder / "golden").mkdir()
    tensors = np.stack([to_tensor(image.pixels, request.rule, image.rotation) for image in request.golden])
    reference = reference_outputs(request.source, tensors, request.rule)
    images = []
    for image, tensor, answer in zip(request.golden, tensors, reference, strict=True):
        path = f"golden/{image.name}.ppm"
        (folder / path).write_bytes(write_ppm(image.pixels))
        images.append(
            {
                "path": path,
                "rotation": image.rotation,
                "tensor_sha256": hashlib.sha256(tensor.tobytes()).hexdigest(),
                "top5": [int(k) for k in top_k(answer, min(5, len(answer)))],
            }
        )
    data = reference.astype("<f4").tobytes()
    stored = {"path": "golden/reference.f32", "sha256": hashlib.sha256(data).hexdigest()}
    (folder / stored["path"]).write_bytes(data)
    return Golden({"origin": request.golden_origin, "images": images, "reference": stored}, tensors, reference)


def app_steps(variant: Variant, read: Readback, rule: Preprocessing) -> tuple[str, ...]:
    """The preprocessing an app still does for a file; ``rule`` is what the traced graph left to do."""
    steps = list(GEOMETRY)
    if variant.format == "coreml":  # ImageType's scale and bias are ops inside the program
        return tuple(steps)
    if set(rule.mean) != {0.0} or set(rule.std) != {1.0}:
        steps.append(NORMALISE)
    if read.inputs[0].scale is not None:
        steps.append(QUANTISE)
    return tuple(steps)


def describe_artifact(variant: Variant, path: Path, rule: Preprocessing, sums: str, folder: Path) -> dict[str, Any]:
    """The manifest's entry for a written file, from the file's bytes; parity still to be measured."""
    row = FORMATS[variant.format]
    read = row.readback(path)
    relative = path.relative_to(folder).as_posix()
    return {
        "variant": str(variant),
        "path": relative,
        "sha256": package_sha256(sums, relative),
        "bytes": size_of(path),
        "inputs": [as_json(tensor) for tensor in read.inputs],
        "outputs": [as_json(tensor) for tensor in read.outputs],
        "app_steps": list(app_steps(variant, read, rule)),
        "minimum": read.minimum,
        "delegates": [_rung(rung) for rung in row.ladder(path, variant.recipe)],
        "parity": None,
    }


def _rung(rung: Any) -> dict[str, Any]:  # noqa: ANN401  (spec.Rung; asdict wants a dataclass instance)
    values = dataclasses.asdict(rung)
    return {**values, "unsupported": list(values["unsupported"])}


def write_manifest_of(
    request: Request, golden: dict[str, Any], artifacts: list[dict[str, Any]], folder: Path
) -> dict[str, Any]:
    """Write ``manifest.json`` into ``folder`` and return it."""
    source, rule, labels = request.source, request.rule, write_labels(request.labels)
    used = any(variant.recipe not in PLAIN for variant in request.variants)
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "model": {
            "name": request.card.name,
            "architecture": source.architecture,
            "width_multiplier": source.width_multiplier,
            "resolution": list(rule.size),
            "classes": source.classes,
            "activation": source.activation,
            "parameters": source.parameters,
            "macs": source.macs,
            "weights": {"origin": source.origin, "sha256": source.sha256, "license": request.card.license},
            "description": request.card.description,
            "author": request.card.author,
            "version": request.card.version,
        },
        "preprocessing": {
            **dataclasses.asdict(rule),
            "size": list(rule.size),
            "mean": list(rule.mean),
            "std": list(rule.std),
        },
        "labels": {"path": "labels.txt", "sha256": hashlib.sha256(labels).hexdigest(), "count": len(request.labels)},
        "golden": golden,
        "calibration": request.calibration.as_json() if used else None,
        "artifacts": artifacts,
        "tools": tool_versions(),
        "command": request.command,
    }
    (folder / MANIFEST).write_bytes(write_manifest(manifest))
    return manifest
