"""Which of a SavedModel's functions classifies pictures: the only one that can, or the one that is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mobilekit.errors import MobileKitError

_FLOATS = frozenset({1, 14, 19})
"""DataType numbers of float32, bfloat16 and float16 in tensorflow/core/framework/types.proto."""
_STRING = 7
SERVE = ("serve",)
"""Tag of the graph made for inference (tf.saved_model.SERVING); TF 1 Hub modules have none on theirs."""


@dataclass(frozen=True)
class Signature:
    """One way from a picture to scores.

    Attributes:
        name: of the signature, with ``:output`` where it gives more than one that fits.
        image: name of the input tensor.
        scores: name of the output tensor.
        shape: of the input, None where open.
        dtype: DataType number of the input.
        gives: shape of the output as declared; None where its rank is unknown.
    """

    name: str
    image: str
    scores: str
    shape: tuple[int | None, ...]
    dtype: int
    gives: tuple[int | None, ...] | None

    def __str__(self) -> str:
        return f"{self.name} {_shown(self.shape)} -> {_shown(self.gives)}"


def choose_graph(graphs: list[Any], where: str) -> Any:  # noqa: ANN401  (MetaGraphDef)
    """The graph made for inference.

    Raises:
        MobileKitError: none is, or it cannot be told which.
    """
    tagged = {tuple(sorted(graph.meta_info_def.tags)): graph for graph in graphs}
    found = tagged.get(SERVE) or tagged.get(())
    if found is None and len(graphs) == 1:
        found = graphs[0]
    if found is None:
        shown = "; ".join(" ".join(tags) for tags in tagged)
        raise MobileKitError(f"{where} has no graph for inference, only {shown}.", remedy="Save it with the tag serve.")
    return found


def choose(graph: Any, wanted: str | None, where: str) -> Signature:  # noqa: ANN401  (MetaGraphDef)
    """The signature called ``wanted``, or the only one that takes a picture and gives scores.

    Raises:
        MobileKitError: no such one, none that fits, or several.
    """
    signatures = {key: value for key, value in graph.signature_def.items() if key != "__saved_model_init_op"}
    if not signatures:
        raise MobileKitError(
            f"{where} has no signature, so nothing says which of its functions classifies.",
            remedy="Export it by model.export(), or give tf.saved_model.save its signatures.",
        )
    fitting = [found for key, value in sorted(signatures.items()) for found in _ways(key, value)]
    if wanted is not None:
        return _named(wanted, fitting, signatures, where)
    distinct = {_core(graph, found): found for found in reversed(fitting)}
    if len(distinct) == 1:
        return next(iter(distinct.values()))
    if not fitting:
        raise _none_fits(signatures, where)
    raise MobileKitError(
        f"{where} has several functions from an image to scores: {'; '.join(str(found) for found in fitting[:8])}.",
        remedy=f"Give --signature, such as {fitting[0].name}.",
    )


def _named(wanted: str, fitting: list[Signature], signatures: dict[str, Any], where: str) -> Signature:
    found = [way for way in fitting if wanted in (way.name, way.name.split(":")[0])]
    if len(found) == 1:
        return found[0]
    if found:
        raise MobileKitError(
            f"The signature {wanted} of {where} gives several outputs that may be scores.",
            remedy=f"Name one: --signature {', '.join(way.name for way in found[:8])}.",
        )
    known = wanted.split(":")[0] in signatures
    problem = "takes no image or gives no scores" if known else "is not there"
    shown = ", ".join(way.name for way in fitting[:8]) or ", ".join(sorted(signatures)[:8])
    raise MobileKitError(
        f"The signature {wanted} of {where} {problem}.",
        remedy=f"Those that fit: {shown}." if fitting else f"None fits; there are {shown}.",
    )


def _none_fits(signatures: dict[str, Any], where: str) -> MobileKitError:
    inputs = [info for value in signatures.values() for info in value.inputs.values()]
    if any(info.dtype == _STRING for info in inputs):
        return MobileKitError(
            f"{where} takes encoded files (strings), not pictures as numbers.",
            remedy="Export the network without its decoding step.",
        )
    if any(info.dtype not in _FLOATS and len(info.tensor_shape.dim) == 4 for info in inputs):
        return MobileKitError(
            f"{where} takes whole numbers, not floating point.",
            remedy="Export it with a float32 input (0..255 is fine: give --preprocessing raw).",
        )
    shown = "; ".join(f"{key} ({len(value.inputs)} in, {len(value.outputs)} out)" for key, value in signatures.items())
    return MobileKitError(
        f"{where} has no function from one image to scores, only {shown[:300]}.",
        remedy="Export an image classifier: (1, height, width, 3) in, one score per class out.",
    )


def _ways(name: str, signature: Any) -> Iterator[Signature]:  # noqa: ANN401  (SignatureDef)
    """From the only picture among the inputs to each output that may be scores."""
    if len(signature.inputs) != 1:
        return
    (image,) = signature.inputs.values()
    shape = _shape(image)
    if image.dtype not in _FLOATS or shape is None or len(shape) != 4 or not image.name:
        return
    scores = {key: info for key, info in signature.outputs.items() if info.dtype in _FLOATS and _scores(_shape(info))}
    # TF 1 Hub modules name the answer of a signature "default" and add every layer's result beside it.
    scores = {"default": scores["default"]} if "default" in scores else scores
    for key, info in sorted(scores.items()):
        label = name if len(scores) == 1 else f"{name}:{key}"
        yield Signature(label, image.name, info.name, shape, image.dtype, _shape(info))


def _scores(shape: tuple[int | None, ...] | None) -> bool:
    return shape is None or (len(shape) >= 2 and all(side in (None, 1) for side in shape[1:-1]))


def _shape(info: Any) -> tuple[int | None, ...] | None:  # noqa: ANN401  (TensorInfo)
    if info.tensor_shape.unknown_rank:
        return None
    return tuple(None if axis.size < 0 else int(axis.size) for axis in info.tensor_shape.dim)


def _shown(shape: tuple[int | None, ...] | None) -> str:
    return "(?)" if shape is None else f"({', '.join('any' if side is None else str(side) for side in shape)})"


def _core(graph: Any, found: Signature) -> str:  # noqa: ANN401  (MetaGraphDef)
    """What a signature calls in the end: Keras 3 exports one function under two names."""
    nodes = {node.name: node for node in graph.graph_def.node}
    library = {function.signature.name: function for function in graph.graph_def.library.function}
    node, path = nodes.get(found.scores.split(":")[0]), found.scores
    while node is not None and node.op in ("PartitionedCall", "StatefulPartitionedCall"):
        name = node.attr["f"].func.name
        path = f"{name}/{found.scores.rpartition(':')[2]}"
        calls = (
            [inner for inner in library[name].node_def if inner.op not in ("Identity", "NoOp")]
            if name in library
            else []
        )
        node = calls[0] if len(calls) == 1 else None
    return path
