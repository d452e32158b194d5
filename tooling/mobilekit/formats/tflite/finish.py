"""What the converter leaves out: names, a signature, metadata, and proof of the weights."""

from __future__ import annotations

from typing import Any

from mobilekit.errors import MobileKitError
from mobilekit.formats.tflite import flat, metadata
from mobilekit.spec import LOGITS, Job

SIGNATURE = "serving_default"
INPUT = "image"
LEAST = 0.5
"""Share of the source's constants that must be in the file. Folded batch norms and zero biases take a few per cent
away; a file without its weights keeps almost nothing."""


def finish(model: Any, job: Job) -> bytes:  # noqa: ANN401
    """A variant's ``ModelT`` tree -> the file: named tensors, signature, metadata, labels; changes ``model``.

    Raises:
        MobileKitError: the file lost its weights, or is no net with one image in and one row of scores out.
    """
    graph = _only_graph(model, job)
    _require_weights(model, graph, job)
    _sign(model, graph, "logits" if job.card.activation == LOGITS else "probabilities")
    image, scores = (graph.tensors[int(index[0])] for index in (graph.inputs, graph.outputs))
    dtypes = {number: name.lower() for number, name in flat.enum_names(flat.schema().TensorType).items()}
    interface = metadata.Interface(dtypes[image.type], dtypes[scores.type])
    _attach(model, metadata.build(job.card, job.rule, interface))
    return metadata.append_labels(flat.pack(model), job.labels)


def _only_graph(model: Any, job: Job) -> Any:  # noqa: ANN401
    graph = model.subgraphs[0]
    if len(graph.inputs) == len(graph.outputs) == 1:
        image, scores = graph.tensors[int(graph.inputs[0])], graph.tensors[int(graph.outputs[0])]
        if list(image.shape) == [1, *job.rule.size, 3] and list(scores.shape) == [1, len(job.labels)]:
            image.shapeSignature = scores.shapeSignature = None
            return graph
    height, width = job.rule.size
    raise MobileKitError(
        f"The converted net of {job.card.name} does not take one image (1, {height}, {width}, 3) "
        f"and give scores (1, {len(job.labels)}).",
        remedy="Check the size in the preprocessing and the number of labels.",
    )


def _require_weights(model: Any, graph: Any, job: Job) -> None:  # noqa: ANN401
    kept = sum(_elements(tensor) for tensor in graph.tensors if model.buffers[tensor.buffer].data is not None)
    if kept < LEAST * constants(job.function):
        raise MobileKitError(
            f"TensorFlow wrote a TFLite file of {job.card.name} without its weights.",
            remedy="Trace the network into one function whose weights are constants, and report this.",
        )


def _elements(tensor: Any) -> int:  # noqa: ANN401
    count = 1
    for side in tensor.shape if tensor.shape is not None else ():
        count *= int(side)
    return count


def constants(function: Any) -> int:  # noqa: ANN401
    """Number of float32 values that a ConcreteFunction holds, as constants or as variables."""
    import tensorflow as tf

    total = sum(int(variable.shape.num_elements()) for variable in function.variables)
    for op in function.graph.get_operations():
        if op.type == "Const" and op.outputs[0].dtype == tf.float32:
            total += int(op.outputs[0].shape.num_elements())
    return total


def _sign(model: Any, graph: Any, output: str) -> None:  # noqa: ANN401
    """LiteRT's CompiledModel finds tensors by signature; the tensors get the same names, so there is one to know."""
    generated = flat.schema()
    maps = []
    for name, index in ((INPUT, graph.inputs[0]), (output, graph.outputs[0])):
        graph.tensors[int(index)].name = name
        maps.append(generated.TensorMapT(name=name, tensorIndex=int(index)))
    model.signatureDefs = [
        generated.SignatureDefT(inputs=maps[:1], outputs=maps[1:], signatureKey=SIGNATURE, subgraphIndex=0)
    ]


def _attach(model: Any, buffer: bytes) -> None:  # noqa: ANN401
    import numpy as np

    generated = flat.schema()
    model.buffers.append(generated.BufferT(data=np.frombuffer(buffer, np.uint8)))
    entry = generated.MetadataT(name=metadata.ENTRY.decode(), buffer=len(model.buffers) - 1)
    model.metadata = [*(model.metadata or []), entry]
