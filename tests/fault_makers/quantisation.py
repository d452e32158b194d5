"""Faults of 8-bit files: scales, zero points, ranges, and what they were calibrated on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from fault_makers import coreml, tflite
from fault_makers.base import Fault, Make
from fault_makers.bundle import Bundle
from fault_makers.kit import Kit
from fault_makers.preprocessing import net, package
from fault_makers.weights import doubled, exchanged, stored

INT8, W8A8, INT4 = "tflite-int8", "coreml-w8a8", "coreml-weight_int4"


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


def pair_scaled(number: int, quantise: float, dequantise: float) -> Make:
    """The scales of a package's ``number``-th quantised result multiplied."""

    def change(program: coreml.Package) -> None:
        program.multiply(program.ops("quantize")[number], "scale", quantise)
        program.multiply(program.ops("dequantize")[number], "scale", dequantise)

    return package(change, W8A8)


def stock_blocks(bundle: Bundle, kit: Kit) -> None:
    """int4 as coremltools itself does it: kernels that its blocks of 32 do not divide stay in half precision."""
    from coremltools.optimize.coreml import OpLinearQuantizerConfig, OptimizationConfig
    from coremltools.optimize.coreml._quantization_passes import linear_quantize_weights

    from mobilekit.formats.coreml import convert

    each = OpLinearQuantizerConfig(
        mode="linear_symmetric", dtype="int4", granularity="per_block", block_size=32, weight_threshold=2048
    )
    ours = convert.compress
    convert.compress = lambda program, *_: linear_quantize_weights(OptimizationConfig(each)).apply(program)
    try:
        kit.again(bundle, INT4)
    finally:
        convert.compress = ours


def calibrated_on(pictures: Callable[[np.random.Generator, tuple[int, ...]], Any], variant: str = INT8) -> Make:
    """Ranges measured on something that is no photograph."""

    def make(bundle: Bundle, kit: Kit) -> None:
        draw, shape = np.random.default_rng(0), (*bundle.rule.size, 3)
        kit.again(bundle, variant, calibration=tuple(pictures(draw, shape) for _ in range(16)))

    return make


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
    # Noise reaches as far as photographs do: the kit's own ranges of it clip nothing that a check could see.
    _row("calibrated on black pictures", calibrated_on(black), "tflite_parity"),
    Fault("a package's inner range a quarter of what it was", pair_scaled(8, 0.25, 0.25), "results", W8A8),
    Fault("a package's inner steps sixteen times too wide", pair_scaled(8, 16.0, 16.0), "results", W8A8),
    Fault("a package's two scales of one result differ", pair_scaled(20, 1.0, 2.0), "results", W8A8),
    Fault("a package calibrated on black pictures", calibrated_on(black, W8A8), "results", W8A8),
    Fault(
        "a kernel's scale doubled in the package of 8-bit results",
        stored(W8A8, "constexpr_affine_dequantize", 5, "scale", doubled),
        "kernels",
        W8A8,
    ),
    Fault(
        "a kernel's scale doubled in the 4-bit package",
        stored(INT4, "constexpr_blockwise_shift_scale", 5, "scale", doubled),
        "kernels",
        INT4,
    ),
    Fault("coremltools' own int4 blocks", stock_blocks, "coverage", INT4),
)
