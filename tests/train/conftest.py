"""A data set small enough to learn in seconds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

CLASSES = ("blue", "green", "red")


def paint(folder: Path, count: int, seed: int) -> None:
    """``count`` 16x16 pictures a class, each the class's colour under noise."""
    rng = np.random.default_rng(seed)
    for channel, name in enumerate(reversed(CLASSES)):
        (folder / name).mkdir(parents=True)
        for k in range(count):
            pixels = rng.integers(0, 120, (16, 16, 3))
            pixels[..., channel] += 130
            Image.fromarray(pixels.astype(np.uint8)).save(folder / name / f"{k:03d}.png")


@pytest.fixture(scope="session")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "colours"
    paint(folder / "train", 20, 0)
    paint(folder / "test", 4, 1)
    return folder
