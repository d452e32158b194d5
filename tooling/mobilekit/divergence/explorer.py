"""Curves as Model Explorer's custom node data: each op of the graph coloured by its signal-to-noise ratio.

The format is what ``model_explorer/node_data_builder.py`` (google-ai-edge/model-explorer) writes for one graph:
``results`` keyed by the name of a node's output tensor, and thresholds, the first of which that a value does not exceed
gives the node its colour. One graph without its id applies to whichever graph is open.
"""

from __future__ import annotations

import json
from typing import Any

from mobilekit.divergence.curve import MOST_DB, Curve

THRESHOLDS = (
    (10.0, "#d7301f"),
    (20.0, "#fc8d59"),
    (30.0, "#fdcc8a"),
    (40.0, "#fef0d9"),
    (60.0, "#d9f0d3"),
    (MOST_DB, "#7fbf7b"),
)
"""Up to so many decibels -> colour: reds lighten to 40 dB (1 % of the amplitude), greens from there. The steps also
differ in lightness, so that they can be told apart without red and green."""


def node_data(curve: Curve) -> dict[str, Any]:
    """A curve as node data for the TFLite file of the two: the target's, or the reference's for a Core ML target.

    Model Explorer opens no .mlpackage, so a Core ML target is laid over the graph it was compared with. Values are
    decibels with one decimal, held to +-``MOST_DB`` because JSON has no infinity.
    """
    own = curve.target.startswith("tflite")
    results = {(row.target if own else row.reference): {"value": _finite(row.snr_db)} for row in curve.rows}
    return {
        "name": f"{curve.target}: SNR against {curve.reference}, dB",
        "results": results,
        "thresholds": [{"value": value, "bgColor": color} for value, color in THRESHOLDS],
    }


def node_data_files(curves: tuple[Curve, ...]) -> dict[str, bytes]:
    """File name (below the bundle's ``report/``) -> JSON, for each curve that has rows."""
    return {
        f"layers-{curve.target}.json": (json.dumps(node_data(curve), indent=1, allow_nan=False) + "\n").encode()
        for curve in curves
        if curve.rows
    }


def _finite(level: float) -> float:
    """NaN, which a comparison never gives, would be refused by ``json`` above."""
    return round(max(-MOST_DB, min(MOST_DB, level)), 1)
