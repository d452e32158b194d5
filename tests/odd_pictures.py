"""Picture files of every kind that a folder may hold, made on the spot: good, odd and bad ones."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image

SIDE = 16


def quadrants(side: int = SIDE) -> np.ndarray:
    """(side, side, 3) uint8: red, green over blue, white: tells all eight orientations apart."""
    pixels = np.zeros((side, side, 3), np.uint8)
    half = side // 2
    pixels[:half, :half, 0] = pixels[:half, half:, 1] = pixels[half:, :half, 2] = 255
    pixels[half:, half:] = 255
    return pixels


def wide_grey() -> np.ndarray:
    """(3, 5) uint16 over the whole range: a clip at 255, or a modulo, would show."""
    return np.array(
        [[0, 255, 256, 257, 511], [4660, 22136, 32767, 32768, 43981], [65024, 65279, 65280, 65534, 65535]], np.uint16
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, depth: int, color: int, raw: bytes) -> bytes:
    """A PNG of any header; ``raw`` are its filtered rows."""
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def png_of_16_bits(channels: int) -> bytes:
    """``wide_grey`` in each of 1 (grey), 2 (with alpha), 3 (RGB) or 4 (with alpha) channels."""
    color = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    rows = np.repeat(wide_grey()[..., None], channels, axis=2).astype(">u2")
    return png(5, 3, 16, color, b"".join(b"\0" + row.tobytes() for row in rows))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def photo() -> Image.Image:
    return Image.fromarray(quadrants())


def turned(orientation: int) -> bytes:
    """``quadrants`` stored so that EXIF's ``orientation`` turns it upright."""
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Image.Transpose that undoes each
    image = photo() if orientation == 1 else photo().transpose(Image.Transpose(back[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(image, "PNG", exif=exif)


def frames(kind: str, **options: object) -> bytes:
    """``quadrants``, and then something else."""
    return saved(photo(), kind, save_all=True, append_images=[Image.new("RGB", (SIDE, SIDE), "grey")], **options)


def cmyk() -> bytes:
    ink = np.zeros((SIDE, SIDE, 4), np.uint8)
    ink[..., :3] = 255 - quadrants()
    return saved(Image.frombytes("CMYK", (SIDE, SIDE), ink.tobytes()), "JPEG", quality=100, subsampling=0)


def ycck() -> bytes:
    """A JPEG of four channels whose Adobe marker says that the first three are YCbCr of the inverted ink."""
    ink = Image.fromarray(255 - quadrants()).convert("YCbCr")
    planes = [*ink.split(), Image.new("L", (SIDE, SIDE), 255)]
    data = b"".join(bytes(values) for values in zip(*(plane.tobytes() for plane in planes), strict=True))
    plain = saved(
        Image.frombytes("CMYK", (SIDE, SIDE), bytes(255 - b for b in data)), "JPEG", quality=100, subsampling=0
    )
    at = plain.index(b"Adobe") + 11
    assert plain[at] == 0
    return plain[:at] + b"\x02" + plain[at + 1 :]


def with_alpha(mode: str) -> bytes:
    """The picture, wholly transparent."""
    image = photo().convert(mode)
    image.putalpha(0)
    return saved(image, "PNG")


def palette(**options: object) -> bytes:
    return saved(photo().quantize(4), "PNG", **options)


KINDS: dict[str, tuple[str, Callable[[], bytes], tuple[str, ...]]] = {
    "plain": ("png", lambda: saved(photo(), "PNG"), ()),
    "jpeg": ("jpg", lambda: saved(photo(), "JPEG", quality=100, subsampling=0), ()),
    "cmyk": ("jpg", cmyk, ("CMYK",)),
    "ycck": ("jpg", ycck, ("YCCK",)),
    "gif": ("gif", lambda: frames("GIF"), ("first of several frames", "palette")),
    "webp": ("webp", lambda: frames("WEBP", lossless=True), ("first of several frames",)),
    "apng": ("png", lambda: frames("PNG"), ("first of several frames",)),
    "mpo": ("jpg", lambda: frames("MPO", quality=100, subsampling=0), ("first of several frames",)),
    "palette": ("png", palette, ("palette",)),
    "palette with alpha": ("png", lambda: palette(transparency=b"\0\x80\xff\0"), ("palette", "alpha dropped")),
    "rgba": ("png", lambda: with_alpha("RGB"), ("alpha dropped",)),
    **{f"turned {k}": ("png", lambda k=k: turned(k), ("turned by EXIF",) if k > 1 else ()) for k in range(1, 9)},
}
"""Name -> suffix, maker, conversions: files that all show ``quadrants``."""

BROKEN: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("jpg", lambda: b"", "cannot be read as an image"),
    "text": ("png", lambda: b"not an image", "cannot be read as an image"),
    "cut.jpg": ("jpg", lambda: saved(photo().resize((64, 64)), "JPEG")[:-200], "cannot be read as an image"),
    "cut.png": ("png", lambda: saved(photo(), "PNG")[:-40], "cannot be read as an image"),
    "bomb": ("png", lambda: png(30_000, 30_000, 8, 2, b"\0"), "is larger than 100 megapixels"),
    "big": ("png", lambda: png(10_001, 10_000, 8, 2, b"\0"), "is larger than 100 megapixels"),
    "thin": ("png", lambda: png(1, 65_536, 8, 0, b"\0"), "has a side of more than 65535 pixels"),
    "script": ("jpg", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "cannot be read as an image"),
    "floats": ("ppm", lambda: b"Pf 2 2 -1.0\n" + bytes(16), "cannot be read as an image"),
    "no pixels": ("ppm", lambda: b"P6 0 4 255\n", "cannot be read as an image"),
}
"""Name -> suffix, maker, reason: files that give no picture."""
