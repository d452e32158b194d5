"""Numbers of the 8-bit scheme: steps, zero points, integers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.tflite.net import Value

LOWEST, HIGHEST = -128, 127
WEIGHT = 127
"""Largest weight, and minus the least: -128 is left out (LiteRT 8-bit quantization specification)."""
FEWEST = 2.0**-30
"""Least a kernel's step may be of output step / input step: XNNPACK takes multipliers from 2^-32."""
BIAS = 2.0**30
"""Largest bias, half of what int32 holds, so that the sum has room."""


def step_of(low: float, high: float) -> tuple[float, int]:
    """(step, zero point) of int8 for a range, widened so that it holds zero, and zero exactly."""
    low, high = min(low, 0.0), max(high, 0.0)
    step = (high - low) / (HIGHEST - LOWEST)
    if step < np.finfo(np.float32).tiny:
        return 1.0, 0
    step = float(np.float32(step))
    return step, int(np.clip(np.rint(LOWEST - low / step), LOWEST, HIGHEST))


def integers(value: Value) -> Value:
    """A float constant as int8 with one step."""
    data = np.asarray(value.data, np.float32)
    step, zero = step_of(float(data.min(initial=0)), float(data.max(initial=0)))
    stored = np.clip(np.rint(data / step) + zero, LOWEST, HIGHEST).astype(np.int8)
    return Value(value.name, value.shape, "int8", stored, np.asarray([step], np.float32), np.asarray([zero], np.int64))


def channel_steps(kernel: npt.NDArray[np.float32], axis: int) -> npt.NDArray[np.float32]:
    """(channels,) step of each output channel: its largest weight is 127; 1 where all are zero."""
    most = np.abs(kernel).max(tuple(k for k in range(kernel.ndim) if k != axis))
    return np.where(most > 0, most / WEIGHT, 1.0).astype(np.float32)


def rounded(kernel: npt.NDArray[np.float32], steps: npt.NDArray[np.float32], axis: int) -> npt.NDArray[np.int8]:
    """Nearest integers of a kernel."""
    along = along_axis(steps, axis, kernel.ndim)
    return np.asarray(np.clip(np.rint(kernel / along), -WEIGHT, WEIGHT), np.int8)


def along_axis(values: npt.NDArray[Any], axis: int, rank: int) -> npt.NDArray[Any]:
    """(channels,) -> the same along one axis of ``rank``."""
    return values.reshape([-1 if k == axis else 1 for k in range(rank)])
