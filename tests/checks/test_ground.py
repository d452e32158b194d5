"""Files, manifest, golden images, tensors, labels: what every other check builds on."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from checks.sealing import TWIN, artifact, asked, edit, failures, seal
from mobilekit.checks.base import BUNDLE
from mobilekit.checks.geometry import GEOMETRIES
from mobilekit.checks.labels import off_by_one
from mobilekit.golden import read_ppm
from mobilekit.preprocess import Preprocessing

GROUND = ("files", "manifest", "golden", "tensors", "labels", "metadata")


def say(root: Path, labels: list[str]) -> None:
    """Other labels, and a manifest that knows of them."""
    text = "".join(f"{label}\n" for label in labels)
    (root / "labels.txt").write_text(text)
    edit(root, lambda m: m["labels"].update(sha256=hashlib.sha256(text.encode()).hexdigest()))


@pytest.mark.parametrize("name", ["labels.txt", "manifest.json", "golden/reference.f32"])
def test_a_changed_file_is_caught(broken: Path, name: str) -> None:
    data = bytearray((broken / name).read_bytes())
    data[len(data) // 2] ^= 1
    (broken / name).write_bytes(data)
    assert failures(broken, *GROUND) == [("files", BUNDLE)]


def test_a_missing_and_an_unlisted_file_are_caught(broken: Path) -> None:
    (broken / "coreml" / "extra").write_text("x")
    assert failures(broken, "files") == [("files", BUNDLE)]
    (broken / "coreml" / "extra").unlink()
    (broken / "labels.txt").unlink()
    assert failures(broken, "files") == [("files", BUNDLE)]


def test_a_schema_version_from_the_future_is_refused(broken: Path) -> None:
    edit(broken, lambda m: m.update(schema_version=99))
    assert failures(broken, *GROUND) == [("manifest", BUNDLE)]


def test_a_format_nobody_knows_is_refused_with_a_sentence(broken: Path) -> None:
    edit(broken, lambda m: m["artifacts"][0].update(variant="onnx-float32"))
    assert "onnx-float32" in asked(broken, *GROUND)["manifest"][BUNDLE].message


def test_another_crop_is_caught_by_the_golden_tensors(broken: Path) -> None:
    edit(broken, lambda m: m["preprocessing"].update(crop_fraction=0.6))
    message = asked(broken, *GROUND)["golden"][BUNDLE].message
    assert message.endswith("the promised one is that of a crop of .875 of the short side")


def test_a_wrong_rotation_is_caught(broken: Path) -> None:
    def turn(manifest: dict) -> None:
        image = manifest["golden"]["images"][0]
        image["rotation"] = (image["rotation"] + 90) % 360

    edit(broken, turn)
    assert failures(broken, "manifest", "golden") == [("golden", BUNDLE)]


def test_a_reference_in_another_order_is_caught_by_its_top_five(broken: Path) -> None:
    path = broken / "golden" / "reference.f32"
    values = np.frombuffer(path.read_bytes(), "<f4")[::-1]
    path.write_bytes(values.tobytes())
    digest = hashlib.sha256(values.tobytes()).hexdigest()
    edit(broken, lambda m: m["golden"]["reference"].update(sha256=digest))
    assert failures(broken, "manifest", "golden") == [("golden", BUNDLE)]


def test_every_wrong_geometry_gives_another_tensor(tiny_bundle: Path) -> None:
    """Else the mistake could not be told from doing it right."""
    manifest = json.loads((tiny_bundle / "manifest.json").read_text())
    images = manifest["golden"]["images"]
    pictures = [(read_ppm((tiny_bundle / image["path"]).read_bytes()), image["rotation"]) for image in images]
    rule, seen = Preprocessing((32, 48), crop_fraction=0.7), {}
    for row in GEOMETRIES:
        tensors = [row.prepare(pixels, rotation, rule) for pixels, rotation in pictures]
        assert {(t.shape, t.dtype.name) for t in tensors} == {((32, 48, 3), "uint8")}, row.name
        seen[row.name] = b"".join(t.tobytes() for t in tensors)
    assert len(set(seen.values())) == len(GEOMETRIES)


def test_a_lie_about_a_tensor_is_caught_and_named(broken: Path) -> None:
    edit(broken, lambda m: artifact(m, "tflite-int8")["inputs"][0].update(scale=1.0))
    assert "scale is 0.00784" in asked(broken, "manifest", "tensors")["tensors"]["tflite-int8"].message


def test_a_lie_about_the_oldest_system_is_caught(broken: Path) -> None:
    edit(broken, lambda m: artifact(m, "coreml-float16")["minimum"].update(ios="13.0"))
    assert failures(broken, "manifest", "tensors") == [("tensors", "coreml-float16")]


def test_files_swapped_between_variants_are_caught(broken: Path) -> None:
    manifest = json.loads((broken / "manifest.json").read_text())
    float32, int8 = (broken / artifact(manifest, f"tflite-{r}")["path"] for r in ("float32", "int8"))
    spare = broken.parent / "spare"
    shutil.move(float32, spare)
    shutil.move(int8, float32)
    shutil.move(spare, int8)
    seal(broken)
    assert failures(broken, "manifest", "tensors") == [("tensors", TWIN), ("tensors", "tflite-int8")]


def test_a_label_too_many_is_caught(broken: Path) -> None:
    say(broken, ["background", *(f"label {k}" for k in range(10))])
    answer = asked(broken, "manifest", "labels")["labels"][BUNDLE]
    assert "11 labels for 10 outputs: its first line, 'background', is no class" in answer.message


def test_two_labels_alike_are_caught(broken: Path) -> None:
    say(broken, ["crane", "crane", *(f"label {k}" for k in range(2, 10))])
    assert "'crane' stands for more than one output" in asked(broken, "manifest", "labels")["labels"][BUNDLE].message


def test_an_empty_label_is_caught(broken: Path) -> None:
    say(broken, ["", *(f"label {k}" for k in range(1, 10))])
    assert "empty label on line 1" in asked(broken, "manifest", "labels")["labels"][BUNDLE].message


def test_exchanged_labels_are_caught_against_the_files(broken: Path) -> None:
    say(broken, ["label 1", "label 0", *(f"label {k}" for k in range(2, 10))])
    answers = asked(broken, "manifest", "tensors", "labels")["labels"]
    assert {who for who, answer in answers.items() if answer.status == "failed"} == set(answers) - {BUNDLE}
    assert answers[TWIN].message == "output 0 is 'label 0' in the file and 'label 1' in labels.txt"


def test_labels_shifted_by_one_are_called_so(broken: Path) -> None:
    say(broken, [*(f"label {k}" for k in range(1, 10)), "label 10"])
    answers = asked(broken, "manifest", "tensors", "labels")["labels"]
    assert answers["coreml-float16"].message.endswith("the lists are shifted by one")


@pytest.mark.parametrize(
    ("count", "classes", "first", "says"),
    [
        (1001, 1000, "background", "'background', is no class"),
        (1001, 1000, "tench", "one is too many"),
        (1000, 1001, "tench", "the background label is missing"),
        (9, 10, "cat", "one is missing"),
        (1000, 1000, "Background", "cut short"),
    ],
)
def test_a_list_off_by_one_is_explained(count: int, classes: int, first: str, says: str) -> None:
    labels = (first, *(f"label {k}" for k in range(1, count)))
    assert says in (off_by_one(labels, classes) or "")


@pytest.mark.parametrize(
    ("count", "classes", "first"), [(1000, 1000, "tench"), (1001, 1001, "background"), (7, 10, "a")]
)
def test_a_list_that_fits_or_is_quite_another_is_not_called_off_by_one(count: int, classes: int, first: str) -> None:
    assert off_by_one((first, *(f"label {k}" for k in range(1, count))), classes) is None
