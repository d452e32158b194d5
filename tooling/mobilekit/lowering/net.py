"""A frozen function as plain records that can be changed, run op by op, and made a function again."""

from __future__ import annotations

import functools
import inspect
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Node:
    """One op.

    Attributes:
        name: as in the graph it was read from.
        op: TensorFlow's name of the op, such as ``Conv2D``.
        inputs: what it takes, as ``name`` or ``name:1`` for a further output of an op.
        attributes: as ``tf.raw_ops`` takes them.
        outputs: how many results it has.
    """

    name: str
    op: str
    inputs: tuple[str, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)
    outputs: int = 1


@dataclass(frozen=True)
class Net:
    """A network: nodes in the order of computation, and the values they take that do not depend on the picture.

    Attributes:
        shape: of the input ``image``: (1, H, W, 3) float32.
        nodes: each after those it needs; constants are not among them.
        constants: name -> value.
        output: name of the result, (1, classes) float32.
    """

    shape: tuple[int, ...]
    nodes: tuple[Node, ...]
    constants: Mapping[str, Array]
    output: str

    def consumers(self) -> dict[str, list[Node]]:
        """Name of a node or constant -> the nodes that take it."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            for name in node.inputs:
                found.setdefault(owner(name), []).append(node)
        return found


IMAGE = "image"
"""Name of the input."""

_SKIPPED = frozenset({"NoOp", "Placeholder", "Const", "Assert"})
_SAME = frozenset({"Identity", "StopGradient", "PreventGradient", "CheckNumerics", "Snapshot"})
"""Ops whose result is their first input: only names would be left of them."""


def owner(name: str) -> str:
    """``conv:1`` -> ``conv``."""
    return name.partition(":")[0]


def read(function: Any) -> Net | None:  # noqa: ANN401  (tf ConcreteFunction)
    """The records of a frozen ConcreteFunction; None where an op holds functions of its own, such as a loop."""
    import tensorflow as tf

    nodes, constants, alias = [], {}, {function.inputs[0].name.removesuffix(":0"): IMAGE}
    for op in function.graph.get_operations():
        inputs = tuple(_resolved(tensor, alias) for tensor in op.inputs)
        if op.type == "Const":
            constants[op.name] = tf.make_ndarray(op.get_attr("value"))
        elif op.type in _SAME:
            alias[op.name] = inputs[0]
        elif op.type not in _SKIPPED:
            if any(attribute.type in ("func", "list(func)", "resource") for attribute in op.op_def.attr):
                return None
            nodes.append(Node(op.name, op.type, inputs, _attributes(op), len(op.outputs)))
    shape = tuple(int(side) for side in function.inputs[0].shape)
    return Net(shape, tuple(nodes), constants, _resolved(function.outputs[0], alias))


def _resolved(tensor: Any, alias: Mapping[str, str]) -> str:  # noqa: ANN401  (tf.Tensor)
    name, _, index = tensor.name.partition(":")
    return alias.get(name) or (name if index == "0" else f"{name}:{index}")


def _attributes(op: Any) -> dict[str, Any]:  # noqa: ANN401  (tf.Operation)
    """Those that ``tf.raw_ops`` cannot tell from the inputs."""
    return {
        attribute.name: op.get_attr(attribute.name)
        for attribute in op.op_def.attr
        if attribute.name not in _told(op.op_def)
    }


def _told(definition: Any) -> set[str]:  # noqa: ANN401  (OpDef)
    """Attributes that follow from the inputs: their types and number."""
    arguments = definition.input_arg
    return {name for a in arguments for name in (a.type_attr, a.number_attr, a.type_list_attr)}


def apply(node: Node, values: list[Any], *, name: str | None = None) -> tuple[Any, ...]:
    """Run one node on tensors (or trace it, inside a ``tf.function``); its results."""
    import tensorflow as tf

    inputs, attributes = _arguments(node.op)
    rest = list(values)
    arguments: dict[str, Any] = {attributes[key]: value for key, value in node.attributes.items()}
    for position, (argument, is_list) in enumerate(inputs):
        taken = len(rest) - (len(inputs) - position - 1) if is_list else 1
        arguments[argument] = rest[:taken] if is_list else rest[0]
        rest = rest[taken:]
    made = getattr(tf.raw_ops, node.op)(**arguments, name=name)
    return tuple(made) if isinstance(made, (list, tuple)) else (made,)


@functools.cache
def _arguments(op: str) -> tuple[tuple[tuple[str, bool], ...], dict[str, str]]:
    """How ``tf.raw_ops`` calls an op's inputs, with whether each is a list, and its attributes.

    Some have another name there than in the graph, such as Squeeze's ``squeeze_dims``: ``axis``. Inputs come first and
    in the same order; an attribute of another name is the one that is left over.
    """
    import tensorflow as tf
    from tensorflow.python.framework import op_def_registry

    definition = op_def_registry.get(op)
    parameters = [name for name in inspect.signature(getattr(tf.raw_ops, op)).parameters if name != "name"]
    count = len(definition.input_arg)
    lists = [bool(argument.number_attr or argument.type_list_attr) for argument in definition.input_arg]
    kept = [attribute.name for attribute in definition.attr if attribute.name not in _told(definition)]
    strangers = [name for name in parameters[count:] if name not in kept]
    renamed = dict(zip([name for name in kept if name not in parameters], strangers, strict=True))
    return tuple(zip(parameters[:count], lists, strict=True)), {name: renamed.get(name, name) for name in kept}


def replay(net: Net, image: Any, changed: Callable[[Node, Any], Any] | None = None) -> Any:  # noqa: ANN401
    """Run the net op by op; what is no longer needed is let go at once.

    Args:
        net: what to run.
        image: (1, H, W, 3) float32 tensor.
        changed: given a node and its first result, what goes on in its place.

    Returns:
        The output tensor.
    """
    left = Counter(owner(name) for node in net.nodes for name in node.inputs)
    left[owner(net.output)] += 1
    values: dict[str, Any] = {IMAGE: image}
    for node in net.nodes:
        made = apply(node, inputs_of(node, net, values), name=node.name)
        if changed is not None:
            made = (changed(node, made[0]), *made[1:])
        keep(node, made, values)
        release(node, left, values)
    return values[net.output]


def inputs_of(node: Node, net: Net, values: Mapping[str, Any]) -> list[Any]:
    """The tensors and constants that a node takes."""
    return [net.constants[name] if name in net.constants else values[name] for name in node.inputs]


def keep(node: Node, made: Iterable[Any], values: dict[str, Any]) -> None:
    """Put a node's results among ``values`` by the names that others take them by."""
    for index, value in enumerate(made):
        values[f"{node.name}:{index}" if index else node.name] = value


def release(node: Node, left: Counter[str], values: dict[str, Any]) -> None:
    """Forget the inputs of ``node`` that no later node takes."""
    for name in map(owner, node.inputs):
        left[name] -= 1
        if not left[name]:
            for stored in [key for key in values if owner(key) == name]:
                del values[stored]


def function_of(net: Net) -> Any:  # noqa: ANN401  (tf ConcreteFunction)
    """The net as a ConcreteFunction without variables: input ``image``, output (1, classes) float32."""
    import tensorflow as tf

    def call(image: Any) -> Any:  # noqa: ANN401  (tf.Tensor)
        return tf.identity(replay(net, image))

    spec = tf.TensorSpec(net.shape, tf.float32, name=IMAGE)
    return tf.function(call, autograph=False, jit_compile=False).get_concrete_function(spec)


def constant(net: Net, name: str) -> Array | None:
    """The value behind a name where it is a constant."""
    value = net.constants.get(name)
    return None if value is None else np.asarray(value)
