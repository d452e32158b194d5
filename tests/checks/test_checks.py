"""Each check catches the fault that it exists for, and a whole bundle raises no alarm."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mobilekit.bundle import SUMS, package_sha256, size_of, sums_text
from mobilekit.checks import CHECKS, FAILED, SKIPPED, Outcome
from mobilekit.pipeline import passed, validate


def failures(root: Path) -> list[tuple[str, str]]:
    """(check, subject) of every failure."""
    outcomes = validate(root, print).outcomes
    return [(o.check, o.subject) for o in outcomes if o.status == FAILED]


def seal(root: Path) -> None:
    """Make hashes and sizes agree again, as someone who edits a bundle by hand would."""
    (root / SUMS).write_text(sums_text(root))
    manifest = json.loads((root / "manifest.json").read_text())
    for artifact in manifest["artifacts"]:
        artifact["bytes"] = size_of(root / artifact["path"])
        artifact["sha256"] = package_sha256((root / SUMS).read_text(), artifact["path"])
    (root / "manifest.json").write_text(json.dumps(manifest))
    (root / SUMS).write_text(sums_text(root))


def edit(root: Path, change: Callable[[dict], None]) -> None:
    """Change the manifest and seal the bundle."""
    manifest = json.loads((root / "manifest.json").read_text())
    change(manifest)
    (root / "manifest.json").write_text(json.dumps(manifest))
    seal(root)


def artifact(manifest: dict, variant: str) -> dict:
    return next(a for a in manifest["artifacts"] if a["variant"] == variant)


def test_a_whole_bundle_passes_every_check_that_ran(tiny_bundle: Path) -> None:
    found = validate(tiny_bundle, print)
    manifest, outcomes = found.manifest, found.outcomes
    assert manifest is not None
    # Random weights prove float32 only; the integer variants of this net may flip a near-tie.
    alarms = [o for o in outcomes if o.status == FAILED and "int8" not in o.subject and "float16" not in o.subject]
    assert alarms == []
    assert {o.check for o in outcomes} == {check.name for check in CHECKS}


def test_core_ml_that_did_not_run_is_never_shown_as_passed(tiny_bundle: Path) -> None:
    outcomes = validate(tiny_bundle, print).outcomes
    rows = [o for o in outcomes if o.check == "coreml_parity"]
    assert len(rows) == 4
    assert {o.status for o in rows} == {SKIPPED}
    assert all(o.message for o in rows)


def test_only_skipped_checks_are_no_pass() -> None:
    assert not passed([Outcome("files", "bundle", SKIPPED, "why")])


@pytest.mark.parametrize("name", ["labels.txt", "manifest.json", "golden/reference.f32"])
def test_a_changed_file_is_caught(broken: Path, name: str) -> None:
    data = bytearray((broken / name).read_bytes())
    data[len(data) // 2] ^= 1
    (broken / name).write_bytes(data)
    assert failures(broken) == [("files", "bundle")]


def test_a_missing_file_is_caught(broken: Path) -> None:
    (broken / "labels.txt").unlink()
    assert failures(broken) == [("files", "bundle")]


def test_an_unlisted_file_is_caught(broken: Path) -> None:
    (broken / "coreml" / "extra").write_text("x")
    assert failures(broken) == [("files", "bundle")]


def test_a_schema_version_from_the_future_is_refused(broken: Path) -> None:
    edit(broken, lambda m: m.update(schema_version=99))
    assert failures(broken) == [("manifest", "bundle")]


def test_a_label_too_many_is_caught(broken: Path) -> None:
    with (broken / "labels.txt").open("a") as file:
        file.write("one more\n")
    seal(broken)
    assert ("labels", "bundle") in failures(broken)


def test_swapped_labels_are_caught_against_the_files(broken: Path) -> None:
    import hashlib

    lines = (broken / "labels.txt").read_text().splitlines(keepends=True)
    text = "".join([lines[1], lines[0], *lines[2:]])
    (broken / "labels.txt").write_text(text)
    edit(broken, lambda m: m["labels"].update(sha256=hashlib.sha256(text.encode()).hexdigest()))
    assert {check for check, _ in failures(broken)} == {"metadata"}


def test_another_crop_is_caught_by_the_golden_tensors(broken: Path) -> None:
    edit(broken, lambda m: m["preprocessing"].update(crop_fraction=0.5))
    assert ("golden", "bundle") in failures(broken)


def test_a_wrong_mean_is_caught_by_the_metadata_and_the_answers(broken: Path) -> None:
    edit(broken, lambda m: m["preprocessing"].update(mean=[0.0, 0.0, 0.0]))
    found = failures(broken)
    assert ("metadata", "tflite-float32") in found
    assert ("tflite_parity", "tflite-float32") in found


def test_a_wrong_rotation_is_caught(broken: Path) -> None:
    def turn(manifest: dict) -> None:
        image = manifest["golden"]["images"][0]
        image["rotation"] = (image["rotation"] + 90) % 360

    edit(broken, turn)
    assert ("golden", "bundle") in failures(broken)


def test_a_lie_about_a_tensor_is_caught(broken: Path) -> None:
    edit(broken, lambda m: artifact(m, "tflite-int8")["inputs"][0].update(scale=1.0))
    assert ("tensors", "tflite-int8") in failures(broken)


def test_files_swapped_between_variants_are_caught(broken: Path) -> None:
    manifest = json.loads((broken / "manifest.json").read_text())
    float32, int8 = (broken / artifact(manifest, f"tflite-{r}")["path"] for r in ("float32", "int8"))
    spare = broken.parent / "spare"
    shutil.move(float32, spare)
    shutil.move(int8, float32)
    shutil.move(spare, int8)
    seal(broken)
    assert {("tensors", "tflite-float32"), ("tensors", "tflite-int8")} <= set(failures(broken))


def test_a_stale_reference_is_caught_by_its_top_five(broken: Path) -> None:
    import hashlib

    path = broken / "golden" / "reference.f32"
    values = np.frombuffer(path.read_bytes(), "<f4")[::-1]
    path.write_bytes(values.tobytes())
    digest = hashlib.sha256(values.tobytes()).hexdigest()
    edit(broken, lambda m: m["golden"]["reference"].update(sha256=digest))
    assert ("golden", "bundle") in failures(broken)


def test_damaged_weights_are_caught_by_parity(broken: Path, tiny_model: Path) -> None:
    import keras

    weights = keras.models.load_model(tiny_model).layers[-1].kernel.numpy().T.copy()
    manifest = json.loads((broken / "manifest.json").read_text())
    path = broken / artifact(manifest, "tflite-float32")["path"]
    data = bytearray(path.read_bytes())
    dense = data.index(weights.tobytes())
    data[dense : dense + weights.nbytes] = bytes(weights.nbytes)
    path.write_bytes(data)
    seal(broken)
    assert failures(broken) == [("tflite_parity", "tflite-float32")]
