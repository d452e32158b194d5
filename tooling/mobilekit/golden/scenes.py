"""Pictures drawn with whole numbers only: gradients, discs, stripes, weave, the same bytes on every machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mobilekit.preprocess import Pixels

Plane = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Scene:
    """One drawn picture.

    Attributes:
        name: of its file, without suffix.
        height: as stored, pixels.
        width: as stored, pixels.
        rotation: degrees clockwise to upright that readers have to apply.
        paint: (x, y, height, width) -> three planes (H, W), 0..255.
    """

    name: str
    height: int
    width: int
    rotation: int
    paint: Callable[[Plane, Plane, int, int], tuple[Plane, Plane, Plane]]


def draw(scene: Scene) -> Pixels:
    """(H, W, 3) uint8 RGB."""
    y, x = np.mgrid[0 : scene.height, 0 : scene.width].astype(np.int64)
    planes = scene.paint(x, y, scene.height, scene.width)
    return np.stack(planes, axis=-1).clip(0, 255).astype(np.uint8)


def _gradient(x: Plane, y: Plane, height: int, width: int) -> tuple[Plane, Plane, Plane]:
    across, down = x * 255 // (width - 1), y * 255 // (height - 1)
    return across, down, 255 - (across + down) // 2


def _discs(x: Plane, y: Plane, height: int, width: int) -> tuple[Plane, Plane, Plane]:
    """Twelve overlapping discs over a sky: soft-edged, so that resizing has slopes to get wrong."""
    red, green, blue = 96 + y * 90 // height, 130 + y * 60 // height, 210 - y * 70 // height
    for k in range(12):
        cx, cy = (k * 5 % 12) * width // 11, (k * 7 % 12) * height // 11
        radius = min(height, width) * (3 + k % 4) // 20
        inside = (radius * radius - (x - cx) ** 2 - (y - cy) ** 2) * 8 // max(1, radius)
        alpha = inside.clip(0, 256)
        color = ((k * 89) % 256, (k * 151 + 60) % 256, (k * 53 + 120) % 256)
        red, green, blue = (
            (plane * (256 - alpha) + value * alpha) // 256
            for plane, value in zip((red, green, blue), color, strict=True)
        )
    return red, green, blue


def _stripes(x: Plane, y: Plane, height: int, width: int) -> tuple[Plane, Plane, Plane]:
    """Slanted stripes that get finer towards the right: what a resize without antialiasing turns into moire."""
    phase = (x * x // width + 3 * y) // 16
    light = 40 + (phase % 2) * 170
    return light, light * 3 // 4 + 20, 230 - light * 4 // 5


def _weave(x: Plane, y: Plane, height: int, width: int) -> tuple[Plane, Plane, Plane]:
    """Hash noise over blocks of 6 pixels: every frequency, no structure."""
    cell = (x // 6) * 73856093 ^ (y // 6) * 19349663
    noise = (cell ^ (cell >> 7)) % 97
    return 60 + noise, 160 - noise, 90 + (noise * 5) % 130


def _hills(x: Plane, y: Plane, height: int, width: int) -> tuple[Plane, Plane, Plane]:
    """Three parabolic hills below a sky with a sun."""
    red, green, blue = 250 - y * 120 // height, 200 - y * 60 // height, 140 + y * 70 // height
    sun = ((x - width * 3 // 4) ** 2 + (y - height // 4) ** 2) < (min(height, width) // 8) ** 2
    red, green, blue = (np.where(sun, v, p) for v, p in zip((255, 236, 150), (red, green, blue), strict=True))
    for k, color in enumerate(((70, 92, 110), (48, 96, 70), (30, 66, 40))):
        top = height * (5 + 2 * k) // 12 + (x - width * (k + 1) // 4) ** 2 // (width + k * 40)
        red, green, blue = (np.where(y > top, v, p) for v, p in zip(color, (red, green, blue), strict=True))
    return red, green, blue


def _grey(x: Plane, y: Plane, height: int, width: int) -> tuple[Plane, Plane, Plane]:
    """A shaded ball on a checkered floor, three equal channels."""
    floor = 90 + ((x // 17 + y // 17) % 2) * 80
    radius = min(height, width) // 3
    ball = (x - width // 2) ** 2 + (y - height // 2) ** 2 < radius * radius
    shade = 250 - ((x - width // 3) ** 2 + (y - height // 3) ** 2) * 200 // (4 * radius * radius)
    plane = np.where(ball, shade, floor)
    return plane, plane, plane


def _extremes(x: Plane, y: Plane, height: int, width: int) -> tuple[Plane, Plane, Plane]:
    """0 and 255 side by side in blocks of one to seven pixels: clamping and rounding at both ends."""
    block = 1 + (x * 7 // width)
    on = (x // block + y // block) % 2 * 255
    return on, 255 - on, np.where(y < height // 2, on, 0)


SCENES = (
    Scene("scene-hills-333x500", 500, 333, 0, _hills),
    Scene("scene-discs-turned-90", 181, 240, 90, _discs),
    Scene("scene-stripes-turned-180", 151, 211, 180, _stripes),
    Scene("scene-gradient-turned-270", 97, 131, 270, _gradient),
    Scene("scene-grey", 129, 120, 0, _grey),
    Scene("scene-weave-wide", 61, 301, 0, _weave),
    Scene("scene-extremes-tall", 157, 83, 90, _extremes),
    Scene("scene-tiny", 11, 7, 0, _gradient),
)
"""Odd and even sides, portrait and landscape, each rotation, grey, smaller and larger than any network's input."""
