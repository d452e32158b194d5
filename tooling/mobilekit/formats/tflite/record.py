"""What an int8 file says of its own making: an entry of JSON in its metadata, read back with the rest."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from mobilekit.formats.tflite.net import Net

if TYPE_CHECKING:
    from mobilekit.formats.tflite.quantise.build import Built

ENTRY = "MOBILEKIT_QUANTISATION"
FACTORS = "kernel_factors"


def factors_of(net: Net) -> dict[str, float]:
    """Kernel -> by what rewrites have multiplied it, where they did."""
    return {value.name: float(np.float32(value.factor)) for value in net.values() if value.factor is not None}


def noted(built: Built, before: Mapping[str, float]) -> Net:
    """The net with its record: how ranges were chosen, what stayed in floating point, which kernels were scaled.

    Args:
        built: the int8 net.
        before: factors that the single-precision file's kernels have already; the record holds what came on top.
    """
    verdicts = {name: {"loss": _short(v.loss), "agreement": v.agreement} for name, v in built.verdicts.items()}
    found: dict[str, Any] = {
        "ranges": built.ranges,
        "verdicts": verdicts,
        "floating_point": list(built.floats),
        FACTORS: {name: factor / before.get(name, 1.0) for name, factor in factors_of(built.net).items()},
    }
    if built.tradeoff is not None:
        found["mixed_precision"] = dataclasses.asdict(built.tradeoff)
    built.net.notes[ENTRY] = json.dumps(found, separators=(",", ":")).encode("utf-8")
    return built.net


def parse(data: bytes) -> dict[str, Any]:
    """The record in an entry's bytes.

    Raises:
        ValueError: no JSON object.
    """
    found = json.loads(data.rstrip(b"\0").decode("utf-8"))
    if not isinstance(found, dict):
        raise TypeError("a record that is no object")
    return found


def factors(found: dict[str, Any]) -> dict[str, float]:
    """Kernel -> by what a rewrite multiplied it; others are as in the single-precision file."""
    return {str(name): float(factor) for name, factor in dict(found.get(FACTORS, {})).items()}


def _short(number: float) -> float:
    return float(f"{number:.4g}")
