"""Test pictures from a seed, in 32-bit unsigned arithmetic: the same bytes in every language.

README.md has the same rules in words for the readers in Kotlin and Swift.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from mobilekit.preprocess import Pixels

Words = npt.NDArray[np.uint32]


def picture(pattern: str, width: int, height: int, seed: int) -> Pixels:
    """(height, width, 3) uint8 RGB; ``pattern`` is a key of ``PATTERNS``."""
    y, x, c = np.meshgrid(*(np.arange(n, dtype=np.uint32) for n in (height, width, 3)), indexing="ij")
    values = PATTERNS[pattern](x, y, c, _word(seed), np.array([width, height], np.uint32))
    return np.ascontiguousarray(np.broadcast_to(values, y.shape).astype(np.uint8))


def mixed(seed: Words, x: Words, y: Words, c: Words) -> Words:
    """A 32-bit number for each place: products and sums wrap at 2^32."""
    h = seed * _word(0x9E3779B1) + x * _word(0x85EBCA77) + y * _word(0xC2B2AE3D) + c * _word(0x27D4EB2F)
    h = (h ^ (h >> _word(15))) * _word(0x2C1B3C6D)
    h = (h ^ (h >> _word(12))) * _word(0x297A2D39)
    return np.asarray(h ^ (h >> _word(15)), np.uint32)


def _word(value: int) -> Words:
    # An array, as numpy warns when a scalar wraps and not when an array does.
    return np.array([value], np.uint32)


Pattern = Callable[[Words, Words, Words, Words, Words], Words]


def _black(x: Words, y: Words, c: Words, seed: Words, size: Words) -> Words:
    return _word(0)


def _white(x: Words, y: Words, c: Words, seed: Words, size: Words) -> Words:
    return _word(255)


def _checker(x: Words, y: Words, c: Words, seed: Words, size: Words) -> Words:
    return ((x + y + seed) & _word(1)) * _word(255)


def _stripes(x: Words, y: Words, c: Words, seed: Words, size: Words) -> Words:
    wide, high = _word(1) + seed % _word(7), _word(1) + seed // _word(7) % _word(5)
    return ((x // wide + y // high + c) & _word(1)) * _word(255)


def _gradient(x: Words, y: Words, c: Words, seed: Words, size: Words) -> Words:
    across, down = x * _word(255) // size[:1], y * _word(255) // size[1:]
    return np.where(c == 0, across, np.where(c == 1, down, _word(255) - (across + down) // _word(2)))


def _noise(x: Words, y: Words, c: Words, seed: Words, size: Words) -> Words:
    return mixed(seed, x, y, c) >> _word(24)


def _blocks(x: Words, y: Words, c: Words, seed: Words, size: Words) -> Words:
    return mixed(seed, x // _word(13), y // _word(13), c) >> _word(24)


def _scene(x: Words, y: Words, c: Words, seed: Words, size: Words) -> Words:
    place = (x, y, c, seed, size)
    return (_gradient(*place) * _word(2) + _blocks(*place) + _noise(*place)) // _word(4)


PATTERNS: dict[str, Pattern] = {
    "black": _black,
    "white": _white,
    "checker": _checker,
    "stripes": _stripes,
    "gradient": _gradient,
    "noise": _noise,
    "blocks": _blocks,
    "scene": _scene,
}
