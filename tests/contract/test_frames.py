import hashlib
import json

import numpy as np
import pytest

from mobilekit.contract.frames import FRAMES, Frame, memory, pixels, row_strides, yuv_to_rgb
from mobilekit.contract.refusals import FOLDER

SOME = [frame for frame in FRAMES if frame.width < 100][::7]


def chroma_at(frame, buffers, x, y):
    """U and V of a pixel, found in the memory a byte at a time."""
    stride = row_strides(frame)[1]
    if frame.layout == "planar":
        return tuple(plane[y // 2 * stride + x // 2] for plane in buffers[1:])
    first, second = (buffers[1][y // 2 * stride + x // 2 * 2 + byte] for byte in (0, 1))
    return (first, second) if frame.layout == "uv" else (second, first)


def pixel_at(frame, buffers, x, y):
    """README.md's rules again, in Python's own integers."""
    stride = row_strides(frame)[0]
    if frame.layout == "rgba":
        return tuple(buffers[0][y * stride + 4 * x : y * stride + 4 * x + 3])
    luma = buffers[0][y * stride + x] * 65536 + 32768
    u, v = (sample - 128 for sample in chroma_at(frame, buffers, x, y))
    sums = (luma + 91881 * v, luma - 22554 * u - 46802 * v, luma + 116130 * u)
    return tuple(min(255, max(0, total // 65536)) for total in sums)


@pytest.mark.parametrize("frame", SOME, ids=str)
def test_pixels_are_what_the_memory_says(frame):
    buffers, (left, top, right, bottom) = memory(frame), frame.rectangle
    expected = [[pixel_at(frame, buffers, x, y) for x in range(left, right)] for y in range(top, bottom)]
    assert np.array_equal(pixels(frame), np.array(expected, np.uint8))


def test_primaries_are_bt_601_full_range():
    """JFIF's own triples: white, black, grey, red, green, blue."""
    triples = {(255, 128, 128): (255, 255, 255), (0, 128, 128): (0, 0, 0), (77, 128, 128): (77, 77, 77)}
    triples |= {(76, 85, 255): (254, 0, 0), (150, 44, 21): (0, 255, 1), (29, 255, 107): (0, 0, 254)}
    for (y, u, v), rgb in triples.items():
        planes = (np.array([[value]], np.uint8) for value in (y, u, v))
        assert yuv_to_rgb(*planes).ravel().tolist() == pytest.approx(rgb, abs=0)


def test_each_sum_is_within_a_half_of_the_real_formula():
    y, u, v = (
        np.arange(256, dtype=np.uint8).reshape(1, -1)[:, order]
        for order in (slice(None), slice(None, None, -1), np.arange(256) * 7 % 256)
    )
    wide = [np.repeat(np.repeat(plane, 2, 0), 2, 1) for plane in (y,)][0]
    got = yuv_to_rgb(wide, u, v)[0, ::2].astype(float)
    cb, cr = u[0].astype(float) - 128, v[0].astype(float) - 128
    real = np.stack([y[0] + 1.402 * cr, y[0] - 0.344136 * cb - 0.714136 * cr, y[0] + 1.772 * cb], -1).clip(0, 255)
    assert np.abs(got - real).max() <= 0.51


def test_frames_cover_what_they_are_for():
    assert {frame.layout for frame in FRAMES} == {"rgba", "planar", "uv", "vu"}
    for layout in ("rgba", "planar", "uv", "vu"):
        mine = [frame for frame in FRAMES if frame.layout == layout]
        assert {frame.rotation for frame in mine} == {0, 90, 180, 270}
        assert {frame.padding > 0 for frame in mine} == {True, False}
        assert {(frame.width % 2, frame.height % 2) for frame in mine} >= {(0, 0), (1, 1), (1, 0), (0, 1)}
        assert {frame.rectangle[0] % 2 for frame in mine if frame.crop} == {0, 1}


def test_stored_memory_is_of_the_stated_strides():
    rows = json.loads((FOLDER / "vectors" / "frames.json").read_text())["frames"]
    for row, frame in zip(rows, FRAMES, strict=True):
        assert (row["row_stride"], row["chroma_row_stride"]) == row_strides(frame)
        assert row["memory_sha256"] == hashlib.sha256(b"".join(memory(frame))).hexdigest()


def test_a_wrong_stride_would_be_seen():
    """The vectors' own control: read as if rows were not padded, the picture is another one."""
    frame = Frame("rgba", 8, 5, padding=4)
    tight = np.frombuffer(memory(frame)[0][: 8 * 5 * 4], np.uint8).reshape(5, 8, 4)[..., :3]
    assert not np.array_equal(tight, pixels(frame))
