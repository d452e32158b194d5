"""Damaged copies of a bundle, each with what a demo's reader or self-check must say of it.

The rows of the Android demo's ``CorruptedBundlesTest`` under the same names, as far as they can be made of a Core ML
file; a test compares the two tables.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fault_makers import coreml
from fault_makers.preprocessing import package_reads_bgr, set_image_scale
from mobilekit.bundle import MANIFEST, SUMS, package_sha256, size_of, sums_text

PICTURE = "golden/class-00.ppm"
MODEL = "{model}"
"""In a sentence: the first file of the float32 package."""

PASS, DRIFT, WRONG = "PASS", "DRIFT", "WRONG"
REASONS = {
    DRIFT: r"The largest difference is [0-9.e-]+, the tolerance [0-9.e-]+\.",
    WRONG: r"[1-9][0-9]* of [0-9]+ answers differ from the reference's\.",
}


class Copy:
    """A copy of a bundle to damage; nothing is consistent until ``seal``."""

    def __init__(self, good: Path, root: Path) -> None:
        self.root = Path(shutil.copytree(good, root, ignore=shutil.ignore_patterns("report")))

    def change(self, path: str, edit: Callable[[bytes], bytes]) -> None:
        file = self.root / path
        file.write_bytes(edit(file.read_bytes()))

    def manifest(self, old: str, new: str) -> None:
        """Replace what is there, once, in the manifest's text."""
        text = (self.root / MANIFEST).read_text("utf-8")
        assert old in text, f"the manifest has no {old}"
        (self.root / MANIFEST).write_text(text.replace(old, new, 1), "utf-8")

    def seal(self) -> None:
        """Make SHA256SUMS say what is there."""
        (self.root / SUMS).write_text(sums_text(self.root), "utf-8")

    def edit(self, path: str, edit: Callable[[bytes], bytes]) -> None:
        """A change of a file that the manifest has a hash of, and every hash made right again."""
        before = self.hash_of(path)
        self.change(path, edit)
        self.seal()
        self.manifest(before, self.hash_of(path))
        self.seal()

    def hash_of(self, path: str) -> str:
        return next(line[:64] for line in sums_text(self.root).splitlines() if line[66:] == path)

    @property
    def package(self) -> Path:
        return self.root / self.artifact("coreml-float32")["path"]

    @property
    def model(self) -> str:
        """The first file of the float32 package, relative."""
        return min(str(file.relative_to(self.root)) for file in self.package.rglob("*") if file.is_file())

    def artifact(self, variant: str) -> dict:
        artifacts = json.loads((self.root / MANIFEST).read_text("utf-8"))["artifacts"]
        return next(artifact for artifact in artifacts if artifact["variant"] == variant)

    def package_changed(self, before: dict) -> None:
        """The package's new hash and size in the manifest."""
        digest = package_sha256(sums_text(self.root), before["path"])
        self.manifest(before["sha256"], digest)
        self.manifest(f'"bytes": {before["bytes"]}', f'"bytes": {size_of(self.root / before["path"])}')
        self.seal()


def flip(data: bytes) -> bytes:
    """One bit in the middle."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def changed(path: str, by: str = SUMS) -> str:
    return f"{path} is not the file that {by} lists: its sha256 differs."


def sealed(work: Callable[[Copy], None]) -> Callable[[Copy], None]:
    """The work, and SHA256SUMS made right after it."""

    def make(copy: Copy) -> None:
        work(copy)
        copy.seal()

    return make


def packaged(change: Callable[[coreml.Package], None]) -> Callable[[Copy], None]:
    """A change of the float32 package, every hash right after it."""

    def make(copy: Copy) -> None:
        before = copy.artifact("coreml-float32")
        coreml.edit(copy.package, change)
        copy.package_changed(before)

    return make


def image_scale(mean: float, std: float) -> Callable[[Copy], None]:
    return packaged(lambda program: set_image_scale(program, (mean, mean, mean), std))


def other_weights(copy: Copy) -> None:
    before = copy.artifact("coreml-float32")
    shutil.rmtree(copy.package)
    shutil.copytree(copy.root / copy.artifact("coreml-weight_int8")["path"], copy.package)
    copy.package_changed(before)


def other_reference(copy: Copy) -> None:
    """The first output moved by a little: its second byte, and the sixth bit of its third."""

    def move(data: bytes) -> bytes:
        return data[:1] + bytes([(data[1] + 64) % 256, data[2] ^ 0x40]) + data[3:]

    copy.edit("golden/reference.f32", move)


def shifted_answers(copy: Copy) -> None:
    """The first classes of the manifest one higher, as with a background label."""

    def shift(data: bytes) -> bytes:
        return re.sub(rb'("top5": \[\s*)([0-9])', lambda m: m[1] + str((int(m[2]) + 1) % 10).encode(), data)

    copy.change(MANIFEST, shift)
    copy.seal()


@dataclass(frozen=True)
class Corruption:
    """A row.

    Attributes:
        name: as in the Android demo's table.
        harm: what is done to a copy.
        sentence: of the refusal, whole; or of the verdict, a regular expression.
        verdict: of ``coreml-float32``; None where the bundle is refused.
    """

    name: str
    harm: Callable[[Copy], None]
    sentence: str
    verdict: str | None = None


def answered(name: str, verdict: str, harm: Callable[[Copy], None]) -> Corruption:
    """A row whose bundle opens."""
    return Corruption(name, harm, REASONS[verdict], verdict)


def _refused() -> tuple[Corruption, ...]:
    return (
        Corruption("one bit of the model", lambda c: c.change(c.model, flip), changed(MODEL)),
        Corruption("one bit of a picture", lambda c: c.change(PICTURE, flip), changed(PICTURE)),
        Corruption(
            "a picture deleted",
            lambda c: (c.root / PICTURE).unlink(),
            f"{PICTURE} is listed in SHA256SUMS but is not in the bundle.",
        ),
        Corruption(
            "a file added",
            lambda c: (c.root / "extra.bin").write_text("extra") and None,
            "extra.bin is in the bundle but is not listed in SHA256SUMS.",
        ),
        Corruption(
            "the sums cut short",
            lambda c: c.change(SUMS, lambda data: data[:-10]),
            "SHA256SUMS is not a list of sha256 sums: see the order of its lines.",
        ),
        Corruption(
            "no sums",
            lambda c: (c.root / SUMS).unlink(),
            "SHA256SUMS is not a list of sha256 sums: see the folder, which lacks it.",
        ),
        Corruption(
            "a newer manifest",
            sealed(lambda c: c.manifest('"schema_version": 1', '"schema_version": 2')),
            "manifest.json has schema_version 2, which this program does not know.",
        ),
        Corruption(
            "a comma too many",
            sealed(lambda c: c.manifest("{", "{,")),
            "manifest.json is not JSON as RFC 8259 has it: see byte 1.",
        ),
        Corruption(
            "a path that leaves the bundle",
            sealed(lambda c: c.manifest('"labels.txt"', '"../labels.txt"')),
            "manifest.json has a path that is not plain and inside the bundle at $.labels.path.",
        ),
        Corruption(
            "a label less",
            lambda c: c.edit("labels.txt", lambda data: data[: data[:-1].rindex(b"\n") + 1]),
            "labels.txt names a number of labels at line 9 that differs from the number of outputs.",
        ),
        Corruption(
            "labels with a byte order mark",
            lambda c: c.edit("labels.txt", lambda data: b"\xef\xbb\xbf" + data),
            "labels.txt is not UTF-8 with one label a line and a line feed after each: see its encoding.",
        ),
        Corruption(
            "a picture that is none",
            sealed(lambda c: c.change(PICTURE, lambda data: b"P5" + data[2:])),
            f"{PICTURE} is not a binary PPM picture (P6, 8 bit).",
        ),
        Corruption(
            "a reference cut short",
            lambda c: c.edit("golden/reference.f32", lambda data: data[:-4]),
            "golden/reference.f32 does not hold one float32 for each golden image and class.",
        ),
        Corruption(
            "another crop",
            sealed(lambda c: c.manifest('"crop_fraction": 1.0', '"crop_fraction": 0.5')),
            changed(PICTURE, MANIFEST),
        ),
        Corruption(
            "another rotation",
            sealed(lambda c: c.manifest('"rotation": 0', '"rotation": 180')),
            changed(PICTURE, MANIFEST),
        ),
        Corruption(
            "another model under the old hash",
            sealed(lambda c: c.change(c.model, flip)),
            changed("{package}", MANIFEST),
        ),
    )


CORRUPTIONS: tuple[Corruption, ...] = (
    *_refused(),
    answered("pixels from 0 to 2", WRONG, image_scale(0.0, 127.5)),
    answered("blue and red exchanged", WRONG, packaged(package_reads_bgr)),
    answered("pixels as they are", WRONG, image_scale(0.0, 1.0)),
    answered("a mean that is one off", DRIFT, image_scale(126.5, 127.5)),
    answered("the int8 weights as float32's", DRIFT, other_weights),
    answered("another reference", DRIFT, other_reference),
    answered("a label moved on by one", WRONG, shifted_answers),
)
