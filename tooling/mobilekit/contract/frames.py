"""Camera frames as memory: what the vectors of ``frames.json`` are made of.

README.md, "Camera frames", has the same rules in words for the readers in Kotlin and Swift.
"""

from __future__ import annotations

from itertools import cycle, product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mobilekit.contract.pictures import picture
from mobilekit.preprocess import Pixels

Rectangle = tuple[int, int, int, int]
Bytes = npt.NDArray[np.uint8]

GAP = 165
"""Every byte of a buffer that belongs to no pixel."""


class Frame(NamedTuple):
    """One frame and what is asked of it.

    Attributes:
        layout: ``rgba``, or where the chroma of a YUV frame is: ``planar`` | ``uv`` | ``vu``.
        width: as stored, pixels.
        height: as stored, pixels.
        padding: bytes between the end of a row and the next one's start.
        crop: left, top, right, bottom in stored pixels; None for all.
        rotation: degrees clockwise to upright, after the crop.
        size: (height, width) of the tensor.
        pattern: of the picture that the frame is made of.
        seed: of that picture.
    """

    layout: str
    width: int
    height: int
    padding: int = 0
    crop: Rectangle | None = None
    rotation: int = 0
    size: tuple[int, int] = (32, 32)
    pattern: str = "noise"
    seed: int = 1

    @property
    def rectangle(self) -> Rectangle:
        """The crop, or the whole frame."""
        return self.crop or (0, 0, self.width, self.height)


def row_strides(frame: Frame) -> tuple[int, int]:
    """Bytes from row to row: of RGBA or luma, and of chroma (0 for RGBA)."""
    if frame.layout == "rgba":
        return 4 * frame.width + frame.padding, 0
    sample = 1 if frame.layout == "planar" else 2
    return frame.width + frame.padding, sample * ((frame.width + 1) // 2) + frame.padding


def memory(frame: Frame) -> list[bytes]:
    """The buffers: RGBA; or luma, U, V; or luma and interleaved chroma."""
    luma_stride, chroma_stride = row_strides(frame)
    if frame.layout == "rgba":
        pixels = picture(frame.pattern, frame.width, frame.height, frame.seed)
        return [_padded(np.concatenate([pixels, 255 - pixels[..., :1]], -1), luma_stride)]
    luma, u, v = planes(frame)
    if frame.layout == "planar":
        return [_padded(luma, luma_stride), _padded(u, chroma_stride), _padded(v, chroma_stride)]
    pair = (u, v) if frame.layout == "uv" else (v, u)
    return [_padded(luma, luma_stride), _padded(np.stack(pair, -1), chroma_stride)]


def planes(frame: Frame) -> tuple[Bytes, Bytes, Bytes]:
    """Luma (height, width), then U and V (half, rounded up): channels of two pictures."""
    luma = picture(frame.pattern, frame.width, frame.height, frame.seed)[..., 0]
    half = (frame.width + 1) // 2, (frame.height + 1) // 2
    chroma = picture(frame.pattern, *half, (frame.seed + 1) % 2**32)
    return luma, chroma[..., 1], chroma[..., 2]


def pixels(frame: Frame) -> Pixels:
    """(H, W, 3) uint8 RGB of the crop, not yet turned."""
    if frame.layout == "rgba":
        whole = picture(frame.pattern, frame.width, frame.height, frame.seed)
    else:
        whole = yuv_to_rgb(*planes(frame))
    left, top, right, bottom = frame.rectangle
    return np.ascontiguousarray(whole[top:bottom, left:right])


def yuv_to_rgb(luma: Bytes, u: Bytes, v: Bytes) -> Pixels:
    """BT.601 full range: (H, W), and two planes of half the size rounded up, -> (H, W, 3) uint8 RGB.

    The factors are those of JFIF (ITU-T T.871, clause 7: 1.402, 0.344136, 0.714136, 1.772) times 2^16, rounded.
    """
    height, width = luma.shape
    rows, columns = np.arange(height) // 2, np.arange(width) // 2
    y = luma.astype(np.int32) * 65536 + 32768
    cb, cr = (plane[rows][:, columns].astype(np.int32) - 128 for plane in (u, v))
    sums = (y + 91881 * cr, y - 22554 * cb - 46802 * cr, y + 116130 * cb)
    return np.asarray(np.stack([np.clip(total >> 16, 0, 255) for total in sums], -1), np.uint8)


def _padded(rows: Bytes, stride: int) -> bytes:
    """Rows ``stride`` bytes apart; the last one ends with its last pixel."""
    flat = rows.reshape(len(rows), -1)
    wide = np.full((len(flat), stride), GAP, np.uint8)
    wide[:, : flat.shape[1]] = flat
    return wide.tobytes()[: (len(flat) - 1) * stride + flat.shape[1]]


ROTATIONS = (0, 90, 180, 270)
PADDINGS = (0, 4, 64, 13)
SIZES = ((64, 48), (63, 47), (33, 50), (2, 3), (1, 1))
CROPS = ((10, 6, 50, 40), (9, 7, 40, 46), (0, 1, 64, 47))


def _frames() -> list[Frame]:
    """Every layout at every turn, with sizes odd and even, rows padded, and crops that begin on odd pixels."""
    padding = cycle(PADDINGS)
    layouts = ("rgba", "planar", "uv", "vu")
    whole = [
        Frame(layout, width, height, next(padding), None, turn, seed=width + turn)
        for layout, (width, height), turn in product(layouts, SIZES, ROTATIONS)
    ]
    cropped = [
        Frame(layout, 64, 48, next(padding), crop, turn, (24, 40), "scene", turn)
        for layout, crop, turn in product(layouts, CROPS, ROTATIONS)
    ]
    cameras = [
        Frame(layout, 640, 480, 0, None, turn, (224, 224), "scene", 3)
        for layout in ("rgba", "uv")
        for turn in (90, 270)
    ]
    extremes = [Frame(layout, 20, 14, 2, None, 0, (14, 20), "checker", seed) for layout in layouts for seed in (0, 1)]
    return [*whole, *cropped, *cameras, *extremes]


FRAMES = _frames()
