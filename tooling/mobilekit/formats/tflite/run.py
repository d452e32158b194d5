"""Run a .tflite on this machine's CPU, feeding it as an app does: raw pixels in, scores out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit import postprocess
from mobilekit.errors import MobileKitError
from mobilekit.formats.tflite.layers import Layer, layers_of
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
            MobileKitError: not a TFLite model, or one that the runtime refuses.
        """
        content = readback(path)
        self._path, self._rule, self._steps = path, rule, app_steps
        self._takes, self._gives = content.inputs[0], content.outputs[0]
        self._interpreter = _open(path, num_threads=threads)
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._output = self._interpreter.get_output_details()[0]["index"]

    def run(self, tensors: Pixels) -> Batch:
        """(N, H, W, 3) uint8 RGB with geometry done -> (N, classes) float32."""
        return self.run_values(tensors)

    def run_values(self, values: npt.NDArray[Any]) -> Batch:
        """(N, H, W, 3) on the 0..255 scale, RGB, whole numbers or not -> (N, classes) float32."""
        return np.concatenate([self._one(picture[None]) for picture in values])

    def layers(self, tensors: Pixels) -> dict[str, Batch]:
        """(N, H, W, 3) uint8 RGB -> every result that depends on the picture, dequantised: name -> (N, ...) float32.

        Computed by TFLite's own kernels: XNNPACK fuses ops and keeps no result of the ones within. Names are those in
        the file; one that stands there twice gets its tensor's number.
        """
        keeping = _open(self._path, experimental_preserve_all_tensors=True, **_own_kernels())
        rows = layers_of(self._path)
        kept: dict[str, list[Batch]] = {row.name: [] for row in rows}
        for picture in tensors:
            keeping.set_tensor(self._input, self.prepare(picture[None]))
            keeping.invoke()
            for row in rows:
                kept[row.name].append(_real(keeping.get_tensor(row.index), row))
        return {name: np.concatenate(parts) for name, parts in kept.items()}

    def latency(self, runs: int, warmups: int = LEAST_WARMUPS) -> list[int]:
        """Nanoseconds of each of ``runs`` inferences of one fixed grey picture, after the warm-ups.

        Inference alone, on the monotonic clock: preprocessing and copying in and out are not in it.
        """
        grey = np.full((1, *self._rule.size, 3), 128, np.uint8)
        self._interpreter.set_tensor(self._input, self.prepare(grey))
        for _ in range(max(warmups, LEAST_WARMUPS)):
            self._interpreter.invoke()
        return [self._timed() for _ in range(runs)]

    def prepare(self, pictures: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """(N, H, W, 3) RGB, 0..255 -> what the input tensor takes: the app steps after geometry.

        An integer input that nobody quantises for gets the nearest whole number, within its range.
        """
        values = normalise(pictures, self._rule) if NORMALISE in self._steps else pictures.astype(np.float32)
        takes = self._takes
        if QUANTISE in self._steps and takes.scale is not None and takes.zero_point is not None:
            return postprocess.quantise(values, takes.scale, takes.zero_point, takes.dtype)
        if np.issubdtype(np.dtype(takes.dtype), np.integer):
            return postprocess.quantise(values, 1.0, 0, takes.dtype)
        return values.astype(takes.dtype)

    def _one(self, picture: npt.NDArray[Any]) -> Batch:
        self._interpreter.set_tensor(self._input, self.prepare(picture))
        self._interpreter.invoke()
        return dequantise(self._interpreter.get_tensor(self._output), self._gives)

    def _timed(self) -> int:
        start = time.monotonic_ns()
        self._interpreter.invoke()
        return time.monotonic_ns() - start


def _open(path: Path, **options: Any) -> Any:  # noqa: ANN401
    from ai_edge_litert.interpreter import Interpreter

    try:
        with quiet():
            interpreter = Interpreter(str(path), **options)
            interpreter.allocate_tensors()
    except (RuntimeError, ValueError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise MobileKitError(
            f"LiteRT does not load {path}: {reason}", remedy="Convert the model again: this file may be damaged."
        ) from error
    return interpreter


def _own_kernels() -> dict[str, Any]:
    from ai_edge_litert.interpreter import OpResolverType

    return {"experimental_op_resolver_type": OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES}


def _real(values: npt.NDArray[Any], layer: Layer) -> Batch:
    """A result in float32; scale and zero point of one channel or of all."""
    if not layer.scales:
        return values.astype(np.float32)
    scales, zeros = np.asarray(layer.scales, np.float32), np.asarray(layer.zero_points, np.int64)
    return np.asarray((values.astype(np.int64) - zeros).astype(np.float32) * scales, np.float32)
