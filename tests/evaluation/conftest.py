"""Folders of pictures made on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[list[str]], Path]:
    """Write a small PNG at each of some paths below a new folder, which is returned."""

    def fill(names: list[str]) -> Path:
        rng = np.random.default_rng(0)
        root = tmp_path / "photos"
        root.mkdir(exist_ok=True)
        for name in names:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(rng.integers(0, 256, (20, 24, 3), np.uint8)).save(root / name, "PNG")
        return root

    return fill
