"""Golden images: a strict PPM, scenes that are the same everywhere, the user's pictures, synthesised ones."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mobilekit.errors import MobileKitError
from mobilekit.golden import (
    MAX_BYTES,
    confident_rows,
    drawn_images,
    pick_golden,
    read_golden_folder,
    read_ppm,
    shrunk,
    write_ppm,
)
from mobilekit.preprocess import Preprocessing, load_image, upright

PICTURE = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)


def test_a_ppm_byte_for_byte() -> None:
    assert write_ppm(PICTURE) == b"P6\n3 2\n255\n" + bytes(range(18))
    assert np.array_equal(read_ppm(write_ppm(PICTURE)), PICTURE)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"P6\n3 2\n255\n" + bytes(17),
        b"P6\n3 2\n255\n" + bytes(19),
        b"P5\n3 2\n255\n" + bytes(18),
        b"P6\n# c\n3 2\n255\n" + bytes(18),
        b"P6 3 2 255\n" + bytes(18),
        b"P6\n3 2\n65535\n" + bytes(36),
        b"P6\n0 2\n255\n",
        b"P6\n03 2\n255\n" + bytes(18),
        b"P6\n99999 99999\n255\n",
        b"P6\n-3 -2\n255\n" + bytes(18),
    ],
)
def test_any_other_ppm_is_refused(data: bytes) -> None:
    with pytest.raises(MobileKitError):
        read_ppm(data)


def test_the_drawn_scenes_are_the_same_bytes_everywhere() -> None:
    digest = hashlib.sha256(b"".join(write_ppm(image.pixels) for image in drawn_images())).hexdigest()
    assert digest == "c8f547183151c408259537a09d0c4ea729ceaeea2e11cea3969b2225537a42fe"


def test_the_drawn_scenes_cover_what_preprocessing_can_get_wrong() -> None:
    images = drawn_images()
    assert {image.rotation for image in images} == {0, 90, 180, 270}
    sides = [image.pixels.shape[:2] for image in images]
    assert (500, 333) in sides
    assert any(h > w for h, w in sides) and any(h < w for h, w in sides)
    assert any(h % 2 for h, _ in sides) and any(w % 2 for _, w in sides)
    assert any(np.ptp(image.pixels, axis=2).max() == 0 for image in images)
    assert sum(len(write_ppm(image.pixels)) for image in images) < MAX_BYTES / 2
    assert all(image.pixels.std() > 20 for image in images)


def photos(folder: Path, count: int, side: int = 40) -> Path:
    folder.mkdir(exist_ok=True)
    rng = np.random.default_rng(0)
    for k in range(count):
        Image.fromarray(rng.integers(0, 256, (side, side + 3, 3), np.uint8)).save(folder / f"photo {k:02d}.png")
    return folder


def test_the_users_pictures_are_kept_in_order_and_turned_back_upright(tmp_path: Path) -> None:
    folder = photos(tmp_path, 6)
    images = read_golden_folder(folder)
    assert [image.name for image in images] == [f"{k:02d}-photo_{k:02d}" for k in range(6)]
    assert {image.rotation for image in images} == {0, 90, 180, 270}
    for k, image in enumerate(images):
        assert np.array_equal(upright(image.pixels, image.rotation), load_image(folder / f"photo {k:02d}.png"))


def test_large_pictures_are_scaled_into_the_limit(tmp_path: Path) -> None:
    images = read_golden_folder(photos(tmp_path, 4, 800))
    total = sum(len(write_ppm(image.pixels)) for image in images)
    assert 0.9 * MAX_BYTES < total < MAX_BYTES


def test_scaling_down_keeps_the_aspect_ratio_and_small_pictures_whole() -> None:
    tall = np.zeros((400, 100, 3), np.uint8)
    assert shrunk(tall, 120_000) is tall
    assert shrunk(tall, 30_000).shape == (200, 50, 3)


def test_too_many_or_no_pictures_have_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MobileKitError, match="holds no images"):
        read_golden_folder(tmp_path)
    with pytest.raises(MobileKitError, match="holds 33 images; a bundle carries at most 32"):
        read_golden_folder(photos(tmp_path, 33, 4))


def test_confident_pictures_of_every_class_come_first() -> None:
    scores = np.float32([[0.9, 0.1, 0], [0.8, 0.2, 0], [0.1, 0.3, 0.2], [0.95, 0, 0], [0, 0.1, 0.15]])
    assert confident_rows(scores, 3) == [3, 2, 4]
    assert confident_rows(scores, 5) == [3, 2, 4, 0, 1]


class OneClassForEachBrightness:
    """Stands in for a source: class k answers to mean brightness 25 k."""

    classes = 10
    activation = "softmax"

    def predict(self, batch):
        near = -np.abs(batch.mean((1, 2, 3))[:, None] / 25 - np.arange(10))
        return (np.exp(near) / np.exp(near).sum(1, keepdims=True)).astype(np.float32)


def test_pictures_are_picked_to_cover_the_classes(tmp_path: Path) -> None:
    for k in range(40):
        Image.new("RGB", (8, 8), (25 * (k // 4),) * 3).save(tmp_path / f"{k:02d}.png")
    rule = Preprocessing((8, 8), mean=(0.0,) * 3, std=(1.0,) * 3)
    images = pick_golden(tmp_path, OneClassForEachBrightness(), rule)  # type: ignore[arg-type]
    assert len(images) == 16
    assert {int(image.pixels[0, 0, 0]) // 25 for image in images} == set(range(10))


@pytest.fixture(scope="module")
def kit_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small net over colours, with the ``mobilekit.json`` that train writes: three classes, one a channel."""
    import keras

    from mobilekit.train.export import pack

    folder = tmp_path_factory.mktemp("kit")
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.DepthwiseConv2D(3),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, "softmax"),
        ]
    )
    depthwise = np.full((3, 3, 3, 1), 1 / 9, np.float32)
    model.layers[0].set_weights([depthwise, np.zeros(3, np.float32)])
    model.layers[2].set_weights([np.eye(3, dtype=np.float32) * 6, np.zeros(3, np.float32)])
    model.save(folder / "saved.keras")
    rule = {"size": [32, 32], "crop_fraction": 0.875, "mean": [127.5] * 3, "std": [127.5] * 3}
    pack(folder / "saved.keras", folder / "kit.keras", {"preprocessing": rule, "labels": ["r", "g", "b"]})
    return folder / "kit.keras"


@pytest.mark.slow
def test_synthesised_pictures_land_between_7_and_9_tenths_in_their_class(kit_model: Path, tmp_path: Path) -> None:
    from mobilekit.golden.synthesis import write_assets
    from mobilekit.preprocess import to_tensor
    from mobilekit.reference import reference_outputs
    from mobilekit.sources.keras import load

    write_assets(kit_model, tmp_path)
    rows = json.loads((tmp_path / "index.json").read_text())
    assert [row["name"] for row in rows[:3]] == ["class-00", "class-01", "class-02"]
    assert len({row["rotation"] for row in rows}) == 4
    source, rule = load(kit_model), Preprocessing((32, 32))
    total = 0
    for row in rows:
        pixels = load_image(tmp_path / f"{row['name']}.png")
        total += len(write_ppm(pixels))
        scores = reference_outputs(source, to_tensor(pixels, rule, row["rotation"])[None], rule)[0]
        assert math.isclose(scores.max(), row["confidence"], abs_tol=1e-4)
        assert int(scores.argmax()) == row["top1"]
        if row["name"].startswith("class-"):
            assert int(row["name"][-2:]) == row["top1"]
            assert 0.69 <= row["confidence"] <= 0.91
    assert total < MAX_BYTES


def test_a_class_that_cannot_be_reached_is_named(kit_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mobilekit.golden import synthesis
    from mobilekit.sources.keras import load

    monkeypatch.setattr(synthesis, "STEPS", 1)
    with pytest.raises(MobileKitError, match="No picture could be synthesised for class 0 in 1 steps"):
        synthesis.synthesise(load(kit_model), Preprocessing((32, 32)), [0, 1])
