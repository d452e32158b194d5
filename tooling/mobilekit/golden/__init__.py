"""Golden images: the pictures a bundle carries, on which every reader and every delegate is held to the same answer."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mobilekit.calibration import image_paths
from mobilekit.errors import MobileKitError
from mobilekit.preprocess import Pixels, Preprocessing, load_image, to_tensor, upright
from mobilekit.spec import Batch, GoldenImage

if TYPE_CHECKING:
    from mobilekit.sources.base import Source

MAX_IMAGES = 32
MAX_BYTES = 3_000_000
"""Of all golden images as PPM: the bundle contract's limit."""
PICKED = 16
"""Golden images taken from a calibration folder: 187 kB each within the limit, 250 pixels a side."""
CANDIDATES = 500
"""Calibration pictures that are looked at for golden ones."""
MAX_SIDE = 1 << 15


def write_ppm(pixels: Pixels) -> bytes:
    """(H, W, 3) uint8 RGB as a binary PPM (P6)."""
    height, width, _ = pixels.shape
    return b"P6\n%d %d\n255\n" % (width, height) + np.ascontiguousarray(pixels).tobytes()


def read_ppm(data: bytes) -> Pixels:
    """The pixels (H, W, 3) uint8 RGB of a binary PPM, as ``write_ppm`` writes it and no other way.

    Raises:
        MobileKitError: another header, a side outside 1..32768, or not exactly 3 bytes a pixel.
    """
    header = re.match(rb"P6\n([1-9][0-9]{0,4}) ([1-9][0-9]{0,4})\n255\n", data)
    width, height = (int(side) for side in header.groups()) if header else (0, 0)
    if header is None or max(width, height) > MAX_SIDE or len(data) - header.end() != 3 * width * height:
        raise MobileKitError("A golden image is no binary PPM of 8 bits.", remedy="Make the bundle again.")
    return np.frombuffer(data, np.uint8, offset=header.end()).reshape(height, width, 3)


def drawn_images() -> tuple[GoldenImage, ...]:
    """Scenes drawn by the kit: nobody's licence, the same bytes everywhere. 0.9 MB as PPM."""
    from mobilekit.golden.scenes import SCENES, draw

    return tuple(GoldenImage(scene.name, draw(scene), scene.rotation) for scene in SCENES)


def read_golden_folder(folder: Path) -> tuple[GoldenImage, ...]:
    """The user's own pictures below ``folder``, in order, at most 32, scaled down where they need it.

    Every second one is stored turned, with the rotation that turns it back: so the apps' rotation is checked too.

    Raises:
        MobileKitError: no pictures, more than 32, or one that cannot be read.
    """
    paths = image_paths(folder)
    if len(paths) > MAX_IMAGES:
        raise MobileKitError(
            f"{folder} holds {len(paths)} images; a bundle carries at most {MAX_IMAGES}.",
            remedy="Choose those that show every class, or give the folder as --calibration: then the kit picks some.",
        )
    return _stored(paths)


def pick_golden(folder: Path, source: Source, rule: Preprocessing) -> tuple[GoldenImage, ...]:
    """At most 16 pictures of a calibration folder: the most confident one of each class, then the next.

    Raises:
        MobileKitError: no pictures, or one that cannot be read.
    """
    from mobilekit.picture_store import spread
    from mobilekit.reference import reference_outputs

    paths = spread(image_paths(folder), CANDIDATES)
    tensors = np.stack([to_tensor(load_image(path), rule) for path in paths])
    chosen = confident_rows(reference_outputs(source, tensors, rule), PICKED)
    return _stored([paths[row] for row in sorted(chosen)])


def confident_rows(scores: Batch, count: int) -> list[int]:
    """Rows of (N, classes) scores: each class's most confident first, each class's second best next, and so on."""
    best, top = scores.max(1), scores.argmax(1)
    order = sorted(range(len(scores)), key=lambda row: (-best[row], row))
    seen: dict[int, int] = {}
    ranked = []
    for row in order:
        rank = seen[int(top[row])] = seen.get(int(top[row]), -1) + 1
        ranked.append((rank, row))
    return [row for _, row in sorted(ranked, key=lambda pair: pair[0])[:count]]


def _stored(paths: list[Path]) -> tuple[GoldenImage, ...]:
    budget = MAX_BYTES // len(paths) - 64  # a header is under 20 bytes
    images = []
    for index, path in enumerate(paths):
        rotation = (0, 90, 0, 270, 0, 180)[index % 6]
        pixels = upright(shrunk(load_image(path), budget), -rotation)
        stem = re.sub(r"[^A-Za-z0-9_-]+", "_", path.stem)[:40]
        images.append(GoldenImage(f"{index:02d}-{stem}", pixels, rotation))
    return tuple(images)


def shrunk(pixels: Pixels, budget: int) -> Pixels:
    """(H, W, 3) scaled down, aspect ratio kept to the pixel, until it takes at most ``budget`` bytes."""
    height, width, _ = pixels.shape
    if height * width * 3 <= budget:
        return pixels
    scale = math.sqrt(budget / (height * width * 3))
    size = max(1, int(height * scale)), max(1, int(width * scale))
    return to_tensor(pixels, Preprocessing(size, crop_fraction=1.0))
