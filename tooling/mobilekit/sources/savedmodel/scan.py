"""Is the part of a saved graph that answers a picture arithmetic only? Decided from its bytes, before any of it runs.

A SavedModel is a program: its ops can read and write files, open sockets or call Python. The kit never loads one as
TensorFlow does (which runs initialisers and restore functions); it takes the nodes between a signature's input and
output, with the functions they call, and holds each against a list of what an image classifier is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from mobilekit.errors import MobileKitError

MAX_NODES = 200_000
"""Nodes after every call is written out: MobileNet V3 has some 1,500; functions that call each other twice, many
times over, would have no end."""
MAX_BYTES = 1 << 30
"""Of the constants: a constant of one number can claim any shape."""

_WIRES = """
Placeholder PlaceholderWithDefault Const Identity IdentityN NoOp StopGradient PreventGradient Snapshot Assert
VarHandleOp ReadVariableOp VariableV2 Variable PartitionedCall StatefulPartitionedCall
"""
_ARITHMETIC = """
Add AddV2 AddN Sub Mul MulNoNan Div DivNoNan RealDiv FloorDiv FloorMod Pow Neg Abs Sign Square SquaredDifference Sqrt
Rsqrt Reciprocal Inv Exp Log Log1p Erf Erfc Maximum Minimum Floor Ceil Round Rint ClipByValue Cast BiasAdd BiasAddV1
MatMul BatchMatMul BatchMatMulV2 BatchMatMulV3 Einsum Conv2D DepthwiseConv2dNative Conv2DBackpropInput
FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3 LRN L2Loss MaxPool MaxPoolV2 AvgPool
Relu Relu6 LeakyRelu Elu Selu Softplus Softsign Sigmoid Tanh Softmax LogSoftmax
Mean Sum Max Min Prod All Any ArgMax Cumsum Equal NotEqual Less LessEqual Greater GreaterEqual LogicalAnd LogicalOr
LogicalNot Select SelectV2 IsNan IsInf IsFinite
FakeQuantWithMinMaxArgs FakeQuantWithMinMaxVars FakeQuantWithMinMaxVarsPerChannel QuantizeAndDequantizeV2
QuantizeAndDequantizeV3 QuantizeAndDequantizeV4
"""
_SHAPES = """
Reshape Squeeze ExpandDims Transpose ConcatV2 Concat Split SplitV Pack Unpack Slice StridedSlice Shape ShapeN Size Rank
Range Fill ZerosLike OnesLike Tile BroadcastTo BroadcastArgs Gather GatherV2 GatherNd OneHot Pad PadV2 MirrorPad
ReverseV2 Roll InvertPermutation SpaceToBatchND BatchToSpaceND SpaceToDepth DepthToSpace ExtractImagePatches
ResizeBilinear ResizeNearestNeighbor ResizeBicubic CropAndResize Where
"""
OPS = frozenset((_WIRES + _ARITHMETIC + _SHAPES).split())


def refuse_programs(nodes: Iterable[Any], library: dict[str, Any], where: str) -> None:
    """Hold ``nodes`` (NodeDef), and all that the functions they call hold, against the list of ops.

    Args:
        nodes: those that a signature needs.
        library: name -> FunctionDef.
        where: the graph comes from, for sentences.

    Raises:
        MobileKitError: an op outside the list, a call without end, or more than a model can be.
    """
    sizes: dict[str, int] = {}
    measure = _measurer(library, sizes, where)
    total, weight = 0, 0
    for node in nodes:
        total += 1 + sum(measure(name, ()) for name in _check(node, library, where))
        weight += _constant_bytes(node)
    for name in sizes:
        weight += sum(_constant_bytes(node) for node in library[name].node_def)
    if total > MAX_NODES or weight > MAX_BYTES:
        raise MobileKitError(f"{where} unpacks to more than a model can be.", remedy="Save the model again.")


def _measurer(library: dict[str, Any], sizes: dict[str, int], where: str) -> Callable[[str, tuple[str, ...]], int]:
    """The function that says how many nodes a call stands for; ``sizes`` fills with those it has seen."""

    def measure(name: str, callers: tuple[str, ...]) -> int:
        if name in callers or len(callers) > 100:
            raise MobileKitError(
                f"{where} has a function that calls itself; an image classifier has none.",
                remedy="Save the inference function alone.",
            )
        if name not in sizes:
            nodes = library[name].node_def
            called = [measure(inner, (*callers, name)) for node in nodes for inner in _check(node, library, where)]
            sizes[name] = min(len(nodes) + sum(called), MAX_NODES + 1)
        return sizes[name]

    return measure


def _check(node: Any, library: dict[str, Any], where: str) -> list[str]:  # noqa: ANN401  (NodeDef)
    """The functions that a node calls."""
    called = list(dict.fromkeys(called_by(node, library)))
    missing = [name for name in called if name not in library]
    if missing:
        raise MobileKitError(f"{where} calls a function that is not in it.", remedy="Copy or save the model again.")
    if node.op in OPS or node.op in library:
        return [name for name in called_by(node, library)]
    raise MobileKitError(
        f"{where} has the op {node.op[:80]}, which is not among those an image classifier is made of; "
        "the kit does not run it.",
        remedy="Export the inference of the network alone, from pictures as numbers to scores.",
    )


def called_by(node: Any, library: dict[str, Any]) -> Iterator[str]:  # noqa: ANN401  (NodeDef)
    """Names of the functions in a node's attributes, and its own op's where that is one."""
    if node.op in library:
        yield node.op
    for value in node.attr.values():
        if value.HasField("func"):
            yield value.func.name
        yield from (function.name for function in value.list.func)


def _constant_bytes(node: Any) -> int:  # noqa: ANN401  (NodeDef)
    """What a constant's shape claims, 8 bytes a number at most."""
    if node.op != "Const":
        return 0
    count = 1
    for axis in node.attr["value"].tensor.tensor_shape.dim:
        count *= max(0, int(axis.size))
    return 4 * count
