"""What a .tflite says of itself, from its bytes: no TensorFlow, no LiteRT runtime, and no trust in the bytes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from mobilekit.formats.tflite import flat, metadata, record
from mobilekit.formats.tflite.graph import MOST_ENDS, graph_of, guarded, model_of, nodes_of, open_shape_of, within
from mobilekit.spec import Readback, Tensor

LAYOUTS = {4: "NHWC", 2: "NC"}
RUNTIME_ENTRY = "min_runtime_version"
"""Name of the metadata entry in which TensorFlow's converter writes the oldest runtime that knows all ops."""


def readback(path: Path) -> Readback:
    """Tensors, ops, weights and metadata of a .tflite file.

    Raises:
        MobileKitError: missing, truncated, or not a TFLite model.
    """
    return guarded(path, _readback)


def _readback(data: bytes) -> Readback:
    model = model_of(data)
    graph = graph_of(model)
    ops = nodes_of(graph, model)
    found = _metadata(model, data)
    fused = Counter(op.activation for op in ops if op.activation)
    found["fused_activations"] = {name: fused[name] for name in sorted(fused)}
    counts = Counter(op.name for op in ops)
    return Readback(
        inputs=_ends(graph, graph.InputsAsNumpy()),
        outputs=_ends(graph, graph.OutputsAsNumpy()),
        ops={name: counts[name] for name in sorted(counts)},
        metadata=found,
        minimum={"litert": found[RUNTIME_ENTRY]} if RUNTIME_ENTRY in found else {},
        weights=_weights(graph, model),
    )


def _ends(graph: Any, indices: Any) -> tuple[Tensor, ...]:  # noqa: ANN401
    if not 0 < len(indices) <= MOST_ENDS:
        raise ValueError("an impossible number of inputs or outputs")
    return tuple(_tensor(graph.Tensors(within(int(index), graph.TensorsLength()))) for index in indices)


def _tensor(tensor: Any) -> Tensor:  # noqa: ANN401
    shape, quantisation = open_shape_of(tensor), tensor.Quantization()
    single = quantisation is not None and quantisation.ScaleLength() == 1
    return Tensor(
        name=tensor.Name().decode("utf-8"),
        shape=shape,
        dtype=_dtype(tensor),
        layout=LAYOUTS.get(len(shape), "other"),
        scale=float(quantisation.Scale(0)) if single else None,
        zero_point=int(quantisation.ZeroPoint(0)) if single else None,
    )


def _dtype(tensor: Any) -> str:  # noqa: ANN401
    return flat.enum_names(flat.schema().TensorType)[tensor.Type()].lower()


def _weights(graph: Any, model: Any) -> dict[str, int]:  # noqa: ANN401
    total: Counter[str] = Counter()
    seen = set()
    for index in range(graph.TensorsLength()):
        tensor = graph.Tensors(index)
        buffer = model.Buffers(within(tensor.Buffer(), model.BuffersLength()))
        if not buffer.DataIsNone() and tensor.Buffer() not in seen:
            seen.add(tensor.Buffer())
            # As an array, because its making fails where the data ends outside the file; its length alone does not.
            total[_dtype(tensor)] += buffer.DataAsNumpy().nbytes
    return {name: total[name] for name in sorted(total)}


def _metadata(model: Any, data: bytes) -> dict[str, Any]:  # noqa: ANN401
    entries = entries_of(model)
    found: dict[str, Any] = {"schema_version": model.Version(), "signature": _signature(model)}
    if RUNTIME_ENTRY in entries:
        found[RUNTIME_ENTRY] = entries[RUNTIME_ENTRY].rstrip(b"\0").decode("ascii")
    if record.ENTRY in entries:
        found["quantisation"] = record.parse(entries[record.ENTRY])
    if metadata.ENTRY.decode() in entries:
        found |= metadata.read(entries[metadata.ENTRY.decode()])
        if "labels_file" in found:
            found["labels"] = metadata.read_labels(data, found["labels_file"])
    return found


def entries_of(model: Any) -> dict[str, bytes]:  # noqa: ANN401
    """Name -> bytes of the model's metadata, blank ones left out."""
    found = {}
    for index in range(min(model.MetadataLength(), MOST_ENDS)):
        entry = model.Metadata(index)
        buffer = model.Buffers(within(entry.Buffer(), model.BuffersLength()))
        if not buffer.DataIsNone() and buffer.DataAsNumpy().any():
            found[entry.Name().decode("utf-8")] = bytes(buffer.DataAsNumpy())
    return found


def _signature(model: Any) -> dict[str, Any] | None:  # noqa: ANN401
    if not model.SignatureDefsLength():
        return None
    first = model.SignatureDefs(0)
    if max(first.InputsLength(), first.OutputsLength()) > MOST_ENDS:
        raise ValueError("an impossible signature")
    return {
        "key": first.SignatureKey().decode("utf-8"),
        "inputs": [first.Inputs(index).Name().decode("utf-8") for index in range(first.InputsLength())],
        "outputs": [first.Outputs(index).Name().decode("utf-8") for index in range(first.OutputsLength())],
    }
