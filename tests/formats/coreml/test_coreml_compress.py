from __future__ import annotations

import numpy as np
import pytest

from formats.coreml.coreml_jobs import load
from mobilekit.formats.coreml.compress import largest_small

WAYS = {"weight_int8": "constexpr_affine_dequantize", "palettized_6bit": "constexpr_lut_to_dense"}


def weights(package):
    """Name of the consuming op -> its weight as coremltools unpacks it, and the op that holds it."""
    found = {}
    for op in load(package).operations:
        for name in ("weight", "y"):
            var = op.inputs.get(name) if op.op_type in ("conv", "matmul", "linear") else None
            if var is not None:
                packed = var.op.op_type.startswith("constexpr_")
                found[op.name] = (var.op.materialized_val_inference() if packed else var.val, var.op)
    return found


@pytest.mark.parametrize("recipe", WAYS)
def test_only_weights_above_the_threshold_are_compressed(packages, recipe):
    kinds = {value.size: op.op_type for value, op in weights(packages[recipe]).values()}
    assert kinds == {648: "const", 600: "const", 2304: WAYS[recipe], 6144: WAYS[recipe], 640: "const"}


@pytest.mark.parametrize(("recipe", "most"), [("weight_int8", 1 / 254), ("palettized_6bit", 0.05)])
def test_weights_unpack_to_what_they_were(packages, recipe, most):
    wanted = weights(packages["float32"])
    for name, (value, _) in weights(packages[recipe]).items():
        original = wanted[name.removesuffix("_cast_fp16")][0]
        apart = np.abs(np.float32(value) - original).max() / np.abs(original).max()
        assert apart <= most * 1.01 + 1e-3, name


def test_a_channel_of_zeros_is_stored_as_zeros(packages):
    held = [op for _, op in weights(packages["weight_int8"]).values() if op.op_type == WAYS["weight_int8"]]
    wide = next(op for op in held if op.quantized_data.val.size == 2304)
    assert np.flatnonzero(wide.scale.val == 0).tolist() == [0, 1, 2]
    assert not wide.quantized_data.val[:3].any()
    assert wide.quantized_data.val[3:].any()


def test_each_other_channel_uses_the_whole_range(packages):
    held = [op for _, op in weights(packages["weight_int8"]).values() if op.op_type == WAYS["weight_int8"]]
    largest = np.abs(np.int16(held[-1].quantized_data.val)).max(axis=(1, 2, 3))
    assert set(largest.tolist()) == {127}


def test_the_smallest_weights_up_to_their_share_have_8_bits():
    """Of those above 2,048 elements; all of one size share one fate."""
    assert largest_small([2049, 2200, 100_000]) == 2049
    assert largest_small([2049, 40_000]) == 2048
    assert largest_small([3000, 97_000]) == 3000
    assert largest_small([2100, 2100, 95_800]) == 2048
    assert largest_small([2100, 2100, 120_000]) == 2100
    assert largest_small([]) == 2048
