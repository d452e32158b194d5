"""Layers of the older ``neuralnetwork`` format as the operations of ML programs: one row each.

A row gives the operations that a layer stands for, each taking the one before it. Meaning of the layers:
NeuralNetwork.proto (https://apple.github.io/coremltools/mlmodel/Format/NeuralNetwork.html).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mobilekit.formats.coreml.execute.graph import Ref
from mobilekit.formats.coreml.execute.values import Array

Step = tuple[str, dict[str, Any]]
Steps = list[Step]
Weights = Callable[[str, tuple[int, ...]], Array]
Row = Callable[[Any, tuple[Ref, ...], Weights], Steps]
"""From a layer's parameters, what it takes, and a reader of its weights by field name and shape."""


def affine(x: Ref, scale: Any, shift: Any) -> Steps:  # noqa: ANN401
    """``scale * x + shift``, leaving out what changes nothing."""
    steps: Steps = []
    if np.any(np.asarray(scale) != 1):
        steps.append(("mul", {"x": x, "y": np.asarray(scale, np.float32)}))
    if np.any(np.asarray(shift) != 0):
        steps.append(("add", {"x": x, "y": np.asarray(shift, np.float32)}))
    return steps or [("identity", {"x": x})]


def _window(layer: Any) -> dict[str, Any]:  # noqa: ANN401
    kind = layer.WhichOneof(layer.DESCRIPTOR.oneofs[0].name)
    if kind == "same":
        return {"pad_type": "same_lower" if layer.same.asymmetryMode else "same"}
    if kind != "valid":
        return {"pad_type": str(kind)}
    return {"pad_type": "custom", "pad": _borders(layer.valid.paddingAmounts)}


def _borders(amounts: Any) -> tuple[int, ...]:  # noqa: ANN401
    sizes = [int(n) for edge in amounts.borderAmounts for n in (edge.startEdgeSize, edge.endEdgeSize)]
    return tuple(sizes) or (0, 0, 0, 0)


def _convolution(layer: Any, inputs: tuple[Ref, ...], weights: Weights) -> Steps:  # noqa: ANN401
    if layer.isDeconvolution:
        return [("conv_transpose", {"x": inputs[0]})]
    kernel = tuple(layer.kernelSize) or (3, 3)
    args: dict[str, Any] = {
        "x": inputs[0],
        "weight": weights("weights", (layer.outputChannels, layer.kernelChannels, *kernel)),
        "strides": tuple(layer.stride) or (1, 1),
        "dilations": tuple(layer.dilationFactor) or (1, 1),
        "groups": layer.nGroups or 1,
        **_window(layer),
    }
    return [("conv", args | _bias(layer, weights))]


def _bias(layer: Any, weights: Weights) -> dict[str, Array]:  # noqa: ANN401
    return {"bias": weights("bias", (layer.outputChannels,))} if layer.hasBias else {}


def _inner_product(layer: Any, inputs: tuple[Ref, ...], weights: Weights) -> Steps:  # noqa: ANN401
    matrix = weights("weights", (layer.outputChannels, layer.inputChannels))
    return [("linear", {"x": inputs[0], "weight": matrix} | _bias(layer, weights))]


def _activation(layer: Any, inputs: tuple[Ref, ...], weights: Weights) -> Steps:  # noqa: ANN401
    kind, x = layer.WhichOneof("NonlinearityType"), inputs[0]
    if kind == "linear":
        return affine(x, layer.linear.alpha, layer.linear.beta)
    if kind == "sigmoidHard":
        return [("sigmoid_hard", {"x": x, "alpha": layer.sigmoidHard.alpha, "beta": layer.sigmoidHard.beta})]
    if kind == "leakyReLU":
        return [("leaky_relu", {"x": x, "alpha": layer.leakyReLU.alpha})]
    plain = {"ReLU": "relu", "sigmoid": "sigmoid", "tanh": "tanh"}
    return [(plain.get(kind, f"activation {kind}"), {"x": x})]


def _unary(layer: Any, inputs: tuple[Ref, ...], weights: Weights) -> Steps:  # noqa: ANN401
    """``f(scale * x + shift)``; a threshold is the larger of that and ``alpha``."""
    kind = layer.Operation.Name(layer.type)
    before = affine(inputs[0], layer.scale, layer.shift)
    before = [] if before[0][0] == "identity" else before
    if kind == "THRESHOLD":
        return [*before, ("maximum", {"x": inputs[0], "y": np.float32(layer.alpha)})]
    if kind == "RSQRT":
        return [*before, ("rsqrt", {"x": inputs[0], "epsilon": layer.epsilon})]
    plain = {"SQRT": "sqrt", "EXP": "exp", "ABS": "abs"}
    return [*before, (plain.get(kind, f"unary {kind}"), {"x": inputs[0]})]


def _elementwise(kind: str) -> Row:
    """Of two tensors, or of one and the layer's ``alpha``."""

    def row(layer: Any, inputs: tuple[Ref, ...], weights: Weights) -> Steps:  # noqa: ANN401
        if len(inputs) > 2:
            return [(f"{kind} of {len(inputs)}", {"x": inputs[0]})]
        return [(kind, {"x": inputs[0], "y": inputs[1] if len(inputs) == 2 else np.float32(layer.alpha)})]

    return row


def _pooling(layer: Any, inputs: tuple[Ref, ...], weights: Weights) -> Steps:  # noqa: ANN401
    kind = layer.PoolingType.Name(layer.type)
    if layer.globalPooling:
        reduce = {"AVERAGE": "reduce_mean", "MAX": "reduce_max"}
        return [(reduce.get(kind, f"pooling {kind}"), {"x": inputs[0], "axes": (2, 3), "keep_dims": True})]
    args = {"x": inputs[0], "kernel_sizes": tuple(layer.kernelSize) or (3, 3), "strides": tuple(layer.stride) or (1, 1)}
    args |= _window(layer)
    if kind == "AVERAGE":
        return [("avg_pool", args | {"exclude_padding_from_average": layer.avgPoolExcludePadding})]
    return [({"MAX": "max_pool"}.get(kind, f"pooling {kind}"), args)]


def _padding(layer: Any, inputs: tuple[Ref, ...], weights: Weights) -> Steps:  # noqa: ANN401
    mode = {"reflection": "reflect", "replication": "replicate"}.get(layer.WhichOneof("PaddingType"), "constant")
    args = {"x": inputs[0], "pad": _borders(layer.paddingAmounts), "mode": mode, "constant_val": layer.constant.value}
    return [("pad", args)]


def _reduce(kind: str) -> Row:
    def row(layer: Any, inputs: tuple[Ref, ...], weights: Weights) -> Steps:  # noqa: ANN401
        axes = {} if layer.reduceAll else {"axes": tuple(layer.axes)}
        return [(kind, {"x": inputs[0], "keep_dims": layer.keepDims, **axes})]

    return row


def _batchnorm(layer: Any, inputs: tuple[Ref, ...], weights: Weights) -> Steps:  # noqa: ANN401
    if layer.instanceNormalization:
        return [("instance_norm", {"x": inputs[0]})]
    parts = {name: weights(name, (layer.channels,)) for name in ("mean", "variance", "gamma", "beta")}
    return [("batch_norm", {"x": inputs[0], "epsilon": layer.epsilon, **parts})]


def _plain(kind: str, **settings: str) -> Row:
    """One operation, whose settings are fields of the layer: setting -> field."""

    def row(layer: Any, inputs: tuple[Ref, ...], weights: Weights) -> Steps:  # noqa: ANN401
        values = {name: getattr(layer, field) for name, field in settings.items()}
        lists = {name: tuple(one) if hasattr(one, "append") else one for name, one in values.items()}
        return [(kind, {"x": inputs[0], **lists})]

    return row


def _concat(layer: Any, inputs: tuple[Ref, ...], weights: Weights) -> Steps:  # noqa: ANN401
    return [("concat", {"values": inputs, "axis": layer.axis, "interleave": layer.interleave})]


def _concat_channels(layer: Any, inputs: tuple[Ref, ...], weights: Weights) -> Steps:  # noqa: ANN401
    if layer.sequenceConcat:
        return [("concat of sequences", {"x": inputs[0]})]
    return [("concat", {"values": inputs, "axis": 1})]


def _matmul(layer: Any, inputs: tuple[Ref, ...], weights: Weights) -> Steps:  # noqa: ANN401
    """Two tensors, or one and a matrix that is stored column by column."""
    if len(inputs) == 2:
        settings = {"transpose_x": layer.transposeA, "transpose_y": layer.transposeB}
        return [("matmul", {"x": inputs[0], "y": inputs[1], **settings})]
    matrix = weights("weights", (layer.weightMatrixSecondDimension, layer.weightMatrixFirstDimension))
    bias = {"bias": weights("bias", (layer.weightMatrixSecondDimension,))} if layer.hasBias else {}
    return [("linear", {"x": inputs[0], "weight": matrix} | bias)]


def _split(layer: Any, inputs: tuple[Ref, ...], weights: Weights) -> Steps:  # noqa: ANN401
    sizes = tuple(int(size) for size in layer.splitSizes)
    parts = {"split_sizes": sizes} if sizes else {"num_splits": layer.numSplits}
    return [("split", {"x": inputs[0], "axis": layer.axis, **parts})]


LAYERS: dict[str, Row] = {
    "convolution": _convolution,
    "innerProduct": _inner_product,
    "activation": _activation,
    "unary": _unary,
    "add": _elementwise("add"),
    "multiply": _elementwise("mul"),
    "addBroadcastable": _elementwise("add"),
    "subtractBroadcastable": _elementwise("sub"),
    "multiplyBroadcastable": _elementwise("mul"),
    "divideBroadcastable": _elementwise("real_div"),
    "pooling": _pooling,
    "padding": _padding,
    "reduceMean": _reduce("reduce_mean"),
    "reduceSum": _reduce("reduce_sum"),
    "reduceMax": _reduce("reduce_max"),
    "batchnorm": _batchnorm,
    "transpose": _plain("transpose", perm="axes"),
    "reshapeStatic": _plain("reshape", shape="targetShape"),
    "squeeze": _plain("squeeze", axes="axes"),
    "expandDims": _plain("expand_dims", axes="axes"),
    "flattenTo2D": _plain("flatten2d", axis="axis"),
    "softmaxND": _plain("softmax", axis="axis"),
    "clip": _plain("clip", alpha="minVal", beta="maxVal"),
    "concat": _concat_channels,
    "concatND": _concat,
    "batchedMatmul": _matmul,
    "splitND": _split,
}
