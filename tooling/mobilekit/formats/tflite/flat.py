"""The .tflite flatbuffer as Python objects: unpack, edit, pack again."""

from __future__ import annotations

from typing import Any

IDENTIFIER = b"TFL3"
ALIGNMENT = 16
"""Of every constant, as ``force_align: 16`` in TensorFlow's schema.fbs demands; the Python packer forgets it."""


def schema() -> Any:  # noqa: ANN401
    """The generated TFLite schema that LiteRT ships: 0.2 s to import, no runtime behind it."""
    from ai_edge_litert import schema_py_generated

    return schema_py_generated


def unpack(data: bytes) -> Any:  # noqa: ANN401
    """A ``ModelT`` tree; trusts the bytes, so only for files this process has just made."""
    generated = schema()
    return generated.ModelT.InitFromObj(generated.Model.GetRootAs(data, 0))


def pack(model: Any) -> bytes:  # noqa: ANN401
    """A ``ModelT`` tree -> the bytes of a .tflite with each constant on a 16-byte boundary; changes ``model``."""
    import flatbuffers

    model.buffers = [_Aligned(buffer) for buffer in model.buffers]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), file_identifier=IDENTIFIER)
    return bytes(builder.Output())


def enum_names(enum: type) -> dict[int, str]:
    """Number -> name of one of the schema's enums."""
    return {value: name for name, value in vars(enum).items() if not name.startswith("_")}


class _Aligned:
    """A ``BufferT`` that packs its data aligned."""

    def __init__(self, buffer: Any) -> None:  # noqa: ANN401
        self.data = None if buffer.data is None else bytes(bytearray(buffer.data))

    def Pack(self, builder: Any) -> Any:  # noqa: ANN401
        generated = schema()
        vector = None if self.data is None else _aligned_vector(builder, self.data)
        generated.BufferStart(builder)
        if vector is not None:
            generated.BufferAddData(builder, vector)
        return generated.BufferEnd(builder)


def _aligned_vector(builder: Any, data: bytes) -> Any:  # noqa: ANN401
    builder.StartVector(1, len(data), ALIGNMENT)
    builder.head = builder.head - len(data)
    builder.Bytes[builder.head : builder.head + len(data)] = data
    return builder.EndVector()
