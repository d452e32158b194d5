"""Facts read from the traced graph, the same for every Keras: what it costs, what its last op is."""

from __future__ import annotations

import math
from typing import Any

from mobilekit.errors import MobileKitError
from mobilekit.spec import LOGITS, SIGMOID, SOFTMAX

_TRANSPARENT = frozenset({"Identity", "Reshape", "Squeeze", "Cast", "StopGradient", "ExpandDims"})
"""Ops that leave the values alone: old MobileNets reshape after the softmax, mixed precision casts after it."""

_ENDS = {
    "Softmax": SOFTMAX,
    "Sigmoid": SIGMOID,
    # Linear ops give scores; so does log-softmax, since softmax(log_softmax(x)) = softmax(x).
    **dict.fromkeys(("BiasAdd", "MatMul", "Conv2D", "AddV2", "Add", "Mul", "RealDiv", "Mean", "LogSoftmax"), LOGITS),
}


_SQUASHED = frozenset({"Relu6", "Relu", "Minimum", "Maximum", "ClipByValue", "Softmax", "Sigmoid"})
"""What makes of the scale or shift after it something other than plain scores: hard-sigmoid is relu6(x + 3) / 6."""


def activation(function: Any, where: str) -> str:  # noqa: ANN401  (tf ConcreteFunction)
    """What the output already went through: ``softmax`` | ``sigmoid`` | ``logits``.

    Raises:
        MobileKitError: the last op is none of the known ones; nothing is guessed from values.
    """
    op = _last(function.graph.outputs[0])
    ends = op.type
    if ends in ("Mul", "AddV2", "RealDiv"):
        ends = next((f"{inner} and {op.type}" for inner in _inputs(op) if inner in _SQUASHED), ends)
    if ends not in _ENDS:
        raise MobileKitError(
            f"{where} ends in {ends}, which is neither softmax, sigmoid nor plain scores.",
            remedy="Let the network end in a softmax, a sigmoid or a dense layer.",
        )
    return _ENDS[ends]


def before_sigmoid(output: Any) -> Any:  # noqa: ANN401  (tf.Tensor)
    """What went into the sigmoid that the network ends in."""
    op = _last(output)
    assert op.type == "Sigmoid", op.type
    return op.inputs[0]


def _last(tensor: Any) -> Any:  # noqa: ANN401  (tf.Tensor -> tf.Operation)
    """The op that made the values of ``tensor``."""
    op = tensor.op
    while op.type in _TRANSPARENT:
        op = op.inputs[0].op
    return op


def _inputs(op: Any) -> list[str]:  # noqa: ANN401  (tf.Operation)
    return [_last(tensor).type for tensor in op.inputs]


MAX_NUMBERS = 1 << 28
"""Of one intermediate result for one picture: a gigabyte in single precision. VGG-16 at 224 x 224 has 3.2 million."""


def refuse_giants(function: Any, where: str) -> None:  # noqa: ANN401  (tf ConcreteFunction)
    """Raise where a layer gives more numbers than a phone, or this machine, could hold.

    A few bytes of a file can ask for any enlargement; its answer is never computed.

    Raises:
        MobileKitError: an intermediate result beyond ``MAX_NUMBERS``.
    """
    for op in function.graph.get_operations():
        for tensor in op.outputs:
            sides = tensor.shape.as_list() if tensor.shape.rank is not None else []
            if math.prod(side or 1 for side in sides) > MAX_NUMBERS:
                raise MobileKitError(
                    f"A layer of {where} ({op.type}) gives a result of {' x '.join(str(side or 1) for side in sides)}.",
                    remedy="Use a smaller input or a smaller network.",
                )


def macs(function: Any) -> int:  # noqa: ANN401  (tf ConcreteFunction)
    """Multiply-accumulates for one picture: kernel size times places it is applied at, of every product of the graph.

    Counted as the MobileNet papers do: additions, activations and pooling are free (Howard et al. 2017, section 3.1).
    """
    return sum(macs_of(op) for op in function.graph.get_operations())


def macs_of(op: Any) -> int:  # noqa: ANN401  (tf.Operation)
    """Multiply-accumulates of one op: 0 for all that is no product with weights."""
    if op.type in ("Conv2D", "DepthwiseConv2dNative"):  # kernel (kh, kw, cin / groups, cout or multiplier)
        return _size(op.inputs[1].shape) * _size(op.outputs[0].shape[1:3])
    if op.type == "Conv2DBackpropInput":  # a transposed convolution: the kernel is applied at each input place
        return _size(op.inputs[1].shape) * _size(op.inputs[2].shape[1:3])
    if op.type == "MatMul":
        return _size(op.inputs[1].shape)
    return 0


def _size(shape: Any) -> int:  # noqa: ANN401  (tf.TensorShape)
    sides = shape.as_list()
    if None in sides:
        raise MobileKitError(
            "The network has a convolution whose size depends on the picture.",
            remedy="Build or export it with a fixed height and width.",
        )
    return math.prod(sides)
