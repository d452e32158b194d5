"""Faults of the graph: an op that is missing, twice, or of another kind."""

from __future__ import annotations

import numpy as np

from fault_makers import coreml, tflite
from fault_makers.base import Fault
from fault_makers.bundle import Bundle
from fault_makers.kit import Kit
from fault_makers.preprocessing import PACKAGE, TWIN, net, package
from mobilekit.formats.tflite import flat


def without_softmax(graph: tflite.Net) -> None:
    """The last op gone: its input is the output, under the same name."""
    last = graph.ops("SOFTMAX")[-1]
    graph.graph.operators.remove(last)
    scores, logits = int(last.outputs[0]), int(last.inputs[0])
    _move_output(graph, scores, logits)


def softmax_twice(graph: tflite.Net) -> None:
    scores = int(graph.graph.outputs[0])
    made = graph.result(scores)
    graph.insert(len(graph.graph.operators), "SOFTMAX", [scores], made)
    _move_output(graph, scores, made)


def _move_output(graph: tflite.Net, old: int, new: int) -> None:
    graph.tensor(new).name, graph.tensor(old).name = graph.tensor(old).name, "inner"
    graph.graph.outputs = [new]
    graph.model.signatureDefs[0].outputs[0].tensorIndex = new


def package_without_softmax(program: coreml.Package) -> None:
    """A product with 1 in the place of the softmax."""
    softmax = program.ops("softmax")[0]
    scaled = program.ops("mul")[0]
    one = program.constants[scaled.inputs["y"].arguments[0].name]
    made = program.block.operations.add()
    made.CopyFrom(one)
    made.outputs[0].name = "one"
    made.attributes["val"].immediateValue.tensor.floats.values[:] = [1.0]
    ops = [type(made).FromString(op.SerializeToString()) for op in program.block.operations]
    at = next(i for i, op in enumerate(program.block.operations) if op is softmax)
    new = ops.pop()
    del program.block.operations[:]
    program.block.operations.extend([*ops[:at], new, *ops[at:]])
    changed = program.block.operations[at + 1]
    changed.type = "mul"
    del changed.inputs["axis"]
    changed.inputs["y"].arguments.add().name = "one"


def relu_for_relu6(graph: tflite.Net) -> None:
    """In every layer: one conversion rule gone wrong."""
    kinds = flat.schema().ActivationFunctionType
    for op in graph.graph.operators:
        if getattr(op.builtinOptions, "fusedActivationFunction", None) == kinds.RELU6:
            op.builtinOptions.fusedActivationFunction = kinds.RELU


def one_relu_for_relu6(graph: tflite.Net) -> None:
    """In one layer: the first depthwise convolution."""
    graph.ops("DEPTHWISE_CONV_2D")[0].builtinOptions.fusedActivationFunction = flat.schema().ActivationFunctionType.RELU


def package_relu(program: coreml.Package) -> None:
    program.ops("relu6")[1].type = "relu"


def padded_at_the_wrong_end(graph: tflite.Net) -> None:
    """Stride 2 on an even side pads below and right; here above and left."""
    first = graph.ops("CONV_2D")[0]
    image = int(first.inputs[0])
    _, height, width, channels = (int(side) for side in graph.tensor(image).shape)
    made = graph.result(image, [1, height + 1, width + 1, channels])
    paddings = graph.constant(np.asarray([[0, 0], [1, 0], [1, 0], [0, 0]], np.int32))
    first.inputs = [made, *(int(index) for index in first.inputs[1:])]
    first.builtinOptions.padding = flat.schema().Padding.VALID
    graph.insert(0, "PAD", [image, paddings], made)


def package_padded_at_the_wrong_end(program: coreml.Package) -> None:
    """The pad op before a depthwise convolution of stride 2."""
    amounts = program.numbers(program.ops("pad")[0], "pad")
    old = list(amounts)
    amounts[:] = [old[i ^ 1] for i in range(len(old))]


def other_epsilon(bundle: Bundle, kit: Kit) -> None:
    """Keras' 1e-3 folded as PyTorch's 1e-5."""
    kit.again(bundle, TWIN, function=kit.with_epsilon(1e-5))


def two_at_once(graph: tflite.Net) -> None:
    """A batch of two: what a desktop's export leaves behind."""
    for tensor in graph.graph.tensors:
        if tensor.shape is not None and len(tensor.shape) in (2, 4) and graph.model.buffers[tensor.buffer].data is None:
            tensor.shape = [2, *(int(side) for side in tensor.shape[1:])]


def any_number_at_once(graph: tflite.Net) -> None:
    """A batch left open: -1 in the signature of the shapes."""
    for index in (graph.graph.inputs[0], graph.graph.outputs[0]):
        tensor = graph.tensor(index)
        tensor.shapeSignature = [-1, *(int(side) for side in tensor.shape[1:])]


FAULTS = (
    Fault("logits in the place of softmax", net(without_softmax), "activation", TWIN),
    Fault("softmax twice", net(softmax_twice), "activation", TWIN),
    Fault("a package without its softmax", package(package_without_softmax), "activation", PACKAGE),
    Fault("relu for relu6 in a .tflite", net(relu_for_relu6), "tflite_parity", TWIN),
    Fault("one relu for relu6 in a .tflite", net(one_relu_for_relu6), "tflite_parity", TWIN),
    Fault("one relu for relu6 in a package", package(package_relu), "coreml_parity", PACKAGE),
    Fault("padding at the wrong end, .tflite", net(padded_at_the_wrong_end), "tflite_parity", TWIN),
    Fault("padding at the wrong end, package", package(package_padded_at_the_wrong_end), "coreml_parity", PACKAGE),
    Fault("another epsilon in the batch norms", other_epsilon, "tflite_parity", TWIN),
    Fault("a batch of two", net(two_at_once), "tensors", TWIN),
    Fault("a batch of any size", net(any_number_at_once), "tensors", TWIN),
)
