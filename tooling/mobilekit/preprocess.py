"""Image to network input, bit-exact: the same integers in Python, Kotlin and Swift.

The order of the two passes is part of the contract. ``Image.resize`` with a box does not fix it (Pillow 13 goes
vertical first for tall pictures, 12 for very tall ones, 10 and 11 never), so each pass is its own call, horizontal
first; the bytes are then the same under every Pillow from 10.4 to 13.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from mobilekit.decoding import Pixels as Pixels
from mobilekit.decoding import decode

IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".ppm"})
"""Endings of the files that a folder of pictures is read for."""


@dataclass(frozen=True)
class Preprocessing:
    """What happens between an upright RGB picture and the network, as numbers.

    Attributes:
        size: (height, width) of the network's input, pixels.
        crop_fraction: share of the picture's limiting side that the centre crop keeps, in (0, 1].
        mean: per channel, on the 0..255 scale, in RGB order whatever ``color_order`` says.
        std: per channel, on the 0..255 scale, in RGB order likewise.
        color_order: ``RGB`` or ``BGR``: the order in which the network takes the normalised channels.
        resize: the only rule so far: Pillow's 8-bit antialiased bilinear, horizontal pass first.
    """

    size: tuple[int, int]
    crop_fraction: float = 0.875
    mean: tuple[float, ...] = (127.5, 127.5, 127.5)
    std: tuple[float, ...] = (127.5, 127.5, 127.5)
    color_order: str = "RGB"
    resize: str = "pillow_bilinear_horizontal_first"

    @property
    def fits_image_inputs(self) -> bool:
        """Whether a phone's image input can do the normalisation; where not, it becomes part of the graph.

        Core ML's ImageType takes one scale for all channels, MediaPipe refuses a std per channel, and neither
        platform's camera gives BGR.
        """
        return len(set(self.std)) == 1 and self.color_order == "RGB"


def load_image(path: Path) -> Pixels:
    """Decode a picture to upright (H, W, 3) uint8 RGB, by the rules of ``decoding.decode``.

    Raises:
        MobileKitError: the file gives no picture, or one that is too large.
    """
    return decode(path).pixels


def upright(pixels: Pixels, rotation: int) -> Pixels:
    """Turn (H, W, 3) pixels ``rotation`` degrees clockwise (0, 90, 180 or 270)."""
    return np.ascontiguousarray(np.rot90(pixels, -rotation // 90))


def crop_box(height: int, width: int, rule: Preprocessing) -> tuple[int, int, int, int]:
    """The centre crop (x0, y0, x1, y1) in whole pixels: the input's aspect ratio, the limiting side scaled.

    The limiting side is ``int(crop_fraction * side)``; for a non-square input the other is ``int(that * ratio)``.
    """
    out_h, out_w = rule.size
    if width * out_h >= height * out_w:
        box_h = max(1, int(rule.crop_fraction * height))
        box_w = max(1, min(width, int(box_h * (out_w / out_h))))
    else:
        box_w = max(1, int(rule.crop_fraction * width))
        box_h = max(1, min(height, int(box_w * (out_h / out_w))))
    x0, y0 = (width - box_w) // 2, (height - box_h) // 2
    return x0, y0, x0 + box_w, y0 + box_h


def to_tensor(pixels: Pixels, rule: Preprocessing, rotation: int = 0) -> Pixels:
    """(H, W, 3) uint8 RGB as stored -> (size[0], size[1], 3) uint8 RGB: rotate, centre crop, resize."""
    turned = upright(pixels, rotation)
    height, width = turned.shape[:2]
    x0, y0, x1, y1 = crop_box(height, width, rule)
    out_h, out_w = rule.size
    image = Image.fromarray(turned)
    image = image.resize((out_w, height), Image.Resampling.BILINEAR, box=(x0, 0, x1, height))
    image = image.resize((out_w, out_h), Image.Resampling.BILINEAR, box=(0, y0, out_w, y1))
    return np.asarray(image)


def normalise(tensor: Pixels, rule: Preprocessing) -> npt.NDArray[np.float32]:
    """(..., 3) uint8 RGB -> float32 ``(x - mean) / std`` in the network's channel order."""
    mean, std = np.asarray(rule.mean, np.float32), np.asarray(rule.std, np.float32)
    values = (tensor.astype(np.float32) - mean) / std
    return values if rule.color_order == "RGB" else np.ascontiguousarray(values[..., ::-1])
