"""Faults of labels and of what the files say of themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fault_makers import coreml, tflite
from fault_makers.base import Fault, Make
from fault_makers.bundle import Bundle
from fault_makers.kit import Kit
from fault_makers.preprocessing import PACKAGE, TWIN, net, package
from mobilekit.formats.tflite import metadata

Labels = list[str]


def listed(change: Callable[[Labels], Labels]) -> Make:
    """Other labels in ``labels.txt``; those inside the files stay."""

    def make(bundle: Bundle, kit: Kit) -> None:
        bundle.write_labels(change(bundle.labels()))

    return make


def inside(change: Callable[[Labels], Labels]) -> Make:
    """Other labels inside a .tflite."""

    def make(bundle: Bundle, kit: Kit) -> None:
        tflite.edit(bundle.path(TWIN), lambda graph: None, change(bundle.labels()))

    return make


def without_labels(bundle: Bundle, kit: Kit) -> None:
    """The zip archive behind the model cut off, as a tool that packs the flatbuffer again does."""
    path = bundle.path(TWIN)
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"PK\x03\x04")])


def classify(change: Callable[[Labels], Labels]) -> Make:
    """Other labels in the classifier of a package."""

    def alter(program: coreml.Package) -> None:
        items = program.ops("classify")[0].inputs["classes"].arguments[0].value.immediateValue.list.values
        old = [item.immediateValue.tensor.strings.values[0] for item in items]
        for item, label in zip(items, change(old), strict=True):
            item.immediateValue.tensor.strings.values[0] = label

    return package(alter)


def shifted(labels: Labels) -> Labels:
    return [*labels[1:], labels[0]]


def swapped(labels: Labels) -> Labels:
    return [labels[1], labels[0], *labels[2:]]


def encoded(bundle: Bundle, kit: Kit) -> None:
    """Labels in Latin-1."""
    bundle.write_labels([*bundle.labels()[:-1], "caf?"])
    path = bundle.root / "labels.txt"
    data = path.read_bytes().replace(b"?", b"\xe9")
    path.write_bytes(data)
    import hashlib

    bundle.manifest["labels"]["sha256"] = hashlib.sha256(data).hexdigest()


def no_metadata(graph: tflite.Net) -> None:
    graph.model.metadata = [e for e in graph.model.metadata if bytes(e.name) != metadata.ENTRY]


def no_signature(graph: tflite.Net) -> None:
    graph.model.signatureDefs = []


def another_licence(program: coreml.Package) -> None:
    program.model.description.metadata.license = "proprietary"


def defined(key: str, value: str) -> Callable[[Any], None]:
    def change(program: coreml.Package) -> None:
        program.model.description.metadata.userDefined[f"mobilekit.{key}"] = value

    return change


FAULTS = (
    Fault("labels.txt shifted by one", listed(shifted), "labels", "*-*"),
    Fault("two lines of labels.txt exchanged", listed(swapped), "labels", "*-*"),
    Fault("labels.txt cut short", listed(lambda labels: labels[:-1]), "labels", "bundle"),
    Fault("a background label too many", listed(lambda labels: ["background", *labels]), "labels", "bundle"),
    Fault("labels.txt in Latin-1", encoded, "labels", "bundle"),
    Fault("labels in a .tflite shifted by one", inside(shifted), "labels", TWIN),
    Fault("labels in a .tflite cut short", inside(lambda labels: labels[:-1]), "labels", TWIN),
    Fault("a .tflite without its labels", without_labels, "tensors", TWIN),
    Fault("labels in a classifier exchanged", classify(swapped), "labels", PACKAGE),
    Fault("a .tflite without metadata", net(no_metadata), "metadata", TWIN),
    Fault("a .tflite without signature", net(no_signature), "metadata", TWIN),
    Fault("a package of another licence", package(another_licence), "metadata", PACKAGE),
    Fault("a package that records another crop", package(defined("crop_fraction", "0.5")), "metadata", PACKAGE),
)
