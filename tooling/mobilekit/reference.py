"""The reference: what the source model itself answers, which every converted file is held against."""

from __future__ import annotations

from mobilekit.preprocess import Pixels, Preprocessing, normalise
from mobilekit.sources.base import BATCH, Source
from mobilekit.spec import Batch


def reference_outputs(source: Source, tensors: Pixels, rule: Preprocessing) -> Batch:
    """(N, H, W, 3) uint8 RGB with geometry done -> (N, classes) float32, from the source model."""
    import numpy as np

    starts = range(0, len(tensors), BATCH)
    parts = [source.predict(normalise(tensors[i : i + BATCH], rule)) for i in starts]
    return np.concatenate(parts) if parts else np.zeros((0, source.classes), np.float32)
