"""Files of every kind: the same picture whatever they are made of, or one sentence that says why not."""

from __future__ import annotations

import threading
import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from mobilekit import decoding
from mobilekit.decoding import Undecodable, decode
from mobilekit.preprocess import load_image
from odd_pictures import BROKEN, KINDS, photo, png_of_16_bits, quadrants, saved, wide_grey

LOSSY = {"jpeg", "cmyk", "ycck", "mpo"}

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")


def written(folder: Path, suffix: str, data: bytes) -> Path:
    path = folder / f"picture.{suffix}"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_shows_the_same_picture_and_names_what_it_needed(tmp_path: Path, kind: str) -> None:
    suffix, make, conversions = KINDS[kind]
    decoded = decode(written(tmp_path, suffix, make()))
    assert decoded.conversions == conversions
    assert decoded.pixels.dtype == np.uint8
    assert np.abs(decoded.pixels.astype(int) - quadrants()).max() <= (2 if kind in LOSSY else 0)


@pytest.mark.parametrize("kind", BROKEN)
def test_every_broken_kind_is_refused_with_its_reason(tmp_path: Path, kind: str) -> None:
    suffix, make, reason = BROKEN[kind]
    path = written(tmp_path, suffix, make())
    with pytest.raises(Undecodable) as caught:
        decode(path)
    assert caught.value.reason == reason
    assert caught.value.message == f"{path} {reason}."


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_16_bits_become_8_by_their_high_byte_in_grey_as_in_colour(tmp_path: Path, channels: int) -> None:
    decoded = decode(written(tmp_path, "png", png_of_16_bits(channels)))
    assert "16 bits a channel" in decoded.conversions
    assert np.array_equal(decoded.pixels, np.repeat((wide_grey() >> 8).astype(np.uint8)[..., None], 3, axis=2))


def test_16_bits_of_a_grey_map_become_8_too(tmp_path: Path) -> None:
    data = b"P5 5 3 65535\n" + wide_grey().astype(">u2").tobytes()
    decoded = decode(written(tmp_path, "ppm", data))
    assert decoded.conversions == ("16 bits a channel", "grey")
    assert np.array_equal(decoded.pixels[..., 0], (wide_grey() >> 8).astype(np.uint8))


def test_pillows_own_conversion_would_clip_16_bit_grey(tmp_path: Path) -> None:
    with Image.open(written(tmp_path, "png", png_of_16_bits(1))) as image:
        clipped = np.asarray(image.convert("RGB"))
    assert (clipped[wide_grey() > 255] == 255).all()


@pytest.mark.parametrize("mode", ["1", "L", "LA"])
def test_grey_is_repeated(tmp_path: Path, mode: str) -> None:
    image = photo().convert("L").convert(mode)
    pixels = decode(written(tmp_path, "png", saved(image, "PNG"))).pixels
    assert np.array_equal(pixels, np.repeat(np.asarray(image.convert("L"))[..., None], 3, axis=2))


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Image, "open", refuse)
    with pytest.raises(Undecodable) as caught:
        decode(tmp_path / "a.png")
    assert caught.value.reason == "may not be read"


@pytest.mark.parametrize("error", [IndexError, KeyError, OverflowError, ZeroDivisionError, TypeError])
def test_whatever_a_reader_trips_over_is_a_broken_file(tmp_path: Path, monkeypatch, error: type[Exception]) -> None:
    monkeypatch.setattr(ImageOps, "exif_transpose", lambda _: (_ for _ in ()).throw(error()))
    with pytest.raises(Undecodable, match="cannot be read as an image"):
        decode(written(tmp_path, "png", saved(photo(), "PNG")))


def test_memory_that_runs_out_is_not_the_files_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageOps, "exif_transpose", lambda _: (_ for _ in ()).throw(MemoryError()))
    with pytest.raises(MemoryError):
        decode(written(tmp_path, "png", saved(photo(), "PNG")))


def test_a_file_damaged_anywhere_is_a_picture_or_refused(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for suffix, make, _ in (KINDS[kind] for kind in ("jpeg", "gif", "webp", "apng", "palette", "turned 6")):
        data = make()
        for _ in range(60):
            damaged = bytearray(data)
            for at in rng.integers(0, len(data), 3):
                damaged[at] = rng.integers(0, 256)
            try:
                assert decode(written(tmp_path, suffix, bytes(damaged))).pixels.shape[2] == 3
            except Undecodable as error:
                assert error.reason


def test_threads_leave_the_filters_of_warnings_as_they_were(tmp_path: Path) -> None:
    path = written(tmp_path, "png", saved(photo(), "PNG"))
    before = list(warnings.filters)
    threads = [threading.Thread(target=lambda: [decode(path) for _ in range(50)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(warnings.filters) == before


def test_load_image_is_the_same_decoder(tmp_path: Path) -> None:
    path = written(tmp_path, "png", png_of_16_bits(3))
    assert np.array_equal(load_image(path), decode(path).pixels)


def test_a_picture_of_the_largest_size_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "png", saved(Image.new("RGB", (3, 2)), "PNG"))
    monkeypatch.setattr(decoding, "MAX_PIXELS", 6)
    monkeypatch.setattr(decoding, "MAX_SIDE", 3)
    assert decode(path).pixels.shape == (2, 3, 3)
    monkeypatch.setattr(decoding, "MAX_SIDE", 2)
    with pytest.raises(Undecodable, match="has a side of more than 2 pixels"):
        decode(path)


@pytest.mark.needs_testdata
def test_photographs_decode_to_the_bytes_that_they_always_had(testdata: Path) -> None:
    for path in sorted((testdata / "imagenet_photos").glob("*.jp*g"))[::25]:
        with Image.open(path) as image:
            plain = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
        assert np.array_equal(load_image(path), plain)
