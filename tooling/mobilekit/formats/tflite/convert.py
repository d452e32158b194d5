"""One traced function -> the chosen .tflite files, by TensorFlow's own converter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mobilekit.errors import MobileKitError
from mobilekit.formats.tflite.finish import finish
from mobilekit.formats.tflite.quiet import quiet
from mobilekit.formats.tflite.recipes import Recipe, recipe
from mobilekit.spec import Job, Step

SUFFIX = ".tflite"


def convert(job: Job, recipes: tuple[str, ...], folder: Path, step: Step) -> dict[str, Path]:
    """Write ``folder/<card.name>-<recipe>.tflite`` for each recipe; the same job gives the same bytes.

    Returns:
        Recipe name -> path of its file.

    Raises:
        MobileKitError: unknown recipe, nothing to calibrate with, or a network the converter cannot express.
    """
    written = {}
    for row in [recipe(name) for name in recipes]:
        step(f"TFLite {row.name}: {row.title}")
        path = folder / f"{job.card.name}-{row.name}{SUFFIX}"
        path.write_bytes(finish(_vendor_file(job, row), job))
        written[row.name] = path
    return written


def _vendor_file(job: Job, row: Recipe) -> bytes:
    """What TensorFlow's converter makes of the function.

    It gets no trackable object: with one, a frozen function silently becomes a file without weights.
    """
    import tensorflow as tf
    from tensorflow.lite.python.convert import ConverterError

    with quiet():
        converter = tf.lite.TFLiteConverter.from_concrete_functions([job.function])
        if row.shrink is not None:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.target_spec.supported_types = [tf.as_dtype(name) for name in row.shrink]
        if row.calibrated:
            _calibrate(converter, job)
        try:
            return bytes(converter.convert())
        except (ConverterError, RuntimeError, ValueError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise MobileKitError(
                f"TensorFlow cannot write {job.card.name} as TFLite {row.name}: {reason}",
                remedy="Replace the layer it names, or leave this variant out with --variant.",
            ) from error


def _calibrate(converter: Any, job: Job) -> None:  # noqa: ANN401
    import tensorflow as tf

    if not job.calibration:
        raise MobileKitError(
            "TFLite int8 needs pictures to calibrate with, and there are none.",
            remedy="Pass a folder of them with --calibration, or leave tflite-int8 out with --variant.",
        )
    converter.representative_dataset = lambda: ([batch] for batch in job.calibration_batches())
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.as_dtype(job.int8_io)
