"""What a written .mlpackage says of itself, from its bytes alone: no TensorFlow, no coremltools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mobilekit.formats.coreml.coverage import stored_kernels
from mobilekit.formats.coreml.head import AUTHOR, LICENSE, MODEL_VERSION, SHORT, Feature
from mobilekit.formats.coreml.metadata import PREFIX
from mobilekit.formats.coreml.program import Program, read_program
from mobilekit.formats.coreml.proto import messages
from mobilekit.formats.coreml.unpack import Broken, Unpacked, guarded
from mobilekit.spec import Readback, Tensor

IOS = {6: "15.0", 7: "16.0", 8: "17.0", 9: "18.0", 10: "26.0"}
"""Specification version -> oldest iOS (coremltools' ``target``; ML programs begin with version 6)."""

LAYOUTS = {1: "N", 2: "NC", 4: "NCHW"}
"""Of multi-array features, which do not say theirs, by rank; an image is always NHWC here."""


def readback(path: Path) -> Readback:
    """Read the package at ``path``.

    Raises:
        MobileKitError: not a Core ML package that holds an ML program.
    """
    found: Readback = guarded(path, _read)
    return found


def _read(unpacked: Unpacked) -> Readback:
    program = read_program(unpacked)
    version = program.head.version
    if version not in IOS:
        raise Broken(f"its specification version {version} is not known")
    labels = program.labels()
    return Readback(
        inputs=tuple(_tensor(feature, labels) for feature in program.head.inputs),
        # Scores before the label: the tensor that every format has comes first.
        outputs=tuple(sorted((_tensor(f, labels) for f in program.head.outputs), key=lambda t: t.dtype == "string")),
        ops=program.counts(),
        metadata=_metadata(program, labels),
        minimum={"ios": IOS[version]},
        weights=program.weights(),
        kernels=stored_kernels(program),
    )


def _tensor(feature: Feature, labels: list[str] | None) -> Tensor:
    kind = feature.type.WhichOneof("Type")
    if kind == "imageType":
        return Tensor(
            feature.name, (1, feature.type.imageType.height, feature.type.imageType.width, 3), "uint8", "NHWC"
        )
    if kind == "dictionaryType" and labels is not None:
        return Tensor(feature.name, (1, len(labels)), "float32", "NC")
    if kind == "stringType":
        return Tensor(feature.name, (1,), "string", "N")
    if kind == "multiArrayType":
        array = feature.type.multiArrayType
        names = messages("FeatureTypes_pb2").ArrayFeatureType.ArrayDataType
        shape = tuple(array.shape)
        return Tensor(feature.name, shape, names.Name(array.dataType).lower(), LAYOUTS.get(len(shape), ""))
    raise Broken(f"its feature {feature.name!r} is a {kind}, which is not known here")


def _metadata(program: Program, labels: list[str] | None) -> dict[str, Any]:
    head = program.head
    defined = dict(sorted(head.user_defined.items()))
    found: dict[str, Any] = {
        "name": defined.get(f"{PREFIX}name", ""),
        "description": head.texts[SHORT],
        "author": head.texts[AUTHOR],
        "license": head.texts[LICENSE],
        "version": head.texts[MODEL_VERSION],
        "features": {feature.name: feature.text for feature in (*head.inputs, *head.outputs)},
        "user_defined": defined,
    }
    if labels is not None:
        found["labels"] = labels
    for feature in head.inputs:
        if feature.type.WhichOneof("Type") == "imageType":
            mean, std = program.normalisation(feature.name)
            found |= {"mean": list(mean), "std": list(std), "color_order": _colour(feature)}
    return found


def _colour(feature: Feature) -> str:
    spaces = messages("FeatureTypes_pb2").ImageFeatureType.ColorSpace
    return str(spaces.Name(feature.type.imageType.colorSpace))
