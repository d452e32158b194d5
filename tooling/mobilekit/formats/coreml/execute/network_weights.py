"""Messages of a ``neuralnetwork`` opened without unpacking their weights number by number.

A weight is a list of floats in the message. Protobuf in Python reads one after the other, a second for each million;
here such a field is left as bytes, and the rest of its message is parsed as usual.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from mobilekit.formats.coreml.execute.values import MOST_ELEMENTS, Array
from mobilekit.formats.coreml.proto import messages
from mobilekit.formats.coreml.unpack import Broken
from mobilekit.formats.coreml.wire import fields

FLOATS, HALVES, RAW, QUANTISED = 1, 2, 30, 40
"""Field numbers of ``WeightParams``."""


@dataclass(frozen=True)
class Layer:
    """One layer of a network.

    Attributes:
        name: its own.
        inputs: names of what it takes.
        outputs: names of what it gives.
        kind: which of the layer types.
        params: the message of that type, its weights left out.
        weights: field name -> serialised ``WeightParams``.
    """

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    kind: str
    params: Any
    weights: dict[str, bytes]

    def read(self, field: str, shape: tuple[int, ...]) -> Array:
        """The weights in ``field`` as (``shape``) float32."""
        return weight_array(self.weights.get(field, b""), shape)


def open_layer(data: bytes) -> Layer:
    """A serialised ``NeuralNetworkLayer``."""
    described = messages("NeuralNetwork_pb2").NeuralNetworkLayer.DESCRIPTOR
    kinds = {field.number: field for field in described.oneofs_by_name["layer"].fields}
    found: list[tuple[str, Any, dict[str, bytes]]] = []
    rest = b""
    for number, payload, whole in fields(data):
        if number in kinds:
            found.append((kinds[number].name, *_light(kinds[number].message_type, payload)))
        else:
            rest += whole
    layer = messages("NeuralNetwork_pb2").NeuralNetworkLayer.FromString(rest)
    if len(found) != 1:
        raise Broken(f"its layer {layer.name!r} is of {len(found)} kinds")
    return Layer(layer.name, tuple(layer.input), tuple(layer.output), *found[0])


def _light(described: Any, data: bytes) -> tuple[Any, dict[str, bytes]]:  # noqa: ANN401
    """(message without its weights, field name -> the bytes of each)."""
    heavy = {field.number: field.name for field in described.fields if _is_weight(field)}
    weights, rest = {}, b""
    for number, payload, whole in fields(data):
        if number in heavy:
            weights[heavy[number]] = payload
        else:
            rest += whole
    return getattr(messages("NeuralNetwork_pb2"), described.name).FromString(rest), weights


def _is_weight(field: Any) -> bool:  # noqa: ANN401
    return field.message_type is not None and field.message_type.name == "WeightParams"


def weight_array(data: bytes, shape: tuple[int, ...]) -> Array:
    """A serialised ``WeightParams`` as (``shape``) float32: floats, half floats, or numbers of 1 to 8 bits.

    Raises:
        Broken: more or fewer of them than the shape takes.
    """
    parts: dict[int, bytes] = {}
    for number, payload, _ in fields(data):
        parts[number] = parts.get(number, b"") + payload
    if prod(shape) > MOST_ELEMENTS:
        raise Broken(f"it has weights of {shape}, which is too large")
    if RAW in parts and QUANTISED in parts:
        return _dequantised(parts, shape)
    kind, stored = ("<f4", parts[FLOATS]) if FLOATS in parts else ("<f2", parts.get(HALVES, b""))
    values = np.frombuffer(stored, kind) if len(stored) % np.dtype(kind).itemsize == 0 else np.zeros(0)
    if values.size != prod(shape):
        raise Broken(f"its weights have {len(stored)} bytes where {shape} was declared")
    return values.astype(np.float32).reshape(shape)


def _dequantised(parts: dict[int, bytes], shape: tuple[int, ...]) -> Array:
    """Highest bit first; by a table of all values, or ``scale * value + bias`` with one of each for a first axis."""
    how = messages("NeuralNetwork_pb2").QuantizationParams.FromString(parts[QUANTISED])
    raw, bits, count = np.frombuffer(parts.get(RAW, b""), np.uint8), int(how.numberOfBits), prod(shape)
    if not 1 <= bits <= 8 or raw.size != -(-count * bits // 8):
        raise Broken(f"its weights have {raw.size} bytes where {shape} of {bits} bits was declared")
    single = np.unpackbits(raw, count=count * bits).reshape(count, bits)
    index = (single @ (1 << np.arange(bits)[::-1])).reshape(shape)
    if how.WhichOneof("QuantizationType") == "lookupTableQuantization":
        return np.asarray(np.array(how.lookupTableQuantization.floatValue, np.float32)[index])
    scale, bias = (_along(values, shape) for values in (how.linearQuantization.scale, how.linearQuantization.bias))
    return np.asarray(index * scale + bias, np.float32)


def _along(values: Any, shape: tuple[int, ...]) -> Array:  # noqa: ANN401
    found = np.array(values, np.float32)
    if found.size not in (0, 1, shape[0]):
        raise Broken(f"its weights of {shape} have {found.size} scales")
    return found.reshape(-1, *(1,) * (len(shape) - 1)) if found.size else np.zeros((1,) * len(shape), np.float32)
