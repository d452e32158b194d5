"""One traced function -> the chosen .tflite files: TensorFlow's converter once, each variant from what it made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mobilekit.errors import MobileKitError
from mobilekit.formats.tflite import biases, compress, record
from mobilekit.formats.tflite.finish import finish
from mobilekit.formats.tflite.lower import model_of, net_of, vendor_file
from mobilekit.formats.tflite.net import Net
from mobilekit.formats.tflite.quantise.build import build
from mobilekit.formats.tflite.recipes import recipe
from mobilekit.spec import Job, Step

SUFFIX = ".tflite"

Pass = Callable[[Net, Job, Step], Net]


def convert(job: Job, recipes: tuple[str, ...], folder: Path, step: Step) -> dict[str, Path]:
    """Write ``folder/<card.name>-<recipe>.tflite`` for each recipe; the same job gives the same bytes.

    Returns:
        Recipe name -> path of its file.

    Raises:
        MobileKitError: unknown recipe, nothing to calibrate with, or a network the converter cannot express.
    """
    rows = [recipe(name) for name in recipes]
    if not rows:
        return {}
    if any(row.calibrated for row in rows) and not job.calibration:
        raise MobileKitError(
            "TFLite int8 needs pictures to calibrate with, and there are none.",
            remedy="Pass a folder of them with --calibration, or leave tflite-int8 out with --variant.",
        )
    step("TFLite: one lowering for all variants")
    base = net_of(vendor_file(job), job)
    written = {}
    for row in rows:
        step(f"TFLite {row.name}: {row.title}")
        path = folder / f"{job.card.name}-{row.name}{SUFFIX}"
        path.write_bytes(finish(model_of(PASSES[row.name](base, job, step)), job))
        written[row.name] = path
    return written


def _float32(base: Net, job: Job, step: Step) -> Net:
    return base


def _float16(base: Net, job: Job, step: Step) -> Net:
    return compress.half(base)


def _dynamic(base: Net, job: Job, step: Step) -> Net:
    return compress.dynamic(base, biases.corrected(base, job.lowered))


def _int8(base: Net, job: Job, step: Step) -> Net:
    before = record.factors_of(base)
    return record.noted(build(base, job, step), before)


PASSES: dict[str, Pass] = {"float32": _float32, "float16": _float16, "dynamic_int8": _dynamic, "int8": _int8}
"""Recipe -> how its net is made from the float one."""
