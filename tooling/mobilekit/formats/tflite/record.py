"""What an int8 file says of its own making: an entry of JSON in its metadata, read back with the rest."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from mobilekit.formats.tflite.net import Array, Net
from mobilekit.formats.tflite.quantise.scales import along_axis

if TYPE_CHECKING:
    from mobilekit.formats.tflite.quantise.build import Built

ENTRY = "MOBILEKIT_QUANTISATION"
FACTORS = "kernel_factors"
EXPONENTS = "kernel_exponents"
ADDED = "added_kernels"


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
        EXPONENTS: {value.name: value.exponents for value in built.net.values() if value.exponents},
        ADDED: [value.name for value in built.net.values() if value.added],
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


def added(found: dict[str, Any]) -> frozenset[str]:
    """Kernels that a rewrite put in; the single-precision file has none of them."""
    return frozenset(map(str, found.get(ADDED, ())))


def source_kernel(found: dict[str, Any], name: str, values: Array) -> Array:
    """A kernel with what rewrites multiplied it by taken out again.

    Args:
        found: the record.
        name: of the kernel in the file.
        values: dequantised, float32.

    Raises:
        ValueError: a record that does not fit the kernel.
    """
    values = values / np.float32(factors(found).get(name, 1.0))
    for axis, powers in dict(found.get(EXPONENTS, {})).get(name, ()):
        bounded = np.clip(np.asarray(powers, np.int64), -30, 30)
        values = np.ldexp(values, -along_axis(bounded, int(axis), values.ndim))
    return np.asarray(values, np.float32)


def _short(number: float) -> float:
    return float(f"{number:.4g}")
