"""Do the integers reach as far as the values do?"""

from __future__ import annotations

import math

import numpy as np

from mobilekit.checks.base import Answer, Artifact, Context, failed, passed, skipped
from mobilekit.checks.limits import CLIP_SNR
from mobilekit.checks.preprocessing import chosen
from mobilekit.formats.tflite.layers import Layer, gated, layers_of
from mobilekit.spec import Batch

TWIN = "tflite-float32"
AT_ONCE = 4
"""Golden images of which every intermediate result is held (V1: 20 MB each)."""
LOWEST, HIGHEST = -128, 127
"""Of the int8 that full-integer files compute in (ai.google.dev/edge/litert, "8-bit quantization specification")."""

GATE = -3.0
"""Hard-swish is x relu6(x + 3) / 6 (Howard et al. 2019, section 5.2): 0 from here down, whatever x is."""

REMEDY = "Convert again and calibrate on pictures like those the app will see."
CALM = 999.0


def check_ranges(context: Context, artifact: Artifact) -> Answer:
    """What the single-precision file computes, against what each integer tensor can hold.

    Files calibrated on pictures of another kind clip many layers a little, which the answers to a few pictures do not
    show. Decibels of the values over what clipping takes away.

    Raises:
        MobileKitError: a file that cannot be read or run.
    """
    variant = artifact["variant"]
    rows = {row.name: row for row in _integer(context, artifact)}
    if not rows:
        return skipped("it computes in floating point")
    if not context.sound(TWIN):
        return skipped(f"there is no {TWIN} that is right to say what the values are")
    levels = _levels(context, rows)
    if len(levels) < len(rows) / 2:
        return skipped(f"too few of its results have the names of those in {TWIN}: {len(levels)} of {len(rows)}")
    worst, name = min((level, name) for name, level in levels.items())
    found, limits = {"layers": len(levels), "snr_db": worst}, {"snr_db": CLIP_SNR}
    if worst < CLIP_SNR:
        return failed(f"{variant} clips {name}: SNR {worst:.0f} dB from that alone", REMEDY, found, limits)
    least = "nothing is clipped" if worst == CALM else f"clipping costs {worst:.0f} dB at most"
    return passed(f"{len(levels)} results, {least}", found, limits)


def _integer(context: Context, artifact: Artifact) -> list[Layer]:
    """Results with one scale; those handed to the app are of another type, and checked by ``activation``."""
    outside = {tensor["name"] for side in ("inputs", "outputs") for tensor in artifact[side]}
    rows = layers_of(context.root / artifact["path"])
    return [row for row in rows if len(row.scales) == 1 and row.name not in outside]


def _levels(context: Context, rows: dict[str, Layer]) -> dict[str, float]:
    """Result -> ``10 log10(sum x^2 / sum e^2)``, e what is beyond the range, at most ``CALM``; those of both files."""
    powers: dict[str, list[tuple[float, float]]] = {}
    cut = gated(context.root / context.artifacts[TWIN]["path"])
    asked = context.tensors[chosen(len(context.tensors))]
    for start in range(0, len(asked), AT_ONCE):
        for name, values in context.runner(TWIN).layers(asked[start : start + AT_ONCE]).items():
            if name in rows:
                kept = np.maximum(values, GATE) if name in cut else values
                powers.setdefault(name, []).append(clipped(kept, rows[name]))
    totals = {name: np.sum(pairs, axis=0) for name, pairs in powers.items()}
    return {name: _decibels(signal, lost) for name, (signal, lost) in totals.items()}


def clipped(values: Batch, layer: Layer) -> tuple[float, float]:
    """(sum of the squares, that of what is beyond the representable range and half a step)."""
    scale, zero = layer.scales[0], layer.zero_points[0]
    low, high = (LOWEST - zero - 0.5) * scale, (HIGHEST - zero + 0.5) * scale
    wide = values.astype(np.float64)
    return float(np.square(wide).sum()), float(np.square(wide - np.clip(wide, low, high)).sum())


def _decibels(signal: float, lost: float) -> float:
    return min(CALM, 10 * math.log10(signal / lost)) if lost and signal else CALM
