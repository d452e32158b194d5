"""Which ops the LiteRT GPU accelerator would refuse, read from the file alone.

TensorFlow's own analyser is no help: ``Analyzer.analyze(gpu_compatibility=True)`` of 2.18.1, 2.19.1 and LiteRT 2.3.0
passes WHERE, UNIQUE, RFFT2D and CONV_3D. The rules are those of ``CheckGpuDelegateCompatibility`` in
tensorflow/lite/tools/versioning/gpu_compatibility.cc (the delegate asks it before it takes an op), of LiteRT's issues
where later releases differ, and leave out what no image classifier contains. One op that fails is fatal: a GPU-only
CompiledModel must hold the whole graph.

8-bit files pass: that function accepts QUANTIZE, DEQUANTIZE and integer tensors. Whether a GPU then computes in
floating point, and how fast, no static rule can say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mobilekit.formats.tflite.graph import Op
from mobilekit.spec import Unsupported

SOURCE = "tensorflow/lite/tools/versioning/gpu_compatibility.cc"
RELU_0_TO_1 = "refused since LiteRT 2.1.5 (https://github.com/google-ai-edge/LiteRT/issues/8598)"

ACCEPTED = frozenset((
    "ABS", "ADD", "ADD_N", "ATAN2", "AVERAGE_POOL_2D", "BATCH_MATMUL", "CAST", "CEIL", "CONCATENATION", "CONV_2D",
    "COS", "CUMSUM", "DENSIFY", "DEPTHWISE_CONV_2D", "DEPTH_TO_SPACE", "DEQUANTIZE", "DIV", "DYNAMIC_UPDATE_SLICE",
    "ELU", "EMBEDDING_LOOKUP", "EQUAL", "EXP", "FLOOR", "FLOOR_DIV", "FLOOR_MOD", "FULLY_CONNECTED", "GATHER", "GELU",
    "GREATER", "GREATER_EQUAL", "HARD_SWISH", "LEAKY_RELU", "LESS", "LESS_EQUAL", "LOG", "LOGICAL_AND", "LOGISTIC",
    "LSTM", "MAXIMUM", "MAX_POOL_2D", "MEAN", "MINIMUM", "MIRROR_PAD", "MUL", "NEG", "NOT_EQUAL", "ONE_HOT", "PACK",
    "PAD", "PADV2", "POW", "PRELU", "QUANTIZE", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD", "RELU", "RELU6",
    "RELU_N1_TO_1", "RESHAPE", "RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR", "RSQRT", "SELECT", "SELECT_V2", "SIGN",
    "SIN", "SLICE", "SOFTMAX", "SPACE_TO_DEPTH", "SPLIT", "SPLIT_V", "SQRT", "SQUARE", "SQUARED_DIFFERENCE",
    "STABLEHLO_CLAMP", "STRIDED_SLICE", "SUB", "SUM", "TANH", "TILE", "TRANSPOSE", "TRANSPOSE_CONV",
))  # fmt: skip
"""The cases of that function's switch; all other builtins reach its ``default``: not supported."""

Rule = Callable[[Op], str | None]
"""Why the GPU refuses this op; None where the rule has nothing against it."""


def _listed(op: Op) -> str | None:
    if op.name == "RELU_0_TO_1":
        return RELU_0_TO_1
    return None if op.name in ACCEPTED else f"not among the ops the GPU takes ({SOURCE})"


def _fused(op: Op) -> str | None:
    return f"fused SIGN_BIT is not supported ({SOURCE})" if op.activation == "SIGN_BIT" else None


def _softmax(op: Op) -> str | None:
    scaled = op.name == "SOFTMAX" and op.options is not None and op.options.Beta() != 1
    return f"SOFTMAX needs beta = 1 ({SOURCE})" if scaled else None


def _pad(op: Op) -> str | None:
    wrong = op.name in ("PAD", "PADV2", "MIRROR_PAD") and (len(op.shapes) < 2 or op.shapes[1] not in ((3, 2), (4, 2)))
    return f"{op.name} needs paddings of 3 x 2 or 4 x 2 ({SOURCE})" if wrong else None


def _slices(op: Op) -> str | None:
    if op.name not in ("SLICE", "STRIDED_SLICE"):
        return None
    if not op.shapes or len(op.shapes[0]) not in (3, 4):
        return f"{op.name} needs 3 or 4 dimensions ({SOURCE})"
    masks = ("EllipsisMask", "NewAxisMask", "ShrinkAxisMask")
    masked = op.name == "STRIDED_SLICE" and op.options is not None and any(getattr(op.options, m)() for m in masks)
    return (
        f"STRIDED_SLICE with an ellipsis, new-axis or shrink-axis mask is not supported ({SOURCE})" if masked else None
    )


def _mul(op: Op) -> str | None:
    if op.name != "MUL" or len(op.shapes) != 2 or len(op.shapes[0]) != len(op.shapes[1]):
        return None
    pairs = list(zip(*op.shapes, strict=True))
    crossed = any(a < b for a, b in pairs) and any(a > b for a, b in pairs)
    return f"MUL needs one input that is not smaller in any dimension ({SOURCE})" if crossed else None


MOST_AXES = 4
RANK_SOURCE = "tensorflow/lite/delegates/gpu/common/model_builder.cc"


def _rank(op: Op) -> str | None:
    """A channel shuffle is where classifiers have five axes: (n, h, w, groups, channels / groups), transposed.

    TransposeOperationParser takes a permutation of two to four axes, and "Tensor dimensions must be less than 5" is
    what RESHAPE is refused with. The result of a RESHAPE shows in the length of its shape input.
    """
    axes = max((len(shape) for shape in op.shapes), default=0)
    if op.name == "RESHAPE" and len(op.shapes) > 1 and len(op.shapes[1]) == 1:
        axes = max(axes, op.shapes[1][0])
    if axes <= MOST_AXES:
        return None
    return (
        f"{op.name} of {axes} axes, as in a channel shuffle; the GPU takes {MOST_AXES} ({RANK_SOURCE}): "
        "(n, h * w, groups, c / groups) would do"
    )


RULES: tuple[Rule, ...] = (_listed, _fused, _softmax, _pad, _slices, _mul, _rank)


def unsupported(ops: Iterable[Op]) -> tuple[Unsupported, ...]:
    """Each op the GPU would refuse, once per reason, in the order of the graph."""
    found = {Unsupported(op.name, reason): None for op in ops for rule in RULES if (reason := rule(op))}
    return tuple(found)
