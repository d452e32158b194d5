"""Which result of one program is which of another's: in order, by value where they are equal, by kind elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mobilekit.divergence.curve import MOST_DB, capped
from mobilekit.divergence.kinds import COPIES, UNKNOWN, Kind
from mobilekit.metrics import snr_db
from mobilekit.spec import Batch

EQUAL_DB = 60.0
"""From here on two results are the same one: noise of 0.1 % of the signal's amplitude.

Of V1 1.0 and V2 in single precision, one picture each, the same result in the two formats came to 109 dB and more; the
nearest that are not the same, before and after a relu that cuts off little, to 13 dB."""

MOST_VALUES = 4096
"""Of each result are looked at, evenly spread: enough to tell two apart, little enough to keep those of all."""

SINGLE = ("tflite-float32", "coreml-float32")
"""The single-precision variants: what others are held against, best first."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Probe:
    """A result as the alignment sees it.

    Attributes:
        name: in its file.
        kind: what computes it.
        shape: without sides of 1, on which formats differ.
        values: (1, up to ``MOST_VALUES``) of them.
    """

    name: str
    kind: Kind
    shape: tuple[int, ...]
    values: npt.NDArray[np.float64]

    def fits(self, other: Probe) -> bool:
        """Whether both do the same to the same shape."""
        return self.shape == other.shape and self.kind.shared == other.kind.shared != UNKNOWN.shared


def probes(layers: dict[str, Batch], kinds: dict[str, Kind]) -> list[Probe]:
    """The results worth comparing, in the order of computation; copies in another type are left out."""
    found = []
    for name, values in layers.items():
        kind = kinds.get(name, UNKNOWN)
        if kind.shared not in COPIES and values.size:
            chosen = np.linspace(0, values.size - 1, min(values.size, MOST_VALUES)).astype(np.int64)
            sample = values.reshape(1, -1)[:, chosen].astype(np.float64)
            found.append(Probe(name, kind, tuple(side for side in values.shape if side != 1), sample))
    return found


def align(reference: list[Probe], target: list[Probe]) -> list[Pair]:
    """(reference's name, target's name) of each pair, in order; no result is in two.

    Where both have the same kinds and shapes throughout, as variants of one format have, they pair one by one. Else
    the ordered pairing with the highest score (Needleman and Wunsch, 1970, without a penalty for gaps), in which only
    equal results, or those of the same kind and shape, may pair.
    """
    if len(reference) == len(target) and all(a.fits(b) for a, b in zip(reference, target, strict=True)):
        return [(a.name, b.name) for a, b in zip(reference, target, strict=True)]
    scores = [[_score(a, b) for b in target] for a in reference]
    best = _table(scores)
    pairs: list[Pair] = []
    i, j = len(reference), len(target)
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((reference[i].name, target[j].name))
    return pairs[::-1]


class Alignment:
    """Pairs each target with the reference, by way of its format's single-precision file once that was seen.

    Between formats only single precision meets at values that are equal without a doubt; within a format every variant
    computes the same results in the same order. So both steps are sure where one across both would be a guess.
    """

    def __init__(self, variant: str, reference: list[Probe]) -> None:
        """The reference is its own format's single-precision file."""
        self._reference = reference
        self._twins = {variant.split("-")[0]: (reference, {probe.name: probe.name for probe in reference})}

    def pairs(self, variant: str, target: list[Probe]) -> list[Pair]:
        """(reference's name, target's name), in order."""
        family = variant.split("-")[0]
        if family in self._twins:
            twin, names = self._twins[family]
            return [(names[middle], last) for middle, last in align(twin, target) if middle in names]
        pairs = align(self._reference, target)
        if variant in SINGLE:
            self._twins[family] = (target, {theirs: ours for ours, theirs in pairs})
        return pairs


def _table(scores: list[list[float]]) -> list[list[float]]:
    """[i][j]: the highest score of the first i results of one with the first j of the other."""
    best = [[0.0] * (len(scores[0]) + 1 if scores else 1)]
    for row in scores:
        above, here = best[-1], [0.0]
        for j, score in enumerate(row):
            here.append(max(above[j + 1], here[j], above[j] + score))
        best.append(here)
    return best


def _score(reference: Probe, target: Probe) -> float:
    """0 where they may not pair. Kind and value count alike, so a result never leaves its like for a distant one."""
    if reference.shape != target.shape:
        return 0.0
    level = snr_db(reference.values, target.values)
    fits = reference.fits(target)
    if not fits and not level >= EQUAL_DB:
        return 0.0
    return 1.0 + fits + (0.0 if math.isnan(level) else capped(level) / MOST_DB)
