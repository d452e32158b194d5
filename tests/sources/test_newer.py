"""A file of a newer Keras loads, with the same answers."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mobilekit.errors import MobileKitError
from mobilekit.sources.keras import load
from mobilekit.sources.keras.newer import is_newer


def from_the_future(path: Path, target: Path, version: str, later: bytes = b"null") -> Path:
    """``path`` as a later Keras would write it: another version, an initializer and a layer with unknown arguments."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            data = source.read(name)
            if name == "metadata.json":
                data = json.dumps(json.loads(data) | {"keras_version": version}).encode()
            if name == "config.json":
                data = data.replace(b'"HeNormal", "config": {', b'"HeNormal", "config": {"yet_unknown": null, ')
                assert b"yet_unknown" in data
                data = data.replace(b'"epsilon": 0.001', b'"epsilon": 0.001, "yet_to_come": ' + later)
                assert b"yet_to_come" in data
            copy.writestr(name, data)
    return target


def test_unknown_arguments_that_are_off_do_no_harm(tiny_model: Path, tmp_path: Path) -> None:
    newer = load(from_the_future(tiny_model, tmp_path / "newer.keras", "3.99.0"))
    pictures = np.random.default_rng(0).uniform(-1, 1, (3, 32, 32, 3)).astype(np.float32)
    np.testing.assert_array_equal(newer.predict(pictures), load(tiny_model).predict(pictures))


def test_the_same_file_of_an_older_keras_is_refused_so_the_fault_is_real(tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(MobileKitError, match="Keras cannot load"):
        load(from_the_future(tiny_model, tmp_path / "older.keras", "3.0.0"))


def test_an_unknown_argument_that_is_on_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(MobileKitError, match="Keras cannot load"):
        load(from_the_future(tiny_model, tmp_path / "newer.keras", "3.99.0", b"true"))


@pytest.mark.parametrize(
    ("written", "installed", "newer"),
    [("3.15.1", "3.12.4", True), ("3.12.0", "3.12.4", False), ("3.9.0", "3.12.0", False), ("", "3.12.0", False)],
)
def test_versions_compare_as_numbers(written: str, installed: str, newer: bool) -> None:
    assert is_newer(written, installed) is newer
