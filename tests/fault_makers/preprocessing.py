"""Faults of normalisation and colour: a file that takes other values than the manifest says."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from fault_makers import coreml, tflite
from fault_makers.base import Fault, Make
from fault_makers.bundle import Bundle
from fault_makers.kit import Kit
from mobilekit.formats.coreml.metadata import PREFIX, numbers
from mobilekit.formats.tflite.fields import MODEL, Node

TWIN, PACKAGE = "tflite-float32", "coreml-float32"
Three = tuple[float, float, float]
SCALED, BIASED = "image__scaled__", "image__biased__"


def net(change: Callable[[tflite.Net], None], variant: str = TWIN) -> Make:
    """A change of one .tflite."""

    def make(bundle: Bundle, kit: Kit) -> None:
        tflite.edit(bundle.path(variant), change)

    return make


def package(change: Callable[[coreml.Package], None], variant: str = PACKAGE) -> Make:
    """A change of one package."""

    def make(bundle: Bundle, kit: Kit) -> None:
        coreml.edit(bundle.path(variant), change)

    return make


def reads_bgr(graph: tflite.Net) -> None:
    """The first kernel (out, h, w, in) of a net that was fed by OpenCV."""
    graph.change(graph.ops("CONV_2D")[0].inputs[1], lambda kernel: kernel[..., ::-1])


def _first_convolution(program: coreml.Package) -> Any:
    return program.array(program.ops("conv")[0], "weight")


def package_reads_bgr(program: coreml.Package) -> None:
    """The first kernel (out, in, h, w) likewise."""
    kernel = _first_convolution(program)
    kernel[:] = kernel[:, ::-1].copy()


def package_asks_for_bgr(program: coreml.Package) -> None:
    """``ImageType(color_layout=BGR)`` on a net trained on RGB."""
    image = program.model.description.input[0].type.imageType
    image.colorSpace = image.BGR


def prepended(*steps: tuple[str, float | list[float]]) -> Make:
    """A .tflite that does more to its input than it used to, in the order given."""

    def change(graph: tflite.Net) -> None:
        for kind, value in reversed(steps):
            graph.prepend(kind, np.asarray(value, np.float32).reshape(-1))

    return net(change)


def scaled_again(program: coreml.Package) -> None:
    """ImageType's scale and bias on a network that was traced with its normalisation inside."""
    biased = next(op for op in program.ops("add") if op.outputs[0].name == BIASED)
    scaled = next(op for op in program.ops("mul") if op.outputs[0].name == SCALED)
    scale, bias = scaled.inputs["y"].arguments[0].name, biased.inputs["y"].arguments[0].name
    again = program.insert_after(biased, "mul", "image__scaled__2")
    again.inputs["y"].arguments[0].name = scale
    last = program.insert_after(again, "add", "image__biased__2")
    last.inputs["y"].arguments[0].name = bias


def set_image_scale(program: coreml.Package, mean: Three, std: float) -> None:
    """Scale and bias in the program, and the kit's own record of them."""
    biased = next(op for op in program.ops("add") if op.outputs[0].name == BIASED)
    scaled = next(op for op in program.ops("mul") if op.outputs[0].name == SCALED)
    program.numbers(scaled, "y")[:] = [1 / std]
    bias = program.numbers(biased, "y")
    bias[:] = [-value / std for value in mean][: len(bias)]
    defined = program.model.description.metadata.userDefined
    defined[f"{PREFIX}mean"], defined[f"{PREFIX}std"] = numbers(mean), numbers((std,) * 3)


def set_metadata(graph: tflite.Net, mean: Three, std: float) -> None:
    """Mean and std in the TFLite metadata, in place."""
    buffer = tflite.metadata_buffer(graph)
    data = bytearray(bytes(bytearray(buffer.data)))
    tensor = Node.root(MODEL, data).children("subgraphs", "SubGraphMetadata")[0].children("inputs", "TensorMetadata")[0]
    options = tensor.children("process_units", "ProcessUnit")[0].child("options", "NormalizationOptions")
    assert options is not None
    for field, values in (("mean", mean), ("std", (std,) * 3)):
        for place, value in zip(options._items(field), values, strict=True):
            struct.pack_into("<f", data, place, value)
    buffer.data = np.frombuffer(bytes(data), np.uint8)


def announced(mean: Three, std: float) -> Make:
    """Manifest, metadata and Core ML scale all say it; the network was trained on something else."""

    def make(bundle: Bundle, kit: Kit) -> None:
        bundle.keep(TWIN, "tflite-int8", PACKAGE)
        bundle.manifest["preprocessing"].update(mean=list(mean), std=[std] * 3)
        for artifact in bundle.manifest["artifacts"]:
            path = bundle.path(artifact["variant"])
            if path.is_dir():
                coreml.edit(path, lambda program: set_image_scale(program, mean, std))
            else:
                tflite.edit(path, lambda graph: set_metadata(graph, mean, std))

    return make


def means_exchanged(bundle: Bundle, kit: Kit) -> None:
    """A network with ImageNet's means, red and blue exchanged in all that the bundle says."""
    red, green, blue = 123.68, 116.779, 103.939
    bundle.keep(TWIN, "tflite-int8", PACKAGE)
    answers = bundle.answers(TWIN, bundle.tensors(), mean=(red, green, blue))
    announced((blue, green, red), 127.5)(bundle, kit)
    bundle.write_reference(answers)


FAULTS = (
    Fault("BGR in a .tflite", net(reads_bgr), "preprocessing", TWIN, "BGR"),
    Fault("BGR in a package", package(package_reads_bgr), "preprocessing", PACKAGE, "BGR"),
    Fault("a package that asks for BGR", package(package_asks_for_bgr), "metadata", PACKAGE),
    Fault(
        "0..1 where the app gives -1..1", prepended(("MUL", 2), ("ADD", -1)), "preprocessing", TWIN, "made for .*0..1"
    ),
    Fault(
        "normalised by the app and in the file",
        prepended(("MUL", 1 / 127.5), ("ADD", -1)),
        "preprocessing",
        TWIN,
        "twice",
    ),
    Fault("Core ML's image scale twice", package(scaled_again), "preprocessing", PACKAGE, "twice"),
    Fault("Core ML divides by 255", package(lambda p: set_image_scale(p, (0, 0, 0), 255)), "metadata", PACKAGE),
    Fault("/255 announced for a net of -1..1", announced((0, 0, 0), 255), "preprocessing", TWIN, "-1..1", "*"),
    Fault("raw pixels announced for a net of -1..1", announced((0, 0, 0), 1), "preprocessing", TWIN, "-1..1", "*"),
    Fault("means of red and blue exchanged", means_exchanged, "preprocessing", TWIN, "red and blue", "*"),
    Fault(
        "metadata with another normalisation",
        net(lambda graph: set_metadata(graph, (0, 0, 0), 255)),
        "metadata",
        TWIN,
    ),
)
