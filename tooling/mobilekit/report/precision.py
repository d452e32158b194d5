"""How tflite-int8 was made: the ranges that were tried, and what stayed in floating point to reach a goal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mobilekit.errors import MobileKitError
from mobilekit.formats import FORMATS
from mobilekit.report import plots, words

VARIANT = "tflite-int8"
MOST = 12
"""Layers listed by name."""
STRANGE = (AttributeError, KeyError, MobileKitError, TypeError, ValueError)
"""What a record raises that the kit did not write, or a file that is none; the checks say so."""


def precision(manifest: dict[str, Any], root: Path) -> dict[str, Any] | None:
    """What the section shows; None where there is no such file, or it says nothing of its making."""
    artifact = next((one for one in manifest["artifacts"] if one["variant"] == VARIANT), None)
    if artifact is None:
        return None
    try:
        found = FORMATS["tflite"].readback(root / artifact["path"]).metadata.get("quantisation")
        return None if found is None else _shown(found)
    except STRANGE:
        return None


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    verdicts = [
        {
            "name": str(name),
            "loss": words.small(float(row["loss"])),
            "agreement": words.percent(float(row["agreement"])),
            "chosen": name == found["ranges"],
        }
        for name, row in found["verdicts"].items()
    ]
    names = [str(name) for name in found["floating_point"]]
    shown = {"verdicts": verdicts, "floats": names[:MOST], "more": max(0, len(names) - MOST), "count": len(names)}
    mixed = found.get("mixed_precision")
    if mixed is not None:
        points = [(int(count), float(loss), float(agreement)) for count, loss, agreement in mixed["points"]]
        goal = float(mixed["goal"])
        shown |= {"goal": words.percent(goal), "met": bool(mixed["met"])}
        shown["plot"] = plots.kept_in_float([(count, agreement) for count, _, agreement in points], goal, "kept")
    return shown
