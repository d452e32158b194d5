"""What outputs on a few pictures do not show: a kernel that is another, and integers that do not reach far enough."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fault_makers import coreml, tflite
from fault_makers.bundle import Bundle
from mobilekit.checks.base import FAILED, PASSED, SKIPPED, Context
from mobilekit.checks.kernels import READERS, check_kernels
from mobilekit.checks.ranges import check_ranges, clipped
from mobilekit.checks.weights import _stored_otherwise as stored_otherwise
from mobilekit.formats.stored import Stored
from mobilekit.formats.tflite.layers import Layer


def opened(root: Path, *variants: str) -> Context:
    """A context in which these variants ran, without asking any other check."""
    bundle = Bundle(root)
    context = Context(root, bundle.manifest)
    context.outputs = {variant: bundle.answers(variant, bundle.tensors()) for variant in variants}
    return context


@pytest.mark.parametrize("variant", ["tflite-float16", "tflite-int8", "coreml-weight_int8", "coreml-palettized_6bit"])
def test_kernels_of_every_kind_are_unpacked_to_those_of_the_twin(tiny_bundle: Path, variant: str) -> None:
    twin = f"{variant.split('-')[0]}-float32"
    answer = check_kernels(opened(tiny_bundle, twin), Bundle(tiny_bundle).artifact(variant))
    assert (answer.status, answer.measured["kernels"]) == (PASSED, 3)


def test_a_scale_of_one_channel_that_is_wrong_is_named(broken: Path) -> None:
    bundle = Bundle(broken)

    def change(net: tflite.Net) -> None:
        values = net.tensor(net.ops("CONV_2D")[0].inputs[1]).quantization
        values.scale = [float(scale) * (2 if channel == 3 else 1) for channel, scale in enumerate(values.scale)]

    tflite.edit(bundle.path("tflite-int8"), change)
    answer = check_kernels(opened(broken, "tflite-float32"), bundle.artifact("tflite-int8"))
    assert answer.status == FAILED
    assert "is not that of the float32 file" in answer.message


def test_one_bit_of_a_package_is_enough(broken: Path) -> None:
    bundle = Bundle(broken)

    def change(program: coreml.Package) -> None:
        weights = program.array(program.ops("conv")[0], "weight").reshape(-1)
        weights.view(np.uint16)[np.abs(weights).argmax()] ^= 1 << 13

    coreml.edit(bundle.path("coreml-float16"), change)
    answer = check_kernels(opened(broken, "coreml-float32"), bundle.artifact("coreml-float16"))
    assert answer.status == FAILED


def test_without_a_sound_twin_nothing_is_said(tiny_bundle: Path) -> None:
    context = opened(tiny_bundle)
    for check in (check_kernels, check_ranges):
        assert check(context, Bundle(tiny_bundle).artifact("tflite-int8")).status == SKIPPED


def test_both_formats_read_the_same_number_of_kernels(tiny_bundle: Path) -> None:
    bundle = Bundle(tiny_bundle)
    counts = {v: len(READERS[v.split("-")[0]](bundle.path(v))) for v in ("tflite-float32", "coreml-float32")}
    assert set(counts.values()) == {3}


def test_ranges_measured_on_the_same_pictures_hold_them(tiny_bundle: Path) -> None:
    answer = check_ranges(opened(tiny_bundle, "tflite-float32"), Bundle(tiny_bundle).artifact("tflite-int8"))
    assert (answer.status, answer.measured["snr_db"] > 60) == (PASSED, True)


def test_a_range_too_small_by_three_quarters_is_caught(broken: Path) -> None:
    bundle = Bundle(broken)

    def change(net: tflite.Net) -> None:
        values = net.tensor(net.ops("DEPTHWISE_CONV_2D")[0].outputs[0]).quantization
        values.scale = [float(values.scale[0]) / 4]

    tflite.edit(bundle.path("tflite-int8"), change)
    answer = check_ranges(opened(broken, "tflite-float32"), bundle.artifact("tflite-int8"))
    assert answer.status == FAILED
    assert "clips" in answer.message


@pytest.mark.parametrize(("spared", "faulty"), [(3000, False), (9000, True)])
def test_palettes_may_spare_a_few_weights_and_no_more(spared: int, faulty: bool) -> None:
    coded = Stored("coded", "palette6", np.ones(60_000, np.uint8), None, kernel=True)
    plain = Stored("plain", "float16", np.ones(spared, np.float16), None, kernel=True)
    assert (stored_otherwise("coreml-palettized_6bit", (coded, plain)) is not None) == faulty


def test_what_is_clipped_is_what_lies_beyond_half_a_step() -> None:
    layer = Layer("one", 0, (0.5,), (0,))
    values = np.asarray([-64.25, 63.75, 65.75], np.float32)
    assert clipped(values, layer) == (float(np.square(values.astype(float)).sum()), 4.0)
