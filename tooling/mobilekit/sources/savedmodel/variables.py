"""The values of a saved graph's variables, read from its checkpoint by TensorFlow's reader; nothing of the graph runs.

Which value belongs to which variable is written in the graph's own restore op: names of stored tensors in a constant,
and one assignment a variable. It is followed here as data.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.errors import MobileKitError
from mobilekit.sources.savedmodel.folder import MAX_BYTES, VARIABLES

_DAMAGE = (ValueError, RuntimeError, IndexError, KeyError, NotImplementedError)
"""What TensorFlow's reader raises, besides its own errors, for files cut short or changed."""
_ASSIGN = ("Assign", "AssignVariableOp")


def read_variables(graph: Any, wanted: list[str], root: Path) -> dict[str, npt.NDArray[Any]]:  # noqa: ANN401
    """Name of a variable's node -> its value, for all ``wanted``.

    Args:
        graph: MetaGraphDef.
        wanted: names of nodes that make variables.
        root: the SavedModel's folder.

    Raises:
        MobileKitError: no value for one of them, or files that are no checkpoint.
    """
    import tensorflow as tf

    if not wanted:
        return {}
    damaged = MobileKitError(f"The variables of {root} are truncated or damaged.", remedy="Copy the folder again.")
    keys = stored_names(graph)
    try:
        reader = tf.train.load_checkpoint(str(root / VARIABLES))
        shapes, dtypes = reader.get_variable_to_shape_map(), reader.get_variable_to_dtype_map()
    except (tf.errors.OpError, *_DAMAGE) as error:
        if not list((root / VARIABLES.parent).glob("*.index")):
            raise MobileKitError(
                f"{root} has no variables beside its graph.", remedy="Copy the whole folder, variables/ included."
            ) from error
        raise damaged from error
    missing = [name for name in wanted if keys.get(name) not in shapes]
    if missing:
        raise MobileKitError(
            f"{root} holds no value for {len(missing)} of {len(wanted)} variables, {missing[0]} among them.",
            remedy="Copy the whole folder, or save the model again.",
        )
    if sum(int(np.prod(shapes[keys[name]], dtype=np.int64)) * dtypes[keys[name]].size for name in wanted) > MAX_BYTES:
        raise MobileKitError(f"{root} unpacks to more than a model can be.", remedy="Save the model again.")
    try:
        return {name: np.asarray(reader.get_tensor(keys[name])) for name in wanted}
    except (tf.errors.OpError, *_DAMAGE) as error:
        raise damaged from error


def stored_names(graph: Any) -> dict[str, str]:  # noqa: ANN401  (MetaGraphDef)
    """Name of a variable's node -> name of its value in the checkpoint, as the restore op assigns them."""
    nodes = {node.name: node for node in graph.graph_def.node}
    found = dict(_assigned(nodes))
    library = {function.signature.name: function for function in graph.graph_def.library.function}
    restore = nodes.get(graph.saver_def.restore_op_name.split(":")[0].lstrip("^"))
    if restore is not None and "f" in restore.attr and restore.attr["f"].func.name in library:
        function = library[restore.attr["f"].func.name]
        arguments = dict(zip((arg.name for arg in function.signature.input_arg), restore.input, strict=False))
        inside = _assigned({node.name: node for node in function.node_def})
        found.update({_node(arguments[name]): key for name, key in inside.items() if name in arguments})
    return found


def _assigned(nodes: dict[str, Any]) -> dict[str, str]:
    """Variable -> stored name, from the assignments whose value is what a RestoreV2 gives."""
    stored = {node.name: _stored(node, nodes) for node in nodes.values() if node.op == "RestoreV2"}
    found = {}
    for node in nodes.values():
        if node.op not in _ASSIGN or len(node.input) < 2:
            continue
        source = node.input[1]
        while (made := nodes.get(_node(source))) is not None and made.op == "Identity":
            source = made.input[0]
        index = source.rpartition(":")[2]
        key = stored.get(_node(source), {}).get(int(index) if index.isdigit() else 0)
        if key is not None:
            found[_node(node.input[0])] = key
    return found


def _stored(node: Any, nodes: dict[str, Any]) -> dict[int, str]:  # noqa: ANN401  (NodeDef)
    """Place among the outputs of a RestoreV2 -> name in the checkpoint; a slice of a variable is not followed."""
    names, slices = (_strings(nodes.get(_node(tensor))) for tensor in node.input[1:3])
    return {place: name for place, (name, part) in enumerate(zip(names, slices, strict=False)) if not part}


def _node(tensor: str) -> str:
    """Name of the node in ``^name``, ``name:0`` or ``name:output:0``."""
    return tensor.lstrip("^").split(":")[0]


def _strings(node: Any) -> list[str]:  # noqa: ANN401  (NodeDef)
    """The strings in a constant; empty where it is none."""
    import tensorflow as tf

    if node is None or node.op != "Const":
        return []
    return [text.decode("utf-8", "replace") for text in tf.make_ndarray(node.attr["value"].tensor).reshape(-1).tolist()]
