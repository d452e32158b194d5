"""Faults of 8-bit files: scales, zero points, ranges, and what they were calibrated on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from fault_makers import tflite
from fault_makers.base import Fault, Make
from fault_makers.bundle import Bundle
from fault_makers.kit import Kit
from fault_makers.preprocessing import net
from fault_makers.weights import exchanged

INT8 = "tflite-int8"


def quantised(where: Callable[[tflite.Net], int], scale: float = 1.0, zero: int | None = None) -> Make:
    """A tensor's scale multiplied, its zero point replaced."""

    def change(graph: tflite.Net) -> None:
        values = graph.tensor(where(graph)).quantization
        values.scale = [float(one) * scale for one in values.scale]
        if zero is not None:
            values.zeroPoint = [zero] * len(values.zeroPoint)

    return net(change, INT8)


def image(graph: tflite.Net) -> int:
    return int(graph.graph.inputs[0])


def scores(graph: tflite.Net) -> int:
    return int(graph.graph.outputs[0])


def kernel(graph: tflite.Net) -> int:
    return int(graph.ops("CONV_2D")[20].inputs[1])


def inner(graph: tflite.Net) -> int:
    """Where values of 0..6 take the whole of -128..127."""
    return int(graph.ops("CONV_2D")[0].outputs[0])


def logits(graph: tflite.Net) -> int:
    return int(graph.ops("FULLY_CONNECTED")[0].outputs[0])


def as_told(make: Make) -> Make:
    """The manifest reads the damaged file back, as a conversion that wrote it would."""

    def both(bundle: Bundle, kit: Kit) -> None:
        make(bundle, kit)
        bundle.read_back(INT8)

    return both


def half_saturated(graph: tflite.Net) -> None:
    """Biases of every second class at the end of the range: they all answer 127."""
    graph.change(graph.ops("FULLY_CONNECTED")[0].inputs[2], _raised)


def _raised(bias: Any) -> Any:
    bias[::2] = 1 << 22
    return bias


def channels_exchanged(graph: tflite.Net) -> None:
    """Two rows of integers, their scales left where they were."""
    graph.change(kernel(graph), exchanged)


def per_tensor(graph: tflite.Net) -> None:
    """One step for a whole kernel, its integers and its bias rounded anew."""
    for kind in ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"):
        for op in graph.ops(kind):
            source, weights, bias = (graph.tensor(index) for index in op.inputs)
            steps, axis = np.asarray(weights.quantization.scale), int(weights.quantization.quantizedDimension)
            along = steps.reshape([-1 if k == axis else 1 for k in range(len(weights.shape))])
            step, sums = float(steps.max()), np.asarray(bias.quantization.scale)
            shared = step * float(source.quantization.scale[0])
            graph.change(op.inputs[1], lambda w, along=along, step=step: np.rint(w * along / step).astype(np.int8))
            graph.change(op.inputs[2], lambda b, sums=sums, shared=shared: np.rint(b * sums / shared).astype(np.int32))
            for tensor, only in ((weights, step), (bias, shared)):
                tensor.quantization.scale, tensor.quantization.zeroPoint = [only], [0]
                tensor.quantization.quantizedDimension = 0


def calibrated_on(pictures: Callable[[np.random.Generator, tuple[int, ...]], Any]) -> Make:
    """Ranges measured on something that is no photograph."""

    def make(bundle: Bundle, kit: Kit) -> None:
        draw, shape = np.random.default_rng(0), (*bundle.rule.size, 3)
        kit.again(bundle, INT8, calibration=tuple(pictures(draw, shape) for _ in range(16)))

    return make


def noise(draw: np.random.Generator, shape: tuple[int, ...]) -> Any:
    return draw.integers(0, 256, shape, np.uint8)


def black(draw: np.random.Generator, shape: tuple[int, ...]) -> Any:
    return np.zeros(shape, np.uint8)


def _row(name: str, make: Make, check: str) -> Fault:
    return Fault(name, as_told(make), check, INT8)


FAULTS = (
    _row("input scale doubled", quantised(image, 2.0), "preprocessing"),
    _row("input zero point 0", quantised(image, zero=0), "preprocessing"),
    _row("output scale halved", quantised(scores, 0.5), "activation"),
    _row("output zero point 128", quantised(scores, zero=128), "activation"),
    _row("a kernel's scale doubled", quantised(kernel, 2.0), "kernels"),
    _row("two channels exchanged in an 8-bit kernel", net(channels_exchanged, INT8), "kernels"),
    _row("an inner range a quarter of what it was", quantised(inner, 0.25), "ranges"),
    _row("an inner zero point of 64", quantised(inner, zero=64), "ranges"),
    _row("logits that saturate", quantised(logits, 0.1), "ranges"),
    _row("every second class saturated", net(half_saturated, INT8), "tflite_parity"),
    _row("one scale a kernel", net(per_tensor, INT8), "weights"),
    _row("calibrated on noise", calibrated_on(noise), "ranges"),
    _row("calibrated on black pictures", calibrated_on(black), "ranges"),
)
