"""The recipes of the golden vectors: each group is there for a mistake somebody could make."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np

from mobilekit.contract.pictures import PATTERNS, mixed


class Geometry(NamedTuple):
    """One picture and what is asked of it."""

    width: int
    height: int
    size: tuple[int, int]
    crop_fraction: float = 0.875
    rotation: int = 0
    pattern: str = "scene"
    seed: int = 1


ROTATIONS = (0, 90, 180, 270)
CROPS = (0.5, 0.7, 0.875, 0.9, 1.0, 1 / 3, 0.999, 0.6)


def _named() -> list[Geometry]:
    """Sizes on which Pillow 12.2 or 13 changes the order of its passes, cameras' sizes, and their turns."""
    cases = [
        Geometry(w, h, (224, 224), seed=w) for w, h in ((333, 500), (720, 1280), (640, 480), (480, 640), (500, 333))
    ]
    cases += [Geometry(w, h, (96, 96), 1.0, seed=h) for w, h in ((333, 500), (720, 1280), (101, 1000), (5, 2000))]
    cases += [Geometry(320, 240, (96, 96), 0.875, turn, seed=9) for turn in ROTATIONS]
    cases += [Geometry(333, 500, (128, 128), crop, turn, "noise", 11) for crop, turn in product((0.5, 1.0), ROTATIONS)]
    return cases


def _flat() -> list[Geometry]:
    """Black stays black and white white: weights that do not sum to one show here."""
    sizes = ((17, 31, (24, 24)), (300, 200, (32, 32)), (3, 3, (33, 33)), (224, 224, (224, 224)))
    return [
        Geometry(w, h, size, crop, 0, pattern)
        for pattern in ("black", "white", "checker")
        for crop in (0.875, 1.0)
        for w, h, size in sizes
    ]


def _skipped_passes() -> list[Geometry]:
    """A pass is skipped only where the size is equal and the box whole."""
    sizes = ((32, 32), (32, 48), (48, 32), (33, 33), (33, 47))
    return [Geometry(w, h, (32, 32), crop, 0, "noise", 5) for (w, h), crop in product(sizes, (1.0, 0.97, 0.5))] + [
        Geometry(48, 32, (32, 48), 1.0, 0, "noise", 6),
        Geometry(48, 32, (32, 48), 1.0, 180, "noise", 6),
        Geometry(48, 32, (32, 48), 1.0, 90, "noise", 6),
        Geometry(64, 32, (32, 48), 1.0, 0, "noise", 6),
    ]


def _tiny() -> list[Geometry]:
    """Sides of one and two pixels: the crop's least side, filters wider than the picture."""
    sizes = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 50), (50, 1), (3, 2), (1, 999), (999, 1))
    return [
        Geometry(w, h, size, crop, 0, "noise", w + h)
        for (w, h), size, crop in product(sizes, ((1, 1), (7, 5)), (0.5, 1.0))
    ]


def _other_aspects() -> list[Geometry]:
    """Inputs that are not square: which side limits, and how the other is truncated."""
    inputs = ((64, 48), (48, 64), (16, 80), (80, 16), (1, 40))
    pictures = ((100, 100), (101, 75), (75, 101), (40, 300))
    return [
        Geometry(w, h, size, crop, 90, "scene", w) for size, (w, h), crop in product(inputs, pictures, (0.875, 1.0))
    ]


def _enlarged() -> list[Geometry]:
    """From few pixels to many: no antialiasing, edges repeated."""
    sizes = ((10, 10), (13, 29), (31, 8), (60, 61))
    return [
        Geometry(w, h, (97, 97), crop, 270, pattern, 3)
        for (w, h), crop, pattern in product(sizes, CROPS[:4], ("stripes", "noise"))
    ]


def _swept(count: int) -> list[Geometry]:
    """Sizes, crops and turns drawn by the pictures' own generator."""
    cases = []
    names = list(PATTERNS)[3:]
    for seed in range(count):
        draws = mixed(np.array([seed], np.uint32), *(np.arange(8, dtype=np.uint32) for _ in range(3))).tolist()
        width, height = 1 + draws[0] % 260, 1 + draws[1] % 260
        size = (1 + draws[2] % 70, 1 + draws[3] % 70) if draws[4] % 3 == 0 else (1 + draws[2] % 120,) * 2
        cases.append(
            Geometry(width, height, size, CROPS[draws[5] % 8], ROTATIONS[draws[6] % 4], names[draws[7] % 5], draws[7])
        )
    return cases


GEOMETRY = [*_named(), *_flat(), *_skipped_passes(), *_tiny(), *_other_aspects(), *_enlarged(), *_swept(160)]

Triple = tuple[float, float, float]
NORMALISE: list[tuple[Triple, Triple, str]] = [
    ((127.5, 127.5, 127.5), (127.5, 127.5, 127.5), "RGB"),
    ((123.675, 116.28, 103.53), (58.395, 57.12, 57.375), "RGB"),
    ((123.68, 116.779, 103.939), (1.0, 1.0, 1.0), "BGR"),
    ((0.0, 0.0, 0.0), (255.0, 255.0, 255.0), "RGB"),
    ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), "RGB"),
    ((0.1, 0.2, 0.3), (0.7, 3.3, 1e-06), "BGR"),
]
QUANTISE = [
    (0.0078125, 128, "uint8"),
    (0.007843137718737125, 127, "uint8"),
    (0.018658448, 114, "uint8"),
    (0.007843137718737125, -1, "int8"),
    (1.0, 0, "uint8"),
    (2.0, -128, "int8"),
    (1e-30, 3, "int8"),
]
"""The fifth and sixth put values on halves: rounding away from zero or up shows there; the last overflows."""

SCORES: list[tuple[list[float], str, float | None, int | None, str]] = [
    ([0.1, 0.7, 0.2], "float32", None, None, "softmax"),
    ([0.25, 0.25, 0.25, 0.25], "float32", None, None, "softmax"),
    ([0, 128, 128, 0, 7, 7, 7], "uint8", 0.00390625, 0, "softmax"),
    ([-128, 127, 127, -128, 0, 1], "int8", 0.00390625, -128, "softmax"),
    ([1.5, -2.25, 1.5, 0.0, 3.0, -0.0], "float32", None, None, "logits"),
    ([1000.0, 999.0, -1000.0], "float32", None, None, "logits"),
    ([0, 255, 254, 1, 128], "uint8", 0.1, 128, "logits"),
    ([-128, 127, 3, 3], "int8", 0.0472, -7, "logits"),
    ([0.9, 0.8, 0.9, 0.05], "float32", None, None, "sigmoid"),
    ([0.5], "float32", None, None, "sigmoid"),
    ([2.0], "float32", None, None, "logits"),
]
