"""Faults of the folder: files changed, lost, added, linked, exchanged."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from fault_makers.base import Fault, Make
from fault_makers.bundle import Bundle, leave
from fault_makers.kit import Kit
from mobilekit.bundle import SUMS


def flipped(name: str) -> Make:
    """One bit of a file in the middle, by a disk or a cable."""

    def make(bundle: Bundle, kit: Kit) -> None:
        path = next(bundle.root.glob(name))
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)

    return make


def removed(name: str) -> Make:
    def make(bundle: Bundle, kit: Kit) -> None:
        (bundle.root / name).unlink()

    return make


def unlisted(bundle: Bundle, kit: Kit) -> None:
    (bundle.root / "tflite" / "another.tflite").write_bytes(b"TFL3")


def unsorted(bundle: Bundle, kit: Kit) -> None:
    lines = (bundle.root / SUMS).read_text().splitlines(keepends=True)
    (bundle.root / SUMS).write_text("".join([lines[1], lines[0], *lines[2:]]))


def listed_outside(bundle: Bundle, kit: Kit) -> None:
    """A line that leads out of the folder, to a file that is there and has that very hash."""
    outside = bundle.root.parent / "outside.txt"
    shutil.copy(bundle.root / "labels.txt", outside)
    lines = (bundle.root / SUMS).read_text().splitlines(keepends=True)
    digest = next(line[:64] for line in lines if line.endswith("  labels.txt\n"))
    (bundle.root / SUMS).write_text("".join([f"{digest}  ../outside.txt\n", *lines]))


def linked(bundle: Bundle, kit: Kit) -> None:
    """A file that became a link to its own bytes elsewhere."""
    picture = next((bundle.root / "golden").glob("*.ppm"))
    elsewhere = bundle.root.parent / "elsewhere.ppm"
    shutil.move(picture, elsewhere)
    picture.symlink_to(elsewhere)


def exchanged(first: str, second: str) -> Make:
    """Two variants' files under each other's names."""

    def make(bundle: Bundle, kit: Kit) -> None:
        spare = bundle.root.parent / "spare"
        shutil.move(bundle.path(first), spare)
        shutil.move(bundle.path(second), bundle.path(first))
        shutil.move(spare, bundle.path(second))

    return make


def copied(source: str, target: str) -> Make:
    """One variant's file in the place of another's too, and described as what it is."""

    def make(bundle: Bundle, kit: Kit) -> None:
        old, new = bundle.path(source), bundle.root.parent / "spare"
        (shutil.copytree if old.is_dir() else shutil.copy)(old, new)
        bundle.place(target, new)
        bundle.read_back(target)

    return make


def in_folder_of(other: str, variant: str) -> Make:
    """A variant whose entry names the file of another format, tensors included, as a path typed wrongly would."""

    def make(bundle: Bundle, kit: Kit) -> None:
        source, target = bundle.path(other), bundle.root / other.split("-")[0] / f"stray{bundle.path(other).suffix}"
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
        old = bundle.path(variant)
        shutil.rmtree(old) if old.is_dir() else old.unlink()
        bundle.artifact(variant)["path"] = target.relative_to(bundle.root).as_posix()

    return make


def _row(name: str, make: Make, finish: Callable[[Bundle], None] = leave) -> Fault:
    return Fault(name, make, "files", "bundle", finish=finish)


FAULTS = (
    _row("a bit of a .tflite flipped on the way", flipped("tflite/*-float32.tflite")),
    _row("a bit of weight.bin flipped on the way", flipped("coreml/*-float16.mlpackage/**/weight.bin")),
    _row("a bit of the manifest flipped on the way", flipped("manifest.json")),
    _row("a file lost on the way", removed("labels.txt")),
    _row("a file nobody listed", unlisted),
    _row("SHA256SUMS out of order", unsorted),
    _row("SHA256SUMS names a file outside", listed_outside),
    _row("a golden image is a link", linked),
    Fault("float32 and int8 exchanged", exchanged("tflite-float32", "tflite-int8"), "tensors", "tflite-*"),
    Fault("float16 in the place of float32", copied("tflite-float16", "tflite-float32"), "weights", "tflite-float32"),
    Fault("float32 in the place of float16", copied("tflite-float32", "tflite-float16"), "weights", "tflite-float16"),
    Fault(
        "dynamic int8 in the place of float16", copied("tflite-dynamic_int8", "tflite-float16"), "weights", "*-float16"
    ),
    Fault("fp16 package as the float32 twin", copied("coreml-float16", "coreml-float32"), "weights", "coreml-float32"),
    Fault("fp32 package as the float16 one", copied("coreml-float32", "coreml-float16"), "weights", "coreml-float16"),
    Fault(
        "8-bit and 6-bit packages exchanged",
        exchanged("coreml-weight_int8", "coreml-palettized_6bit"),
        "weights",
        "coreml-*",
    ),
    Fault("a .tflite under a Core ML entry", in_folder_of("tflite-float32", "coreml-float32"), "tensors", "coreml-*"),
    Fault("a package under a TFLite entry", in_folder_of("coreml-float32", "tflite-float32"), "tensors", "tflite-*"),
)
