"""The ladder of LiteRT accelerators that a phone climbs down: one row each, best first, CPU last.

Rungs are the accelerators of LiteRT's ``CompiledModel`` (CPU, GPU, NPU: ai_edge_litert/hardware_accelerator.py).
NNAPI is not among them, and Android deprecated it with version 15.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobilekit.formats.tflite import gpu
from mobilekit.formats.tflite.graph import Op, operations
from mobilekit.formats.tflite.recipes import recipe as row_of
from mobilekit.spec import Rung, Unsupported


def _none(ops: tuple[Op, ...]) -> tuple[Unsupported, ...]:
    return ()


@dataclass(frozen=True)
class Delegate:
    """One accelerator.

    Attributes:
        name: ``npu`` | ``gpu`` | ``cpu``: ``Accelerator.NPU``... in Kotlin.
        options: as LiteRT's Kotlin ``CompiledModel.CpuOptions`` / ``GpuOptions`` name them; the NPU has none of its
            own there, so ``vendors`` lists the dispatch libraries LiteRT ships.
        drift: |difference| that its own arithmetic may cause; a rung's tolerance is this or the recipe's, whichever is
            larger.
        rules: ops of a file that static rules say it will refuse.
    """

    name: str
    options: dict[str, Any]
    drift: float
    rules: Callable[[tuple[Op, ...]], tuple[Unsupported, ...]] = _none


HALF_PRECISION = 0.06
"""Half again the largest |difference| that the trained ImageNet nets V1 0.25, V1 1.0 and V2 1.0 (.022 .014 .039)
showed on 50 photos each when Keras computed them in float16 throughout. Not measured on a phone."""

LADDER = (
    # Assumed to compute float nets in half precision as the GPU does. Their vendors' compilers decide on ops, and no
    # list of theirs was found that could be checked here, so nothing is claimed.
    Delegate("npu", {"vendors": "google_tensor mediatek qualcomm samsung"}, HALF_PRECISION),
    # FP16 said outright, not left to DEFAULT; AUTOMATIC because which of LiteRtGpuBackend's OpenCL, WebGPU and
    # OpenGL (experimental) a phone has is not known here.
    Delegate("gpu", {"precision": "FP16", "backend": "AUTOMATIC"}, HALF_PRECISION, gpu.unsupported),
    # Four threads is a starting point, not a measurement. The cache is a file name for the app's cache folder.
    Delegate("cpu", {"numThreads": 4, "xnnPackWeightCachePath": "xnnpack.cache"}, 0.0),
)


def ladder(path: Path, recipe: str) -> tuple[Rung, ...]:
    """The rungs for one written file, with what is known of the ops each would refuse.

    Raises:
        MobileKitError: not a TFLite model, or no such recipe.
    """
    ops, tolerance = operations(path), row_of(recipe).tolerance
    return tuple(Rung(row.name, dict(row.options), max(tolerance, row.drift), row.rules(ops)) for row in LADDER)
