"""Run a .tflite on this machine's CPU, feeding it as an app does: raw pixels in, scores out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit import postprocess
from mobilekit.formats.tflite.quiet import quiet
from mobilekit.formats.tflite.readback import readback
from mobilekit.preprocess import Pixels, Preprocessing, normalise
from mobilekit.spec import NORMALISE, QUANTISE, Batch, Tensor

LEAST_WARMUPS = 10


def dequantise(values: npt.NDArray[Any], tensor: Tensor) -> Batch:
    """What an output tensor holds, in float32; a float tensor as it is."""
    if tensor.scale is None or tensor.zero_point is None:
        return values.astype(np.float32)
    return postprocess.dequantise(values, tensor.scale, tensor.zero_point)


class Runner:
    """A loaded .tflite, on XNNPACK."""

    def __init__(self, path: Path, rule: Preprocessing, app_steps: tuple[str, ...], threads: int = 1) -> None:
        """Open a file.

        Args:
            path: the .tflite; read back first, so that a broken one never reaches the runtime.
            rule: the model's preprocessing.
            app_steps: the manifest's, for this artifact: which of it is still to do.
            threads: of XNNPACK.

        Raises:
            MobileKitError: not a TFLite model.
        """
        from ai_edge_litert.interpreter import Interpreter

        content = readback(path)
        self._rule, self._steps = rule, app_steps
        self._takes, self._gives = content.inputs[0], content.outputs[0]
        with quiet():
            self._interpreter = Interpreter(str(path), num_threads=threads)
            self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._output = self._interpreter.get_output_details()[0]["index"]

    def run(self, tensors: Pixels) -> Batch:
        """(N, H, W, 3) uint8 RGB with geometry done -> (N, classes) float32."""
        return np.concatenate([self._one(tensor[None]) for tensor in tensors])

    def latency(self, runs: int, warmups: int = LEAST_WARMUPS) -> list[int]:
        """Nanoseconds of each of ``runs`` inferences of one fixed grey picture, after the warm-ups.

        Inference alone, on the monotonic clock: preprocessing and copying in and out are not in it.
        """
        grey = np.full((1, *self._rule.size, 3), 128, np.uint8)
        self._interpreter.set_tensor(self._input, self.prepare(grey))
        for _ in range(max(warmups, LEAST_WARMUPS)):
            self._interpreter.invoke()
        return [self._timed() for _ in range(runs)]

    def prepare(self, tensors: Pixels) -> npt.NDArray[Any]:
        """(N, H, W, 3) uint8 RGB -> what the input tensor takes: the app steps after geometry."""
        values = normalise(tensors, self._rule) if NORMALISE in self._steps else tensors.astype(np.float32)
        takes = self._takes
        if QUANTISE in self._steps and takes.scale is not None and takes.zero_point is not None:
            return postprocess.quantise(values, takes.scale, takes.zero_point, takes.dtype)
        return values.astype(takes.dtype)

    def _one(self, tensor: Pixels) -> Batch:
        self._interpreter.set_tensor(self._input, self.prepare(tensor))
        self._interpreter.invoke()
        return dequantise(self._interpreter.get_tensor(self._output), self._gives)

    def _timed(self) -> int:
        start = time.monotonic_ns()
        self._interpreter.invoke()
        return time.monotonic_ns() - start
