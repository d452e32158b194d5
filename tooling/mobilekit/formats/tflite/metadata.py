"""TFLite Model Metadata, written and read without tflite-support: wheels of it exist for few platforms.

The format is tflite-support's metadata_schema.fbs: a flatbuffer with the identifier ``M001`` in the model's metadata
entry ``TFLITE_METADATA``, and the files it names in a zip archive appended to the .tflite.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from mobilekit.formats.tflite.fields import BROKEN, MODEL, Node, Table
from mobilekit.preprocess import Preprocessing
from mobilekit.spec import LOGITS, Card

ENTRY = b"TFLITE_METADATA"
IDENTIFIER = b"M001"
LABELS = "labels.txt"
PARSER = "1.0.0"
"""Oldest metadata parser that knows all fields used here: none is newer than the schema's first version."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time stamp of the zip entry: the earliest a zip can say, so that the same model gives the same bytes."""
LARGEST = 4 << 20
"""Most bytes of a labels file that are read; the 21,841 names of full ImageNet take 0.5 MB."""

FEATURE_PROPERTIES, IMAGE_PROPERTIES, NORMALIZATION_OPTIONS, RGB, TENSOR_AXIS_LABELS = 1, 2, 1, 1, 2
"""Enum values of metadata_schema.fbs."""


class LabelsError(ValueError):
    """The metadata names a labels file that the .tflite does not hold, or not in a readable state."""


@dataclass(frozen=True)
class Interface:
    """What the written file takes and gives: numpy dtype names of its only input and output."""

    takes: str
    gives: str


def build(card: Card, rule: Preprocessing, interface: Interface) -> bytes:
    """The metadata flatbuffer of an image classifier.

    Mean and std are the float network's also where the input is uint8: consumers skip the normalisation of a
    quantised input (Task Library, MediaPipe) and hand over raw pixels, which is what its scale and zero point mean.
    """
    import flatbuffers

    graph = Table("SubGraphMetadata", inputs=[_image(rule, interface)], outputs=[_scores(card, interface)])
    root = Table(
        MODEL,
        name=card.name,
        description=card.description,
        version=card.version,
        subgraphs=[graph],
        author=card.author,
        license=card.license,
        min_parser_version=PARSER,
    )
    builder = flatbuffers.Builder(1024)
    builder.Finish(root.write(builder), file_identifier=IDENTIFIER)
    return bytes(builder.Output())


def _image(rule: Preprocessing, interface: Interface) -> Table:
    height, width = rule.size
    size = Table("ImageSize", width=width, height=height)
    properties = Table("ImageProperties", color_space=RGB, default_size=size)
    mean, std = [float(value) for value in rule.mean], [float(value) for value in rule.std]
    quantised = interface.takes == "uint8"
    low = [0.0] * 3 if quantised else [-m / s for m, s in zip(mean, std, strict=True)]
    high = [255.0] * 3 if quantised else [(255 - m) / s for m, s in zip(mean, std, strict=True)]
    unit = Table(
        "ProcessUnit", options_type=NORMALIZATION_OPTIONS, options=Table("NormalizationOptions", mean=mean, std=std)
    )
    return Table(
        "TensorMetadata",
        name="image",
        description=f"The picture to classify: {height} x {width} pixels, RGB.",
        content=Table("Content", properties_type=IMAGE_PROPERTIES, properties=properties),
        process_units=[unit],
        stats=Table("Stats", max=high, min=low),
    )


def _scores(card: Card, interface: Interface) -> Table:
    highest = 255.0 if interface.gives == "uint8" else 1.0
    bounded = card.activation != LOGITS
    labels = Table(
        "AssociatedFile",
        name=LABELS,
        description="One label a line, in the order of the scores.",
        type=TENSOR_AXIS_LABELS,
    )
    return Table(
        "TensorMetadata",
        name="probability" if bounded else "logit",
        description="The score of each label.",
        content=Table("Content", properties_type=FEATURE_PROPERTIES, properties=Table("FeatureProperties")),
        stats=Table("Stats", max=[highest], min=[0.0]) if bounded else None,
        files=[labels],
    )


def append_labels(model: bytes, labels: tuple[str, ...]) -> bytes:
    """The .tflite with its labels file behind it, uncompressed: tflite-support maps it into memory."""
    file = io.BytesIO(model)
    entry = zipfile.ZipInfo(LABELS, EPOCH)
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(entry, "".join(f"{label}\n" for label in labels))
    return file.getvalue()


def read(buffer: bytes) -> dict[str, Any]:
    """What a metadata flatbuffer says: only what is there; mean, std and score_range as lists of float.

    Raises:
        ValueError: (or another of ``fields.BROKEN``) no metadata flatbuffer.
    """
    if buffer[4:8] != IDENTIFIER:
        raise ValueError("no metadata flatbuffer")
    root = Node.root(MODEL, buffer)
    found: dict[str, Any] = {field: root.text(field) for field in ("name", "description", "version", "author")}
    found |= {"license": root.text("license"), "min_parser_version": root.text("min_parser_version")}
    for graph in root.children("subgraphs", "SubGraphMetadata")[:1]:
        for tensor in graph.children("inputs", "TensorMetadata")[:1]:
            found |= _read_image(tensor)
        for tensor in graph.children("outputs", "TensorMetadata")[:1]:
            found |= _read_scores(tensor)
    return {key: value for key, value in found.items() if value is not None}


def _read_image(tensor: Node) -> dict[str, Any]:
    found: dict[str, Any] = {"input_name": tensor.text("name")}
    content = tensor.child("content", "Content")
    if content and content.number("properties_type") == IMAGE_PROPERTIES:
        properties = content.child("properties", "ImageProperties")
        found["color_order"] = "RGB" if properties and properties.number("color_space") == RGB else None
    for unit in tensor.children("process_units", "ProcessUnit"):
        options = unit.child("options", "NormalizationOptions")
        if options and unit.number("options_type") == NORMALIZATION_OPTIONS:
            found |= {"mean": options.floats("mean"), "std": options.floats("std")}
    return found


def _read_scores(tensor: Node) -> dict[str, Any]:
    found: dict[str, Any] = {"output_name": tensor.text("name")}
    stats = tensor.child("stats", "Stats")
    if stats and stats.floats("min") and stats.floats("max"):
        found["score_range"] = [stats.floats("min")[0], stats.floats("max")[0]]
    for file in tensor.children("files", "AssociatedFile"):
        if file.number("type") == TENSOR_AXIS_LABELS:
            found["labels_file"] = file.text("name")
    return found


def read_labels(model: bytes, name: str) -> list[str]:
    """The lines of a labels file appended to a .tflite.

    Raises:
        LabelsError: no such file in it, too large, not UTF-8, or a broken archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(model)) as archive:
            if archive.getinfo(name).file_size > LARGEST:
                raise ValueError(f"{name} is larger than {LARGEST} bytes")
            text = archive.read(name).decode("utf-8")
    except (*BROKEN, zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, OSError, EOFError) as error:
        raise LabelsError(f"no readable {name}") from error
    return text.removesuffix("\n").split("\n")
