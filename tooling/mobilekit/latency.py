"""Host latency by the protocol both phones use: warm-ups apart, a monotonic clock, nearest-rank percentiles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobilekit.preprocess import Preprocessing
from mobilekit.spec import Step

WARMUPS, RUNS = 10, 100


@dataclass(frozen=True)
class Latency:
    """Steady-state inference time on one thread, milliseconds; preprocessing not included.

    Attributes:
        p50_ms: median.
        p90_ms: 90th percentile.
        p99_ms: 99th percentile.
        runs: how many timed inferences.
        threads: of the interpreter.
    """

    p50_ms: float
    p90_ms: float
    p99_ms: float
    runs: int
    threads: int


def nearest_rank(sorted_values: list[int], percent: float) -> int:
    """The smallest value that at least ``percent`` % of the values do not exceed (nearest-rank definition)."""
    return sorted_values[max(0, math.ceil(percent / 100 * len(sorted_values)) - 1)]


def median_times(root: Path, manifest: dict[str, Any], rule: Preprocessing, step: Step) -> dict[str, float]:
    """Variant -> median in milliseconds of each .tflite of a bundle that gives the reference's golden answers.

    A file that does not is not timed, nor is Core ML, whose speed only a phone can tell.
    """
    found = {}
    for artifact in manifest["artifacts"]:
        variant, parity = artifact["variant"], artifact["parity"] or {}
        if variant.startswith("tflite") and parity.get("top1_agreement") == 1:
            step(f"Timing {variant}")
            found[variant] = measure_latency(root / artifact["path"], artifact, rule).p50_ms
    return found


def measure_latency(path: Path, artifact: dict[str, Any], rule: Preprocessing) -> Latency:
    """Time a .tflite on this machine: ``WARMUPS`` untimed and ``RUNS`` timed inferences on one thread."""
    from mobilekit.formats.tflite.run import Runner

    runner = Runner(path, rule, tuple(artifact["app_steps"]))
    times = sorted(runner.latency(RUNS, WARMUPS))
    p50, p90, p99 = (nearest_rank(times, percent) / 1e6 for percent in (50, 90, 99))
    return Latency(p50, p90, p99, RUNS, 1)
