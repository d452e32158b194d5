"""TensorFlow's converter, run once: its float32 file is what all variants are made from."""

from __future__ import annotations

from typing import Any

from mobilekit.errors import MobileKitError
from mobilekit.formats.tflite import flat
from mobilekit.formats.tflite.net import Net, Unreadable, read
from mobilekit.formats.tflite.quiet import quiet
from mobilekit.formats.tflite.rewrite.carry import carry
from mobilekit.formats.tflite.rewrite.expand import expand
from mobilekit.spec import Job


def vendor_file(job: Job) -> bytes:
    """What TensorFlow's converter makes of the function, in single precision.

    It gets no trackable object: with one, a frozen function silently becomes a file without weights.

    Raises:
        MobileKitError: a network the converter cannot express.
    """
    import tensorflow as tf
    from tensorflow.lite.python.convert import ConverterError

    with quiet():
        converter = tf.lite.TFLiteConverter.from_concrete_functions([job.function])
        try:
            return bytes(converter.convert())
        except (ConverterError, RuntimeError, ValueError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise MobileKitError(
                f"TensorFlow cannot write {job.card.name} as TFLite: {reason}",
                remedy="Replace the layer it names, or leave the TFLite variants out with --variant.",
            ) from error


def net_of(raw: bytes, job: Job) -> Net:
    """The converter's file as the net that all variants are made from.

    No RELU_0_TO_1, which the GPU refuses, and no multiplication that a kernel can absorb.

    Raises:
        MobileKitError: control flow, custom ops, tensors that are no numbers.
    """
    try:
        return carry(expand(read(raw), "RELU_0_TO_1"))
    except Unreadable as error:
        raise MobileKitError(
            f"The TFLite file of {job.card.name} holds {error}, which the kit does not handle.",
            remedy="Trace the network for inference, without loops and conditions, from TensorFlow's own ops.",
        ) from error


def model_of(net: Net) -> Any:  # noqa: ANN401
    """The net as a ``ModelT`` tree of its own: changing one does not change the other."""
    return flat.unpack(flat.pack(net.write()))
