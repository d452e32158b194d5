"""Ranges of a program's intermediate results, found by running it on pictures, here: coremltools needs a Mac for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from mobilekit.errors import MobileKitError
from mobilekit.formats.coreml.activations import Scale
from mobilekit.formats.coreml.execute.lower import Lowered
from mobilekit.formats.coreml.execute.pairs import quantised, with_scales, without_pairs
from mobilekit.formats.coreml.execute.rounding import NATIVE
from mobilekit.formats.coreml.ranges import RULES, Counts, Distribution, scale_of
from mobilekit.formats.coreml.run import read_file
from mobilekit.metrics import snr_db
from mobilekit.picture_store import spread
from mobilekit.preprocess import Pixels
from mobilekit.spec import Batch

MOST, HELD_OUT = 128, 4
"""Pictures looked at, and of how many one is kept to choose the rule by: the ranges of V2 and V1 move by less than one
step of 255 between 32 pictures and 96."""
AT_ONCE = 4
"""Pictures a run: 120 MB of V1's intermediate results."""


def calibrate(path: Path, pictures: Sequence[Pixels]) -> dict[int, Scale]:
    """The scale of each pair of ``quantize`` and ``dequantize`` in a written program.

    Ranges come from three pictures of four; the rule is the one under which the program gives the most of its own
    single answers, and then the nearest scores, on the fourth.

    Args:
        path: a package whose pairs still have placeholders.
        pictures: (H, W, 3) uint8 RGB each, as the program takes them.

    Returns:
        Number of a pair -> its scale.

    Raises:
        MobileKitError: no pictures.
    """
    if not pictures:
        raise MobileKitError("8-bit results need pictures to calibrate on.", remedy="Give --calibration DIR.")
    graph, chosen = read_file(path), spread(pictures, MOST)
    held = chosen[HELD_OUT - 1 :: HELD_OUT] or chosen
    seen = [picture for k, picture in enumerate(chosen) if k % HELD_OUT != HELD_OUT - 1]
    plain = Lowered(without_pairs(graph), NATIVE)
    found = _distributions(quantised(graph), plain, seen)
    wanted = _answers(plain, held)
    tried = [{pair: scale_of(one, rule) for pair, one in found.items()} for rule in RULES.values()]
    return max(tried, key=lambda scales: _likeness(wanted, _answers(Lowered(with_scales(graph, scales), NATIVE), held)))


def _likeness(wanted: Batch, found: Batch) -> tuple[float, float]:
    return float((wanted.argmax(1) == found.argmax(1)).mean()), snr_db(wanted, found)


def _distributions(taken: dict[int, str], plain: Lowered, pictures: Sequence[Pixels]) -> dict[int, Distribution]:
    """Number of a pair -> the values that it is going to quantise, those of the result called ``taken``."""
    counts = {pair: Counts() for pair in taken}
    for images in batches(pictures):
        made = plain.layers(images, tuple(taken.values()))
        for pair, name in taken.items():
            counts[pair].add(made[name])
    return {pair: one.distribution() for pair, one in counts.items()}


def _answers(engine: Lowered, pictures: Sequence[Pixels]) -> Batch:
    return np.concatenate([engine.scores(images) for images in batches(pictures)])


def batches(pictures: Sequence[Pixels]) -> Iterator[Batch]:
    """(at most 4, H, W, 3) float32 each."""
    for start in range(0, len(pictures), AT_ONCE):
        yield np.stack(pictures[start : start + AT_ONCE]).astype(np.float32)
