"""A saved graph written out: the nodes between picture and scores, calls replaced by what they call, weights put in.

Done on the graph's bytes as data. TensorFlow would do it by importing every function, tracing and freezing: several
times the work, and functions of two files may not share a name in one process.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.errors import MobileKitError
from mobilekit.sources.base import Call
from mobilekit.sources.savedmodel.scan import called_by
from mobilekit.sources.savedmodel.signature import Signature

IMAGE, SCORES = "image:0", "scores:0"
VARIABLES = ("VarHandleOp", "VariableV2", "Variable")
_SAME = ("ReadVariableOp", "PlaceholderWithDefault")
"""Ops whose output is their first input, once variables are constants and nobody feeds anything but the picture."""
_HALF, _FLOAT = (14, 19), 1
"""DataType numbers of bfloat16 and float16, and of float32."""


def needed_nodes(graph_def: Any, way: Signature) -> list[Any]:  # noqa: ANN401  (GraphDef -> NodeDefs)
    """The nodes that the scores are computed from, each after its inputs; the input's own node is not among them."""
    return _ordered({node.name: node for node in graph_def.node}, [way.scores], {way.image.split(":")[0]})


def call_of_graph(flat: Any) -> Call:  # noqa: ANN401  (GraphDef)
    """The function of pictures that a written-out graph is."""
    import tensorflow as tf

    def call(image: Any) -> Any:  # noqa: ANN401  (tf.Tensor)
        return tf.graph_util.import_graph_def(flat, {IMAGE: image}, [SCORES], name="")[0]

    return call


def weights_in(flat: Any) -> int:  # noqa: ANN401  (GraphDef)
    """Numbers in the floating-point constants that are no single number."""
    import tensorflow as tf

    found = [n.attr["value"].tensor.tensor_shape for n in flat.node if n.op == "Const" and n.attr["dtype"].type == 1]
    return sum(int(tf.TensorShape(shape).num_elements() or 0) for shape in found if len(shape.dim))


def write_out(graph_def: Any, way: Signature, values: dict[str, npt.NDArray[Any]], where: str) -> Any:  # noqa: ANN401
    """A GraphDef from ``image`` to ``scores`` with constants for variables, no calls, and single precision throughout.

    Args:
        graph_def: that was held against the list of ops.
        way: through it.
        values: name of a variable's node -> its value.
        where: it comes from, for sentences.

    Raises:
        MobileKitError: the scores depend on another input than the picture.
    """
    writer = _Writer({function.signature.name: function for function in graph_def.library.function}, values, where)
    writer.made.versions.CopyFrom(graph_def.versions)
    nodes = {node.name: node for node in graph_def.node}
    (scores,) = writer.inline(nodes, [way.scores], {way.image.split(":")[0]: IMAGE}, "")
    writer.made.node.add(name="scores", op="Identity", input=[scores]).attr["T"].type = _FLOAT
    return writer.made


class _Writer:
    """Writes nodes into one graph under names of their own."""

    def __init__(self, library: dict[str, Any], values: dict[str, npt.NDArray[Any]], where: str) -> None:
        from tensorflow.core.framework import graph_pb2

        self.made = graph_pb2.GraphDef()
        self._library, self._values, self._where = library, values, where
        self._used: set[str] = set()

    def inline(self, nodes: dict[str, Any], wanted: list[str], feeds: dict[str, str], scope: str) -> list[str]:
        """Write what ``wanted`` needs and say where each of it is now.

        Args:
            nodes: of a graph or of a function, by name.
            wanted: tensors of it, as it names them.
            feeds: its inputs -> tensors of the graph being written.
            scope: before the names of what is written.
        """
        outputs: dict[str, list[str]] = {name: [tensor] for name, tensor in feeds.items()}

        def place(tensor: str) -> str:
            name, *rest = tensor.split(":")
            start = _offset(nodes[name], rest[0], self._library) if len(rest) == 2 else 0
            return outputs[name][start + (int(rest[-1]) if rest else 0)]

        for node in _ordered(nodes, wanted, set(feeds)):
            inputs = [place(tensor) for tensor in node.input if not tensor.startswith("^")]
            outputs[node.name] = self._write(node, inputs, scope)
        return [place(tensor) for tensor in wanted]

    def _write(self, node: Any, inputs: list[str], scope: str) -> list[str]:  # noqa: ANN401  (NodeDef)
        """Write one node; the tensors it gives."""
        called = next(called_by(node, self._library), None)
        if called is not None:
            function = self._library[called]
            arguments = {arg.name: tensor for arg, tensor in zip(function.signature.input_arg, inputs, strict=True)}
            wanted = [function.ret[output.name] for output in function.signature.output_arg]
            body = {inner.name: inner for inner in function.node_def}
            return self.inline(body, wanted, arguments, f"{scope}{node.name}/")
        if node.op == "Placeholder":
            raise MobileKitError(
                f"The scores of {self._where} depend on a second input, {node.name}.",
                remedy="Export the network so that the picture is its only input.",
            )
        if node.op in _SAME:
            return [inputs[0]]
        name = self._name(scope + node.name)
        if node.op in VARIABLES:
            self._constant(name, self._values[node.name])
            return [f"{name}:0"]
        copy = self.made.node.add(name=name, op=node.op, input=inputs)
        for key, value in node.attr.items():
            if not key.startswith("_"):  # hints of the process that saved it: places, gradients registered there
                copy.attr[key].CopyFrom(value)
                _widen(copy.attr[key])
        return [f"{name}:{place}" for place in range(_counts(node)[-1])]

    def _constant(self, name: str, value: npt.NDArray[Any]) -> None:
        import tensorflow as tf

        proto = tf.make_tensor_proto(value)
        node = self.made.node.add(name=name, op="Const")
        node.attr["dtype"].type = proto.dtype
        node.attr["value"].tensor.CopyFrom(proto)
        for key in ("dtype", "value"):
            _widen(node.attr[key])

    def _name(self, text: str) -> str:
        while text in self._used or text in ("image", "scores"):
            text += "_"
        self._used.add(text)
        return text


def _ordered(nodes: dict[str, Any], wanted: list[str], given: set[str]) -> list[Any]:
    """The nodes that ``wanted`` needs, each after its inputs, along data alone: waiting for an op takes no value."""
    found: dict[str, Any] = {}
    todo = [(tensor.split(":")[0], False) for tensor in wanted]
    open_: set[str] = set()
    while todo:
        name, ready = todo.pop()
        if name in found or name in given or name not in nodes:
            continue
        if ready:
            found[name] = nodes[name]
        elif name not in open_:
            open_.add(name)
            todo.append((name, True))
            todo += [(tensor.split(":")[0], False) for tensor in nodes[name].input if not tensor.startswith("^")]
    return list(found.values())


def _counts(node: Any) -> list[int]:  # noqa: ANN401  (NodeDef)
    """How many tensors come before each named output of a node, and in all."""
    from tensorflow.python.framework import op_def_registry

    counts = [0]
    for output in op_def_registry.get(node.op).output_arg:
        many = output.number_attr, output.type_list_attr
        count = node.attr[many[0]].i if many[0] else len(node.attr[many[1]].list.type) if many[1] else 1
        counts.append(counts[-1] + count)
    return counts


def _offset(node: Any, output: str, library: dict[str, Any]) -> int:  # noqa: ANN401  (NodeDef)
    """Place of a node's output by name, as functions refer to it."""
    from tensorflow.python.framework import op_def_registry

    if node.op in library:
        return [arg.name for arg in library[node.op].signature.output_arg].index(output)
    return _counts(node)[[arg.name for arg in op_def_registry.get(node.op).output_arg].index(output)]


def _widen(value: Any) -> None:  # noqa: ANN401  (AttrValue)
    """Half precision becomes single, constants with their values: phones' formats choose their own."""
    import tensorflow as tf

    if value.type in _HALF:
        value.type = _FLOAT
    for place, dtype in enumerate(value.list.type):
        if dtype in _HALF:
            value.list.type[place] = _FLOAT
    if value.HasField("tensor") and value.tensor.dtype in _HALF:
        value.tensor.CopyFrom(tf.make_tensor_proto(tf.make_ndarray(value.tensor).astype(np.float32)))
