"""Networks that are a line of numpy, and a bundle's manifest with nothing behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from evaluation.made import LABELS, one_hot
from mobilekit.evaluation.models import NERVOUSNESS, REFERENCE, Models

STEP = 25
SIZE = 8


def grey(level: int) -> Image.Image:
    """A picture of class ``level``, to ``by_brightness``."""
    return Image.new("RGB", (24, 20), (level * STEP + 5,) * 3)


def by_brightness(tensors: np.ndarray) -> np.ndarray:
    """(N, H, W, 3) -> (N, 10): the class is the brightness in steps of 25."""
    return one_hot([min(9, int(tensor.mean() // STEP)) for tensor in tensors])


def asked(function: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    return lambda tensors, _: function(tensors)


def models(**targets: Callable[[np.ndarray], np.ndarray]) -> Models:
    """``by_brightness`` as the reference, and targets, ``tflite_int8`` for tflite-int8."""
    named = {name.replace("_", "-", 1): asked(function) for name, function in targets.items()}
    return Models("source model", {NERVOUSNESS: asked(by_brightness), REFERENCE: asked(by_brightness), **named}, {})


def manifest_at(root: Path, variants: tuple[str, ...]) -> dict[str, Any]:
    """As much of a manifest as an evaluation reads, and the labels it names."""
    root.mkdir(exist_ok=True)
    (root / "labels.txt").write_text("".join(f"{label}\n" for label in LABELS))
    rule = {
        "size": [SIZE, SIZE],
        "crop_fraction": 0.875,
        "mean": [127.5] * 3,
        "std": [127.5] * 3,
        "color_order": "RGB",
        "resize": "pillow_bilinear_horizontal_first",
    }
    return {
        "model": {"activation": "softmax", "classes": 10},
        "preprocessing": rule,
        "labels": {"path": "labels.txt"},
        "artifacts": [{"variant": variant, "outputs": [{"scale": None}]} for variant in variants],
    }


class Busy:
    """A model that notices being asked twice at once, and how many pictures it is given."""

    def __init__(self) -> None:
        self.lock, self.most, self.total = threading.Lock(), 0, 0

    def __call__(self, tensors: np.ndarray) -> np.ndarray:
        assert self.lock.acquire(blocking=False), "a runner is not made for two threads"
        self.most, self.total = max(self.most, len(tensors)), self.total + len(tensors)
        scores = by_brightness(tensors)
        self.lock.release()
        return scores
