import hashlib
import json
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

import reference_preprocess as reference
from mobilekit import decoding
from mobilekit.contract.pictures import picture
from mobilekit.contract.refusals import FOLDER
from mobilekit.errors import MobileKitError
from mobilekit.preprocess import Preprocessing, crop_box, load_image, normalise, to_tensor, upright

VECTORS = json.loads((FOLDER / "vectors" / "preprocess.json").read_text())["tensors"]
INPUTS = json.loads((FOLDER / "vectors" / "input.json").read_text())["inputs"]
FAULTS = ["vertical_first", "cropped_first", "not_antialiased", "turned_counterclockwise"]


def pixels_of(vector):
    return picture(vector["pattern"], vector["width"], vector["height"], vector["seed"])


def hash_by(function, vector):
    tensor = function(pixels_of(vector), tuple(vector["size"]), vector["crop_fraction"], vector["rotation"])
    return hashlib.sha256(np.ascontiguousarray(tensor).tobytes()).hexdigest()


def by_the_kit(pixels, size, fraction, rotation):
    return to_tensor(pixels, Preprocessing(size, fraction), rotation)


def test_kit_gives_every_golden_vector():
    assert [hash_by(by_the_kit, v) for v in VECTORS] == [v["sha256"] for v in VECTORS]


def test_implementation_of_the_contract_without_pillow_gives_every_golden_vector():
    wrong = [v["id"] for v in VECTORS if hash_by(reference.to_tensor, v) != v["sha256"]]
    assert wrong == []


def test_crop_boxes_are_the_vectors_boxes():
    for vector in VECTORS:
        turned = reference.rotate(pixels_of(vector), vector["rotation"])
        size, fraction = tuple(vector["size"]), vector["crop_fraction"]
        assert reference.box_of(*turned.shape[:2], size, fraction) == tuple(vector["box"])
        assert crop_box(*turned.shape[:2], Preprocessing(size, fraction)) == tuple(vector["box"])


def test_sizes_at_which_pillow_changes_its_order_are_among_the_vectors():
    sizes = {(v["width"], v["height"], *v["size"]) for v in VECTORS}
    assert {(333, 500, 224, 224), (720, 1280, 224, 224), (640, 480, 224, 224)} <= sizes
    assert len(VECTORS) >= 320


@pytest.mark.parametrize("fault", FAULTS)
def test_seeded_fault_is_caught_by_many_vectors(fault):
    some = VECTORS[:20] + VECTORS[-60:]
    caught = sum(hash_by(getattr(reference, fault), v) != v["sha256"] for v in some)
    assert caught >= 20


@pytest.mark.parametrize("size", [(333, 500), (720, 1280)])
def test_vertical_first_moves_values_by_one_at_the_sizes_where_pillow_13_does_it(size):
    pixels = picture("scene", *size, 1)
    moved = np.abs(
        reference.vertical_first(pixels, (224, 224), 0.875).astype(int) - to_tensor(pixels, Preprocessing((224, 224)))
    )
    assert moved.max() == 1
    assert 0.01 < (moved > 0).mean() < 0.3


def test_every_vector_notices_one_changed_pixel_or_does_not_read_it():
    vector = next(v for v in VECTORS if v["rotation"] == 90 and v["pattern"] == "noise")
    pixels = pixels_of(vector)
    pixels[vector["height"] // 2, vector["width"] // 2] ^= 128
    changed = by_the_kit(pixels, tuple(vector["size"]), vector["crop_fraction"], 90)
    assert hashlib.sha256(changed.tobytes()).hexdigest() != vector["sha256"]


def test_rotation_is_clockwise():
    corners = np.zeros((2, 3, 3), np.uint8)
    corners[0, 0] = 1  # top left
    assert upright(corners, 90).shape == (3, 2, 3)
    assert upright(corners, 90)[0, 1, 0] == 1
    assert upright(corners, 180)[1, 2, 0] == 1
    assert upright(corners, 270)[2, 0, 0] == 1


@pytest.mark.parametrize("row", range(len(INPUTS)))
def test_normalised_floats_are_the_vectors(row):
    vector = INPUTS[row]
    rule = Preprocessing((1, 1), 1.0, tuple(vector["mean"]), tuple(vector["std"]), vector["color_order"])
    values = normalise(pixels_of(vector), rule)
    assert values.dtype == np.float32
    assert hashlib.sha256(values.astype("<f4").tobytes()).hexdigest() == vector["float32_sha256"]


def test_normalising_in_double_would_be_another_vector():
    vector = INPUTS[1]
    exact = (pixels_of(vector).astype(float) - vector["mean"]) / vector["std"]
    assert hashlib.sha256(exact.astype("<f4").tobytes()).hexdigest() != vector["float32_sha256"]


def test_normalise_has_means_in_rgb_order_and_then_gives_the_channels_in_the_networks():
    rule = Preprocessing((1, 1), mean=(0.0, 0.0, 10.0), std=(1.0, 2.0, 5.0), color_order="BGR")
    assert normalise(np.array([[[8, 40, 20]]], np.uint8), rule).tolist() == [[[2.0, 20.0, 8.0]]]


def quadrants():
    """Red, green over blue, white: tells all eight EXIF orientations apart."""
    pixels = np.zeros((16, 24, 3), np.uint8)
    pixels[:8, :12, 0] = pixels[:8, 12:, 1] = pixels[8:, :12, 2] = 255
    pixels[8:, 12:] = 255
    return pixels


@pytest.mark.parametrize("orientation", range(1, 9))
def test_load_image_turns_by_exif(tmp_path, orientation):
    stored = {
        1: lambda p: p,
        2: lambda p: p[:, ::-1],
        3: lambda p: p[::-1, ::-1],
        4: lambda p: p[::-1],
        5: lambda p: p.transpose(1, 0, 2),
        6: lambda p: p.transpose(1, 0, 2)[::-1],
        7: lambda p: p.transpose(1, 0, 2)[::-1, ::-1],
        8: lambda p: p.transpose(1, 0, 2)[:, ::-1],
    }[orientation](quadrants())
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(np.ascontiguousarray(stored)).save(tmp_path / "a.png", exif=exif)
    assert np.array_equal(load_image(tmp_path / "a.png"), quadrants())


def test_load_image_drops_alpha_and_does_not_blend_it(tmp_path):
    pixels = np.full((4, 5, 4), 200, np.uint8)
    pixels[..., 3] = 0
    Image.fromarray(pixels).save(tmp_path / "a.png")
    assert (load_image(tmp_path / "a.png") == 200).all()


def test_load_image_repeats_grey(tmp_path):
    grey = np.arange(20, dtype=np.uint8).reshape(4, 5)
    Image.fromarray(grey).save(tmp_path / "a.png")
    assert np.array_equal(load_image(tmp_path / "a.png"), np.repeat(grey[..., None], 3, axis=2))


@pytest.mark.parametrize("transparent", [False, True])
def test_load_image_looks_colours_up_in_a_palette(tmp_path, transparent):
    image = Image.fromarray(quadrants()).quantize(4)
    image.save(tmp_path / "a.png", **({"transparency": 0} if transparent else {}))
    assert np.array_equal(load_image(tmp_path / "a.png"), quadrants())


def png_that_claims(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_001, 10_000), (30_000, 30_000)])
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_load_image_refuses_a_bomb_before_decoding_it(tmp_path, size):
    (tmp_path / "bomb.png").write_bytes(png_that_claims(*size))
    with pytest.raises(MobileKitError) as caught:
        load_image(tmp_path / "bomb.png")
    assert caught.value.message == f"{tmp_path / 'bomb.png'} is larger than 100 megapixels."
    assert caught.value.remedy == "Scale it down or remove it."


@pytest.mark.parametrize("extension", ["jpg", "png"])
def test_load_image_refuses_a_truncated_file(tmp_path, extension):
    path = tmp_path / f"a.{extension}"
    Image.fromarray(picture("noise", 64, 64, 1)).save(path)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(MobileKitError) as caught:
        load_image(path)
    assert caught.value.message == f"{path} cannot be read as an image."


@pytest.mark.parametrize("data", [b"", b"not an image", b"\x89PNG\r\n\x1a\n", png_that_claims(4, 4)[:30]])
def test_load_image_refuses_what_is_no_image(tmp_path, data):
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(MobileKitError, match="cannot be read as an image"):
        load_image(tmp_path / "a.png")


def test_load_image_takes_a_picture_of_the_largest_size(tmp_path, monkeypatch):
    monkeypatch.setattr(decoding, "MAX_PIXELS", 6)
    Image.new("RGB", (3, 2)).save(tmp_path / "a.png")
    assert load_image(tmp_path / "a.png").shape == (2, 3, 3)
    monkeypatch.setattr(decoding, "MAX_PIXELS", 5)
    with pytest.raises(MobileKitError):
        load_image(tmp_path / "a.png")
