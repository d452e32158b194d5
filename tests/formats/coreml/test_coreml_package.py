from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from formats.coreml.coreml_jobs import contents, make_job
from mobilekit.formats.coreml import COREML
from mobilekit.formats.coreml.package import write_package

ONE_PROCESS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from formats.coreml.coreml_jobs import SIZE, make_job, pictures, tiny_model
from formats.frozen import freeze
from mobilekit.formats.coreml import COREML
job = make_job(freeze(tiny_model(), SIZE), calibration=tuple(pictures(8)))
COREML.convert(job, COREML.recipes, Path(sys.argv[2]), lambda step: None)
"""


def write(path, weights=b"abc", spec=b"program"):
    with write_package(path) as package:
        (package.weights / "weight.bin").write_bytes(weights)
        package.spec = spec
    return path


def test_a_package_has_three_files_that_everybody_may_read(packages):
    assert list(contents(packages["float16"])) == [
        "Data/com.apple.CoreML/model.mlmodel",
        "Data/com.apple.CoreML/weights/weight.bin",
        "Manifest.json",
    ]
    for name in contents(packages["float16"]):
        assert stat.S_IMODE((packages["float16"] / name).stat().st_mode) == 0o644, name


def test_identifiers_follow_the_bytes(tmp_path):
    first, same = write(tmp_path / "a.mlpackage"), write(tmp_path / "b.mlpackage")
    assert contents(first) == contents(same)
    other = write(tmp_path / "c.mlpackage", weights=b"abd")
    ids = [set(json.loads((p / "Manifest.json").read_text())["itemInfoEntries"]) for p in (first, other)]
    assert len(ids[0] & ids[1]) == 1


def test_the_manifest_names_both_items_as_apples_writer_does(tmp_path):
    manifest = json.loads((write(tmp_path / "a.mlpackage") / "Manifest.json").read_text())
    items = {item["name"]: item for item in manifest["itemInfoEntries"].values()}
    assert manifest["fileFormatVersion"] == "1.0.0"
    assert manifest["itemInfoEntries"][manifest["rootModelIdentifier"]]["path"] == "com.apple.CoreML/model.mlmodel"
    assert items["weights"] == {
        "author": "com.apple.CoreML",
        "description": "CoreML Model Weights",
        "name": "weights",
        "path": "com.apple.CoreML/weights",
    }


def test_apples_own_reader_finds_the_model(packages):
    from coremltools.libmodelpackage import ModelPackage

    assert ModelPackage.isValid(str(packages["float16"]))
    assert Path(ModelPackage(str(packages["float16"])).getRootModel().path()).name == "model.mlmodel"


def test_what_fails_half_way_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError), write_package(tmp_path / "a.mlpackage"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_an_older_package_is_replaced_whole(tmp_path):
    path = write(tmp_path / "a.mlpackage")
    (path / "stray").touch()
    assert "stray" not in contents(write(path))


def test_two_conversions_in_one_process_give_the_same_bytes(traced, packages, tmp_path):
    again = COREML.convert(make_job(traced), ("float16", "palettized_6bit"), tmp_path, lambda step: None)
    for recipe, package in again.items():
        assert contents(package) == contents(packages[recipe]), recipe


@pytest.mark.slow
def test_two_processes_with_other_hash_seeds_give_the_same_bytes(tmp_path):
    tests = Path(__file__).resolve().parents[2]
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        command = [sys.executable, "-c", ONE_PROCESS, str(tests), str(tmp_path / seed)]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
    first, second = contents(tmp_path / "1"), contents(tmp_path / "2")
    assert len(first) == 3 * len(COREML.recipes)
    assert first == second
