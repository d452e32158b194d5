"""Manifests that lie: every hash is in order, one thing in them is not so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fault_makers.base import Fault, Make
from fault_makers.bundle import Bundle
from fault_makers.kit import Kit

Entry = dict[str, Any]
TWIN, INT8, PACKAGE = "tflite-float32", "tflite-int8", "coreml-float32"


def told(variant: str, lie: Callable[[Entry], None]) -> Make:
    """A lie about one artifact."""

    def make(bundle: Bundle, kit: Kit) -> None:
        lie(bundle.artifact(variant))

    return make


def told_of_all(lie: Callable[[Entry], None]) -> Make:
    """A lie about the bundle."""

    def make(bundle: Bundle, kit: Kit) -> None:
        lie(bundle.manifest)

    return make


def unmeasured(variant: str, lie: Callable[[Entry], None]) -> Make:
    """A lie whose maker measured the parity with it, and wrote down what came out."""

    def make(bundle: Bundle, kit: Kit) -> None:
        lie(bundle.artifact(variant))
        bundle.artifact(variant)["parity"] = bundle.parity(bundle.artifact(variant))

    return make


def larger(manifest: Entry) -> None:
    """Another resolution wherever the manifest has one."""
    manifest["model"]["resolution"] = manifest["preprocessing"]["size"] = [128, 128]
    for artifact in manifest["artifacts"]:
        artifact["inputs"][0]["shape"] = [1, 128, 128, 3]


def resized(bundle: Bundle, kit: Kit) -> None:
    larger(bundle.manifest)
    bundle.write_tensor_hashes(bundle.tensors())


def one_class_less(bundle: Bundle, kit: Kit) -> None:
    """Nine classes everywhere but in the files: labels, reference, tensors."""
    manifest = bundle.manifest
    bundle.write_labels(bundle.labels()[:-1])
    reference = bundle.reference()[:, :-1]
    manifest["labels"]["count"] = manifest["model"]["classes"] = 9
    for artifact in manifest["artifacts"]:
        artifact["outputs"][0]["shape"] = [1, 9]
    bundle.write_reference(reference)


def no_fallback(artifact: Entry) -> None:
    artifact["delegates"] = artifact["delegates"][:-1]


def generous(artifact: Entry) -> None:
    """Half of all there is: wrong answers would pass on every phone."""
    for rung in artifact["delegates"]:
        rung["tolerance"] = 0.5


def _lie(name: str, variant: str, lie: Callable[[Entry], None], check: str) -> Fault:
    return Fault(name, told(variant, lie), check, variant, finish=Bundle.sign)


def _wrong_manifest(name: str, lie: Callable[[Entry], None]) -> Fault:
    return Fault(name, told_of_all(lie), "manifest", "bundle", finish=Bundle.sign)


FAULTS = (
    _wrong_manifest("a size that is not the file's", lambda m: m["artifacts"][0].update(bytes=1)),
    _wrong_manifest("a hash that is not the file's", lambda m: m["artifacts"][0].update(sha256="0" * 64)),
    _wrong_manifest("a path out of the bundle", lambda m: m["artifacts"][0].update(path="../model.tflite")),
    _wrong_manifest("an artifact that is not there", lambda m: m["artifacts"][0].update(path="tflite/lost.tflite")),
    _wrong_manifest("1001 classes for ten outputs", lambda m: m["model"].update(classes=1001)),
    _wrong_manifest("a schema of the future", lambda m: m.update(schema_version=2)),
    _wrong_manifest(
        "Core ML pixels normalised by the app too",
        lambda m: m["artifacts"][5].update(app_steps=["rotate", "crop", "resize", "normalise"]),
    ),
    _lie("a dtype that is not the file's", TWIN, lambda a: a["inputs"][0].update(dtype="float16"), "tensors"),
    _lie("a scale that is not the file's", INT8, lambda a: a["inputs"][0].update(scale=1 / 255), "tensors"),
    _lie("a zero point that is not the file's", INT8, lambda a: a["outputs"][0].update(zero_point=3), "tensors"),
    _lie("an input name that is not the file's", PACKAGE, lambda a: a["inputs"][0].update(name="input"), "tensors"),
    Fault("a resolution that is not the files'", resized, "tensors", "*-*", finish=Bundle.sign),
    Fault("nine classes for ten outputs, throughout", one_class_less, "tensors", "*-*", finish=Bundle.sign),
    _lie("an oldest system that is not the file's", PACKAGE, lambda a: a["minimum"].update(ios="14.0"), "tensors"),
    Fault(
        "app_steps without the normalisation",
        unmeasured(TWIN, lambda a: a["app_steps"].remove("normalise")),
        "preprocessing",
        TWIN,
        finish=Bundle.sign,
    ),
    _lie("a parity better than measured", INT8, lambda a: a["parity"].update(max_abs_difference=1e-6), "recorded"),
    _lie("a parity of other pictures", TWIN, lambda a: a["parity"].update(images=500), "recorded"),
    _lie("a tolerance that lets everything pass", TWIN, generous, "ladder"),
    _lie("a ladder without the CPU", TWIN, no_fallback, "ladder"),
    _lie("a ladder that hides refusals", PACKAGE, lambda a: a["delegates"][1].update(unsupported=[]), "ladder"),
    Fault(
        "logits announced where the files give softmax",
        told_of_all(lambda m: m["model"].update(activation="logits")),
        "activation",
        "*-*",
        finish=Bundle.sign,
    ),
)
