"""What computes each result of a written file: in its own words, and in words that two formats share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

COPIES = ("cast", "classify")
"""Kinds whose results are another's in another type: never compared."""

SHARED = {
    "conv_2d": "conv", "depthwise_conv_2d": "conv", "fully_connected": "linear", "matmul": "linear",
    "mean": "mean", "reduce_mean": "mean", "average_pool_2d": "mean", "avg_pool": "mean",
    "relu6": "relu", "relu_n1_to_1": "relu", "clip": "relu", "logistic": "sigmoid",
    "expand_dims": "reshape", "squeeze": "reshape", "transpose": "reshape", "mirror_pad": "pad", "padv2": "pad",
    "quantize": "cast", "dequantize": "cast",
}  # fmt: skip
"""Op (TFLite's schema.fbs, MIL's ops; lower case) -> the word for both. One that is not here is its own word.

relu and relu6 are one kind, so that the one in the other's place is compared and not passed over.
"""


@dataclass(frozen=True)
class Kind:
    """What computes a result.

    Attributes:
        op: in the file's words, such as ``CONV_2D RELU6``.
        shared: the last thing it does, in the words of ``SHARED``: a fused activation, or the op itself.
        sources: names of the results it is computed from; constants and the picture may be among them or not.
    """

    op: str
    shared: str
    sources: tuple[str, ...] = ()


UNKNOWN = Kind("", "")


def kinds_of(variant: str, path: Path) -> dict[str, Kind]:
    """Result, as the format's ``Runner.layers`` names it -> what computes it; in the order of computation.

    Raises:
        MobileKitError: not a file of that format.
    """
    return READERS[variant.split("-")[0]](path)


def _kind(op: str, activation: str | None, sources: tuple[str, ...]) -> Kind:
    last = (activation or op).lower()
    return Kind(f"{op} {activation}" if activation else op, SHARED.get(last, last), sources)


def _tflite(path: Path) -> dict[str, Kind]:
    from mobilekit.formats.tflite.graph import graph_of, guarded, model_of, nodes_of
    from mobilekit.formats.tflite.layers import layers_of

    names = {layer.index: layer.name for layer in layers_of(path)}

    def read(data: bytes) -> dict[str, Kind]:
        model = model_of(data)
        graph = graph_of(model)
        found = {}
        for number, op in enumerate(nodes_of(graph, model)):
            node = graph.Operators(number)
            takes, gives = (
                [names[int(index)] for index in indices if int(index) in names]
                for indices in (node.InputsAsNumpy(), node.OutputsAsNumpy())
            )
            found.update(dict.fromkeys(gives, _kind(op.name, op.activation, tuple(takes))))
        return found

    return guarded(path, read)


def _coreml(path: Path) -> dict[str, Kind]:
    from mobilekit.formats.coreml.program import read_program
    from mobilekit.formats.coreml.unpack import guarded

    found = {}
    for op in guarded(path, lambda unpacked: read_program(unpacked).block.operations):
        sources = tuple(bound.name for argument in op.inputs.values() for bound in argument.arguments)
        found.update({output.name: _kind(op.type, None, sources) for output in op.outputs})
    return found


READERS: dict[str, Callable[[Path], dict[str, Kind]]] = {"tflite": _tflite, "coreml": _coreml}
