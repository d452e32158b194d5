"""Faults of the weights: lost, damaged, turned or exchanged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from fault_makers import coreml, tflite
from fault_makers.base import Fault, Make
from fault_makers.preprocessing import PACKAGE, TWIN, net, package

Array = Any
DEPTHWISE, DENSE = "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"


def weight(kind: str, number: int, how: Callable[[Array], Array], argument: int = 1) -> Make:
    """A change of a constant, ``argument`` 1 the kernel and 2 the bias, of the ``number``-th op of a kind."""

    def change(graph: tflite.Net) -> None:
        graph.change(graph.ops(kind)[number].inputs[argument], how)

    return net(change)


def stored(variant: str, kind: str, number: int, name: str, how: Callable[[Array], Array]) -> Make:
    """A change of an array in the weight.bin of a package."""

    def change(program: coreml.Package) -> None:
        values = program.array(program.ops(kind)[number], name)
        values[...] = how(values.copy())

    return package(change, variant)


def zeros(values: Array) -> Array:
    return np.zeros_like(values)


def turned(values: Array) -> Array:
    """Height for width, (1, h, w, c)."""
    return values.transpose(0, 2, 1, 3)


def package_turned(values: Array) -> Array:
    """Height for width, (c, 1, h, w)."""
    return values.transpose(0, 1, 3, 2)


def flipped(bit: int) -> Callable[[Array], Array]:
    """One bit of the largest value, counted from the lowest."""

    def how(values: Array) -> Array:
        whole = values.view(f"u{values.itemsize}")
        whole.reshape(-1)[np.abs(values).argmax()] ^= whole.dtype.type(1 << bit)
        return values

    return how


def exchanged(values: Array) -> Array:
    """Two channels of the first axis."""
    values[[0, 1]] = values[[1, 0]]
    return values


def one_not_a_number(values: Array) -> Array:
    values.reshape(-1)[7] = np.nan
    return values


def doubled(values: Array) -> Array:
    return values * values.dtype.type(2)


def reversed_table(values: Array) -> Array:
    """Palette entries in descending order, indices as before."""
    return values.reshape(-1)[::-1].reshape(values.shape)


FAULTS = (
    Fault("a kernel zeroed in a .tflite", weight("CONV_2D", 20, zeros), "weights", TWIN),
    Fault("a kernel zeroed in a package", stored(PACKAGE, "conv", 20, "weight", zeros), "weights", PACKAGE),
    Fault("a 3x3 kernel turned in a .tflite", weight(DEPTHWISE, 3, turned), "tflite_parity", TWIN),
    Fault(
        "a 3x3 kernel turned in a package",
        stored(PACKAGE, "conv", 4, "weight", package_turned),
        "coreml_parity",
        PACKAGE,
    ),
    Fault("an exponent bit flipped in a .tflite, resealed", weight(DENSE, 0, flipped(26)), "tflite_parity", TWIN),
    Fault(
        "an exponent bit flipped in weight.bin, resealed",
        stored(PACKAGE, "conv", 30, "weight", flipped(26)),
        "coreml_parity",
        PACKAGE,
    ),
    Fault(
        "an exponent bit flipped in a half-precision weight.bin, resealed",
        stored("coreml-float16", "conv", 30, "weight", flipped(13)),
        "kernels",
        "coreml-float16",
    ),
    Fault("a weight that is no number, .tflite", weight(DENSE, 0, one_not_a_number), "weights", TWIN),
    Fault(
        "a weight that is no number, package",
        stored(PACKAGE, "conv", 30, "weight", one_not_a_number),
        "weights",
        PACKAGE,
    ),
    Fault("a bias lost in a .tflite", weight("CONV_2D", 12, zeros, 2), "tflite_parity", TWIN),
    Fault("a bias lost in a package", stored(PACKAGE, "conv", 12, "bias", zeros), "coreml_parity", PACKAGE),
    Fault("two classes exchanged in a kernel", weight(DENSE, 0, exchanged), "tflite_parity", TWIN),
    Fault(
        "two channels exchanged in a package",
        stored(PACKAGE, "conv", 10, "weight", exchanged),
        "coreml_parity",
        PACKAGE,
    ),
    Fault(
        "a scale doubled in the 8-bit package",
        stored("coreml-weight_int8", "constexpr_affine_dequantize", 5, "scale", doubled),
        "kernels",
        "coreml-weight_int8",
    ),
    Fault(
        "a palette the wrong way round",
        stored("coreml-palettized_6bit", "constexpr_lut_to_dense", 5, "lut", reversed_table),
        "kernels",
        "coreml-palettized_6bit",
    ),
)
