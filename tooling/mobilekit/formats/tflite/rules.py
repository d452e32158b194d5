"""What the passes know of each op: one row a kind."""

from __future__ import annotations

from dataclasses import dataclass

OWN, SHARED = "own", "shared"


@dataclass(frozen=True)
class Rule:
    """One op in 8-bit integers, after the "LiteRT 8-bit quantization specification" and the kernels of XNNPACK.

    Attributes:
        version: of the op from which it takes int8.
        scales: ``own``: each tensor has its own step; ``shared``: all data inputs and outputs have one.
        fixed: (step, zero point) that the output must have.
        runtime: oldest TFLite with that version (tensorflow/lite/tools/versioning/runtime_version.cc).
        kernel: axis of the output channels in the second input, a constant; None where the op has no weights.
        activations: that may be fused into it.
    """

    version: int
    scales: str = OWN
    fixed: tuple[float, int] | None = None
    runtime: str = "1.14.0"
    kernel: int | None = None
    activations: tuple[str, ...] = ("NONE", "RELU", "RELU6", "RELU_N1_TO_1")


RULES: dict[str, Rule] = {
    "CONV_2D": Rule(3, kernel=0),
    "DEPTHWISE_CONV_2D": Rule(3, kernel=3),
    "FULLY_CONNECTED": Rule(4, kernel=0),
    "ADD": Rule(2),
    "SUB": Rule(2, runtime="1.15.0"),
    "MUL": Rule(2),
    "MEAN": Rule(2),
    "SUM": Rule(2, runtime="1.15.0"),
    "RELU": Rule(2),
    "RELU6": Rule(2),
    "LEAKY_RELU": Rule(2, runtime="2.3.0"),
    "HARD_SWISH": Rule(1, runtime="1.15.0"),
    "LOGISTIC": Rule(2, fixed=(1 / 256, -128)),
    "SOFTMAX": Rule(2, fixed=(1 / 256, -128)),
    "TANH": Rule(2, fixed=(1 / 128, 0)),
    "AVERAGE_POOL_2D": Rule(2, SHARED),
    "MAX_POOL_2D": Rule(2, SHARED),
    "REDUCE_MAX": Rule(2, SHARED),
    "REDUCE_MIN": Rule(2, SHARED),
    "CONCATENATION": Rule(2, SHARED),
    "PAD": Rule(2, SHARED),
    "RESHAPE": Rule(1, SHARED),
    "SQUEEZE": Rule(1, SHARED),
    "EXPAND_DIMS": Rule(1, SHARED),
    "TRANSPOSE": Rule(2, SHARED),
    "SLICE": Rule(2, SHARED),
    "STRIDED_SLICE": Rule(2, SHARED),
    "SPLIT": Rule(2, SHARED),
    "GATHER": Rule(2, SHARED),
    "RESIZE_BILINEAR": Rule(2, SHARED),
    "SPACE_TO_DEPTH": Rule(2, SHARED),
    "DEPTH_TO_SPACE": Rule(2, SHARED),
}
"""Others stay in floating point, between a DEQUANTIZE and a QUANTIZE."""

WEIGHTED = tuple(kind for kind, row in RULES.items() if row.kernel is not None)
LINEAR = ("RESHAPE", "SQUEEZE", "EXPAND_DIMS", "TRANSPOSE", "SLICE", "STRIDED_SLICE", "SPLIT", "GATHER", "PAD", "MEAN",
          "SUM", "AVERAGE_POOL_2D", "MAX_POOL_2D", "REDUCE_MAX", "CONCATENATION", "RELU", "LEAKY_RELU",
          "RESIZE_BILINEAR", "SPACE_TO_DEPTH", "DEPTH_TO_SPACE", "ADD", "SUB")  # fmt: skip
"""Ops f with f(k x) = k f(x) for k > 0, provided that every input has the factor k."""
