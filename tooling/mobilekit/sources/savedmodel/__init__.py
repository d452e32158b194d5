"""SavedModel folders of TensorFlow 1 and 2: the function that classifies, cut out and never run whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mobilekit.errors import MobileKitError
from mobilekit.labels import read_labels
from mobilekit.sources.base import Source
from mobilekit.sources.describe import Shape, describe_call, fixed_shape
from mobilekit.sources.names import file_name
from mobilekit.sources.savedmodel import flat
from mobilekit.sources.savedmodel.folder import GRAPH, Found, find, sha256_of_files, weight_files
from mobilekit.sources.savedmodel.scan import refuse_programs
from mobilekit.sources.savedmodel.signature import Signature, choose, choose_graph
from mobilekit.sources.savedmodel.variables import read_variables

_HALF_NOTICE = "The network computes in half precision; here it computes in single precision, its weights unchanged."


def load(path: Path, signature: str | None = None, size: tuple[int, int] | None = None) -> Source:
    """The classifier in the SavedModel at ``path``, or a level or two below.

    Args:
        path: a folder.
        signature: which of its functions, as ``name`` or ``name:output``; None where only one fits.
        size: (height, width) for a network that takes any.

    Raises:
        MobileKitError: no SavedModel, several, none or several functions that fit, ops that are no arithmetic, files
            that are missing, damaged, outside the folder or too large, or no image classifier.
    """
    found = find(path)
    weight_files(found.root)  # refused before a byte of them is parsed
    graph = choose_graph(list(_parsed(found.root).meta_graphs), str(path))
    way = choose(graph, signature, str(path))
    shape = fixed_shape(way.shape, str(path), size)
    network = _written_out(graph, way, found.root)
    halves = any(value.type in (14, 19) for node in graph.graph_def.node for value in node.attr.values())
    name = file_name(found.name)
    return _described(
        network,
        shape,
        str(path),
        name=name,
        architecture=name,
        width_multiplier=None,
        sha256=sha256_of_files(found.root),
        origin=str(path),
        license="unknown",
        embedded=_embedded(found),
        notices=(_HALF_NOTICE,) if halves else (),
    )


def _described(network: Any, shape: Shape, where: str, **known: Any) -> Source:  # noqa: ANN401  (GraphDef)
    import tensorflow as tf

    try:
        call, parameters = flat.call_of_graph(network), flat.weights_in(network)
        return describe_call(call, shape, where, parameters=parameters, **known)
    except (ValueError, TypeError, tf.errors.OpError) as error:
        # TensorFlow names what does not fit (an attribute, a shape) in the first line of whichever of these.
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise MobileKitError(
            f"TensorFlow cannot build the graph of {where}: {reason[:200]}", remedy="Save the model again."
        ) from error


def _parsed(root: Path) -> Any:  # noqa: ANN401  (SavedModel)
    from google.protobuf.message import DecodeError
    from tensorflow.core.protobuf import saved_model_pb2

    try:
        saved = saved_model_pb2.SavedModel.FromString((root / GRAPH).read_bytes())
    except DecodeError as error:
        raise MobileKitError(f"{root / GRAPH} is truncated or damaged.", remedy="Copy the folder again.") from error
    if not saved.meta_graphs:
        raise MobileKitError(f"{root / GRAPH} holds no graph.", remedy="Copy the folder again.")
    return saved


def _written_out(graph: Any, way: Signature, root: Path) -> Any:  # noqa: ANN401
    """The network as a graph of arithmetic on constants."""
    library = {function.signature.name: function for function in graph.graph_def.library.function}
    nodes = flat.needed_nodes(graph.graph_def, way)
    refuse_programs(nodes, library, str(root))
    try:
        values = read_variables(graph, [node.name for node in nodes if node.op in flat.VARIABLES], root)
        return flat.write_out(graph.graph_def, way, values, str(root))
    except (KeyError, IndexError, ValueError, TypeError) as error:
        raise MobileKitError(
            f"The graph of {root} refers to what is not in it.", remedy="Copy or save the model again."
        ) from error


def _embedded(found: Found) -> dict[str, Any] | None:
    return {"labels": list(read_labels(found.labels))} if found.labels else None
