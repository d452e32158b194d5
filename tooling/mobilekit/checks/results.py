"""Do results that a package keeps in 8 bits stand for the values that they were made of?"""

from __future__ import annotations

import math

import numpy as np

from mobilekit.checks.base import Answer, Artifact, Context, failed, passed, skipped
from mobilekit.checks.limits import RESULT_SNR
from mobilekit.checks.preprocessing import chosen
from mobilekit.checks.ranges import AT_ONCE, REMEDY
from mobilekit.formats.coreml.quantised import quantised_results

CALM = 999.0
"""Decibels of what is equal."""


def check_results(context: Context, artifact: Artifact) -> Answer:
    """Each result before it is quantised, against what it is dequantised to, on golden images.

    A scale that is too small clips, one that is too large has no steps left for small values, and two that differ
    multiply all that follows; the answers to a few pictures need not show it.

    Raises:
        MobileKitError: a file that cannot be read or run.
    """
    pairs = quantised_results(context.root / artifact["path"])
    if not pairs:
        return skipped("it computes in floating point")
    levels = _levels(context, artifact["variant"], pairs)
    if not levels:
        return skipped("none of its quantised results is the result of an operation")
    worst, name = min((level, name) for name, level in levels.items())
    found, limits = {"results": len(levels), "snr_db": worst}, {"snr_db": RESULT_SNR}
    if worst < RESULT_SNR:
        message = f"the 8-bit values of {name} are not those it was computed as: SNR {worst:.0f} dB"
        return failed(message, REMEDY, found, limits)
    return passed(f"{len(levels)} results in 8 bits, the least exact at {worst:.0f} dB", found, limits)


def _levels(context: Context, variant: str, pairs: dict[str, str]) -> dict[str, float]:
    """Result -> ``10 log10(sum x^2 / sum e^2)``, at most ``CALM``."""
    powers = dict.fromkeys(pairs, np.zeros(2))
    asked = context.tensors[chosen(len(context.tensors))]
    known: set[str] = set()
    for start in range(0, len(asked), AT_ONCE):
        layers = context.runner(variant).layers(asked[start : start + AT_ONCE])
        known |= pairs.keys() & layers.keys()
        for before, after in pairs.items():
            if before in layers:
                wide = layers[before].astype(np.float64)
                powers[before] = powers[before] + (np.square(wide).sum(), np.square(layers[after] - wide).sum())
    return {name: _decibels(*powers[name]) for name in pairs if name in known}


def _decibels(signal: float, lost: float) -> float:
    return min(CALM, 10 * math.log10(signal / lost)) if lost and signal else CALM
