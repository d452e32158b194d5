"""Which results of a .tflite depend on the picture: what a comparison layer by layer can look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobilekit.formats.tflite.graph import graph_of, guarded, model_of, nodes_of, within


@dataclass(frozen=True)
class Layer:
    """One result.

    Attributes:
        name: in the file.
        index: of its tensor.
        scales: quantisation steps, one or one a channel; empty where it is not quantised.
        zero_points: as many.
    """

    name: str
    index: int
    scales: tuple[float, ...]
    zero_points: tuple[int, ...]


def layers_of(path: Path) -> tuple[Layer, ...]:
    """The results of the main graph that depend on its input, in the order of computation.

    Raises:
        MobileKitError: missing, truncated, or not a TFLite model.
    """
    return guarded(path, lambda data: _layers(graph_of(model_of(data))))


def gated(path: Path) -> frozenset[str]:
    """Results that a HARD_SWISH alone takes: below -3 it makes 0 of them, so how far below does not matter.

    Raises:
        MobileKitError: missing, truncated, or not a TFLite model.
    """
    return guarded(path, lambda data: _gated(model_of(data)))


def _gated(model: Any) -> frozenset[str]:  # noqa: ANN401
    graph = graph_of(model)
    takers: dict[int, set[str]] = {}
    for number, node in enumerate(nodes_of(graph, model)):
        for index in _numbers(graph.Operators(number), "Inputs"):
            takers.setdefault(int(index), set()).add(node.name)
    found = (index for index, names in takers.items() if names == {"HARD_SWISH"})
    return frozenset(graph.Tensors(within(index, graph.TensorsLength())).Name().decode("utf-8") for index in found)


def _layers(graph: Any) -> tuple[Layer, ...]:  # noqa: ANN401
    live = {int(index) for index in graph.InputsAsNumpy()}
    order: list[int] = []
    for number in range(graph.OperatorsLength()):
        op = graph.Operators(number)
        if live.isdisjoint(int(index) for index in _numbers(op, "Inputs")):
            continue  # weights unpacked, the same for every picture
        made = [within(int(index), graph.TensorsLength()) for index in _numbers(op, "Outputs")]
        order += [index for index in made if index not in live]
        live.update(made)
    names = [graph.Tensors(index).Name().decode("utf-8") for index in order]
    twice = Counter(names)
    unique = [name if twice[name] == 1 else f"{name}#{index}" for name, index in zip(names, order, strict=True)]
    return tuple(_layer(name, index, graph.Tensors(index)) for name, index in zip(unique, order, strict=True))


def _layer(name: str, index: int, tensor: Any) -> Layer:  # noqa: ANN401
    found = tensor.Quantization()
    count = found.ScaleLength() if found is not None else 0
    scales = tuple(float(found.Scale(k)) for k in range(count))
    return Layer(name, index, scales, tuple(int(found.ZeroPoint(k)) for k in range(count)))


def _numbers(op: Any, side: str) -> Any:  # noqa: ANN401
    return getattr(op, f"{side}AsNumpy")() if getattr(op, f"{side}Length")() else ()
