"""Picture files to upright 8-bit RGB: the one decoder, made for files that nobody vouches for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from mobilekit.errors import MobileKitError

Pixels = npt.NDArray[np.uint8]

FORMATS = ("JPEG", "PNG", "BMP", "WEBP", "PPM", "GIF")
"""What a file may hold, whatever its suffix. Pillow would open dozens more, EPS by starting Ghostscript."""

MAX_PIXELS = 100_000_000
"""Largest picture decoded, in pixels: above today's phone cameras (50 MP), below a decompression bomb."""

MAX_SIDE = 65_535
"""Longest side decoded, in pixels: the longest a JPEG can have. The first pass of a resize is as tall as the picture,
so that a PNG of 1 x 100,000,000 (12 kB) would take 90 GB."""

SIXTEEN_BITS = 65_535

ORIENTATION = 0x0112
"""EXIF tag."""


class Undecodable(MobileKitError):
    """A file that gives no picture.

    Attributes:
        reason: the sentence's predicate, without the file's name: for counting files with the same trouble.
    """

    def __init__(self, path: Path, reason: str, *, remedy: str) -> None:
        super().__init__(f"{path} {reason}.", remedy=remedy)
        self.reason = reason


@dataclass(frozen=True)
class Decoded:
    """A picture as the network's preprocessing takes it.

    Attributes:
        pixels: (H, W, 3) uint8 RGB, upright.
        conversions: rows of ``CONVERSIONS`` that the file needed.
    """

    pixels: Pixels
    conversions: tuple[str, ...]


def decode(path: Path) -> Decoded:
    """Decode the first frame of a picture.

    EXIF rotation is applied, alpha dropped (not blended), grey repeated, a palette looked up. CMYK becomes RGB by
    ``(255 - ink) * (255 - black) / 255``; colour profiles are not applied. 16 bits become 8 by their high byte, as
    libpng's ``png_set_strip_16`` does it: Pillow does so itself for a colour PNG, but would clip grey at 255.

    Raises:
        Undecodable: no picture, truncated, of a kind without an 8-bit meaning, not permitted to be read, or larger
            than ``MAX_PIXELS`` or ``MAX_SIDE``.
    """
    try:
        with Image.open(path, formats=FORMATS) as image:
            _require_size(path, image.width, image.height)
            found = conversions_of(image)
            return Decoded(_rgb(ImageOps.exif_transpose(image)), found)
    except (Undecodable, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(path) from error
    except PermissionError as error:
        raise Undecodable(path, "may not be read", remedy="Change its permissions, or remove it.") from error
    # Pillow's readers raise whatever a damaged header leads them to: struct.error, IndexError, OverflowError...
    except Exception as error:
        raise Undecodable(
            path, "cannot be read as an image", remedy="Remove it, or save it again as PNG or JPEG."
        ) from error


def pixels_of(image: Image.Image) -> Pixels:
    """(H, W, 3) uint8 RGB, upright, of a picture that is open already: the rules of ``decode``.

    Raises:
        MobileKitError: a kind of picture without an 8-bit meaning, or a damaged one.
    """
    try:
        return _rgb(ImageOps.exif_transpose(image))
    except (OSError, ValueError) as error:
        raise MobileKitError(
            f"The picture (mode {image.mode}) has no 8-bit RGB: {error}.", remedy="Convert it to RGB first."
        ) from error


def conversions_of(image: Image.Image) -> tuple[str, ...]:
    """The rows of ``CONVERSIONS`` that an opened, not yet decoded picture needs."""
    return tuple(name for name, needed in CONVERSIONS.items() if needed(image))


def _require_size(path: Path, width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise _too_large(path)
    if max(width, height) > MAX_SIDE:
        raise Undecodable(path, f"has a side of more than {MAX_SIDE} pixels", remedy="Cut it into pieces or remove it.")
    if min(width, height) == 0:
        raise Undecodable(path, "has no pixels", remedy="Remove it.")


def _too_large(path: Path) -> Undecodable:
    reason = f"is larger than {MAX_PIXELS // 10**6} megapixels"
    return Undecodable(path, reason, remedy="Scale it down or remove it.")


def _rgb(image: Image.Image) -> Pixels:
    if image.mode == "F":
        raise ValueError("floating-point values have no white")
    if image.mode.startswith("I"):
        return np.repeat(_high_bytes(np.asarray(image))[..., None], 3, axis=2)
    return np.asarray(image.convert("RGB"))


def _high_bytes(values: npt.NDArray[Any]) -> Pixels:
    """(H, W) whole numbers in 0..65535 -> uint8."""
    if values.min() < 0 or values.max() > SIXTEEN_BITS:
        raise ValueError("32-bit values have no white")
    return np.asarray(values >> 8, np.uint8)


def _has_sixteen_bits(image: Image.Image) -> bool:
    """Whether the file holds more than 8 bits a channel, which the mode does not say of colour."""
    raw = str([tile[3] for tile in getattr(image, "tile", [])])
    return image.mode.startswith("I") or ";16" in raw or str(SIXTEEN_BITS) in raw


CONVERSIONS: dict[str, Callable[[Image.Image], bool]] = {
    "CMYK": lambda image: image.mode == "CMYK" and image.info.get("adobe_transform") != 2,
    "YCCK": lambda image: image.mode == "CMYK" and image.info.get("adobe_transform") == 2,
    "16 bits a channel": _has_sixteen_bits,
    "first of several frames": lambda image: bool(getattr(image, "is_animated", False)),
    "palette": lambda image: image.mode in ("P", "PA"),
    "alpha dropped": lambda image: image.mode.endswith(("A", "a")) or "transparency" in image.info,
    "black and white": lambda image: image.mode == "1",
    "grey": lambda image: image.mode in ("L", "LA", "La") or image.mode.startswith("I"),
    "turned by EXIF": lambda image: image.getexif().get(ORIENTATION, 1) in range(2, 9),
}
"""What is done to a picture on the way to RGB, and how a file shows that it needs it."""
