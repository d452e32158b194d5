"""Pictures for int8: found, spread, named, and refused with a sentence where one cannot be read."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mobilekit import calibration
from mobilekit.calibration import default_calibration, image_paths, read_calibration, sample_photographs
from mobilekit.errors import MobileKitError
from mobilekit.picture_store import spread
from mobilekit.preprocess import Preprocessing, load_image, to_tensor
from mobilekit.spec import GoldenImage

RULE = Preprocessing((16, 16))


def fill(folder: Path, names: list[str]) -> Path:
    rng = np.random.default_rng(0)
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (20, 24, 3), np.uint8)).save(path)
    return folder


def test_a_folder_is_searched_at_any_depth_and_sorted_by_bytes(tmp_path: Path) -> None:
    fill(tmp_path, ["b.png", "a/z.PNG", "Z.jpg", "a/b/c.bmp"])
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".hidden.png").write_text("x")
    assert [path.relative_to(tmp_path).as_posix() for path in image_paths(tmp_path)] == [
        "Z.jpg", "a/b/c.bmp", "a/z.PNG", "b.png",
    ]  # fmt: skip


def test_the_manifest_gets_names_and_hashes_of_the_files(tmp_path: Path) -> None:
    fill(tmp_path / "pets", ["cat/1.png", "dog/2.png"])
    calls: list[int] = []
    found = read_calibration(tmp_path / "pets", RULE, step=lambda: calls.append(1))
    assert found.as_json() == {
        "origin": "2 pictures of the folder pets",
        "images": [
            {"name": name, "sha256": hashlib.sha256((tmp_path / "pets" / name).read_bytes()).hexdigest()}
            for name in ("cat/1.png", "dog/2.png")
        ],
    }
    assert np.array_equal(found.tensors[1], to_tensor(load_image(tmp_path / "pets/dog/2.png"), RULE))
    assert len(calls) == 2


def test_a_limit_is_spread_over_all_classes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, [f"{name}/{k}.png" for name in "abc" for k in range(4)])
    monkeypatch.setattr(calibration, "LIMIT", 3)
    found = read_calibration(tmp_path, RULE)
    assert found.names == ("a/0.png", "b/0.png", "c/0.png")
    assert found.origin.startswith("3 of the 12 pictures")


def test_spread_keeps_order_and_bounds() -> None:
    assert spread(range(10), 4) == [0, 2, 5, 7]
    assert spread(range(3), 10) == [0, 1, 2]


def test_missing_and_empty_folders(tmp_path: Path) -> None:
    for folder, sentence in ((tmp_path / "no", "There is no folder {}."), (tmp_path, "{} holds no images.")):
        with pytest.raises(MobileKitError) as error:
            read_calibration(folder, RULE)
        assert error.value.message == sentence.format(folder)


def test_a_broken_image_is_named(tmp_path: Path) -> None:
    fill(tmp_path, ["a.png", "b.png"])
    (tmp_path / "b.png").write_bytes((tmp_path / "b.png").read_bytes()[:100])
    with pytest.raises(MobileKitError) as error:
        read_calibration(tmp_path, RULE)
    assert error.value.message == f"{tmp_path / 'b.png'} cannot be read as an image."


def test_without_a_folder_it_is_the_golden_images_and_two_photographs() -> None:
    golden = GoldenImage("drawn", np.arange(20 * 30 * 3, dtype=np.uint8).reshape(20, 30, 3), 90)
    found = default_calibration([golden], RULE)
    assert found.names == ("drawn", "china.jpg", "flower.jpg")
    assert "scikit-learn" in found.origin
    assert np.array_equal(found.tensors[0], to_tensor(golden.pixels, RULE, 90))
    assert not np.array_equal(found.tensors[0], to_tensor(golden.pixels, RULE))
    assert {tensor.shape for tensor in found.tensors} == {(16, 16, 3)}


def test_the_photographs_are_found_without_importing_scikit_learn() -> None:
    code = "import sys; from mobilekit.calibration import sample_photographs as s; s(); print('sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_missing_photographs_have_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(MobileKitError, match="sample photographs are not installed"):
        sample_photographs()
