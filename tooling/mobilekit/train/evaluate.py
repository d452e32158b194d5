"""How good the finished file is, measured through the preprocessing contract and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mobilekit.preprocess import Preprocessing, load_image, normalise, to_tensor
from mobilekit.sources.base import Source
from mobilekit.train.data import image_files

CHUNK = 256
"""Pictures in memory at once."""


@dataclass(frozen=True)
class Accuracy:
    """Right answers on a labelled folder.

    Attributes:
        images: pictures looked at.
        overall: share answered right, in [0, 1].
        per_class: the same for each class that has pictures, by label.
    """

    images: int
    overall: float
    per_class: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        """As ``mobilekit.json`` holds it, rounded to what a count of pictures can mean."""
        classes = {name: round(share, 4) for name, share in self.per_class.items()}
        return {"images": self.images, "accuracy": round(self.overall, 4), "per_class": classes}


def evaluate(
    source: Source, folder: Path, names: tuple[str, ...], rule: Preprocessing, step: Callable[[], None]
) -> Accuracy:
    """Top-1 accuracy of ``source`` on the class folders of ``folder``.

    Args:
        source: the network.
        folder: one folder per class.
        names: classes in output order.
        rule: the whole preprocessing.
        step: called once a picture.

    Raises:
        MobileKitError: a picture that cannot be decoded.
    """
    truth = [(path, k) for k, n in enumerate(names) if (folder / n).is_dir() for path in image_files(folder / n)]
    right: dict[int, list[bool]] = {}
    for start in range(0, len(truth), CHUNK):
        part = truth[start : start + CHUNK]
        tensors = []
        for path, _ in part:
            tensors.append(to_tensor(load_image(path), rule))
            step()
        answers = source.predict(normalise(np.stack(tensors), rule)).argmax(1)
        for (_, expected), answer in zip(part, answers, strict=True):
            right.setdefault(expected, []).append(int(answer) == expected)
    everything = [hit for hits in right.values() for hit in hits]
    per_class = {names[k]: float(np.mean(hits)) for k, hits in sorted(right.items())}
    return Accuracy(len(everything), float(np.mean(everything)) if everything else 0.0, per_class)
