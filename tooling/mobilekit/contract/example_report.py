"""The device report that every example of one is a change of, and what it is held against."""

from __future__ import annotations

from typing import Any

from mobilekit.contract.example_edits import changed, encode
from mobilekit.contract.example_manifest import example_manifest

BUNDLE = "ab" * 32
"""Identity of the bundle that the examples are judged against; its manifest is ``example_manifest``."""

GPU, CPU, INT8, NEURAL = "results/0", "results/1", "results/2", "results/3"


def example_report() -> dict[str, Any]:
    """A fresh dictionary that the reader takes: each verdict but WRONG, timed and not timed."""
    return {
        "schema_version": 1,
        "bundle": BUNDLE,
        "model": example_manifest()["model"]["name"],
        "device": {
            "platform": "android",
            "manufacturer": "Zoë Ångström 山田",
            "model": "Example 1",
            "os_version": "15",
            "runtime": "LiteRT 2.1.0",
        },
        "app": {"name": "mobilekit demo", "version": "0.1.0"},
        "results": [
            _result("tflite-float32", "gpu", 0.02, [0.0125, 0.015625]),
            _result("tflite-float32", "cpu", 1e-4, [1.2e-06, 0.0]) | {"latency": example_latency()},
            _result("tflite-int8", "cpu", 0.1, [0.03125, 0.125])
            | {"verdict": "DRIFT", "reason": "The largest difference is 0.125, the tolerance 0.1."},
            _result("coreml-float16", "cpuAndNeuralEngine", 0.05, [0.001, 0.002])
            | {
                "verdict": "FELL_BACK",
                "ran_on": "cpuOnly",
                "reason": "cpuAndNeuralEngine -> cpuOnly: the plan places no operation on the Neural Engine.",
                "latency": example_latency() | {"frame_to_result": None},
            },
        ],
    }


def edited(*changes: tuple[str, Any]) -> bytes:
    """The example with the values at these paths (keys and indices with / between) replaced or ``REMOVED``."""
    report = example_report()
    for path, value in changes:
        changed(report, path, value)
    return encode(report)


def _result(variant: str, delegate: str, tolerance: float, differences: list[float]) -> dict[str, Any]:
    """A PASS without latency; the first classes are the manifest's."""
    images = example_manifest()["golden"]["images"]
    return {
        "variant": variant,
        "delegate": delegate,
        "ran_on": delegate,
        "verdict": "PASS",
        "reason": "",
        "tolerance": tolerance,
        "images": [
            {"path": image["path"], "top1": image["top5"][0], "max_abs_difference": difference}
            for image, difference in zip(images, differences, strict=True)
        ],
        "latency": None,
    }


def example_latency() -> dict[str, Any]:
    """A ``latency`` that keeps the protocol."""
    return {
        "load_ns": 31000000,
        "first_ns": 9000000,
        "warmups": 10,
        "preprocess": _stage(800000, 100),
        "inference": _stage(4000000, 100),
        "postprocess": _stage(20000, 100),
        "frame_to_result": _stage(5100000, 240),
        "frames_dropped": 3,
        "thermal": "nominal",
        "low_power": False,
    }


def _stage(median: int, runs: int) -> dict[str, int]:
    return {"p50_ns": median, "p90_ns": median * 5 // 4, "p99_ns": median * 2, "n": runs}
