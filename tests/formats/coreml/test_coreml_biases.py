"""Biases in the written program are those that make up for the rounding in it."""

from __future__ import annotations

import numpy as np
import pytest

from formats.coreml.coreml_jobs import make_job, pictures
from mobilekit.formats.coreml import COREML
from mobilekit.formats.coreml.biases import fingerprint
from mobilekit.formats.coreml.layouts import as_layer, outputs_first
from mobilekit.formats.coreml.run import Runner, read_file
from mobilekit.lowering import lower
from mobilekit.lowering.fold import Linear
from mobilekit.preprocess import normalise


@pytest.fixture(scope="module")
def images():
    return pictures(8, seed=3)


@pytest.fixture(scope="module")
def job(traced, images):
    rule = make_job(traced).rule
    lowered = lower(traced, lambda: (normalise(image, rule)[None] for image in images))
    return make_job(lowered.function, lowered=lowered)


def made(job, recipe, folder):
    return COREML.convert(job, (recipe,), folder, lambda step: None)[recipe]


def means(package, rule, images):
    """Mean of each product's result in each channel."""
    layers = Runner(package, rule, mode="float32").layers(images)
    kinds = {node.results[0].name: node.type for node in read_file(package).nodes}
    return [values.reshape(-1, values.shape[-1]).mean(0) for name, values in layers.items() if kinds[name] == "conv"]


@pytest.mark.slow
@pytest.mark.parametrize("recipe", ["weight_int4", "palettized_4bit", "pruned_50"])
def test_a_corrected_channel_has_the_mean_it_had(job, images, recipe, tmp_path):
    import dataclasses

    wanted = means(made(job, "float32", tmp_path / "float"), job.rule, images)
    plain = means(made(dataclasses.replace(job, lowered=None), recipe, tmp_path / "plain"), job.rule, images)
    found = means(made(job, recipe, tmp_path / "corrected"), job.rule, images)
    off, left = (max(np.abs(a - b).max() for a, b in zip(wanted, other, strict=True)) for other in (plain, found))
    assert left < off / 5
    assert left < 0.01


@pytest.mark.parametrize(
    ("op", "shape", "wanted"),
    [
        ("Conv2D", (3, 2, 5, 7), (7, 5, 3, 2)),
        ("DepthwiseConv2dNative", (3, 2, 4, 2), (8, 1, 3, 2)),
        ("MatMul", (5, 7), (7, 5)),
    ],
)
def test_a_kernel_goes_to_core_mls_axes_and_back(op, shape, wanted):
    kernel = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    layer = Linear("layer", op, kernel, np.zeros(1, np.float32))
    assert outputs_first(layer).shape == wanted
    assert np.array_equal(as_layer(outputs_first(layer), layer), kernel)
    rows = outputs_first(layer)
    rows = rows.transpose(0, 2, 3, 1).reshape(len(rows), -1) if rows.ndim == 4 else rows
    assert np.array_equal(rows, layer.by_output())


def test_kernels_of_other_shape_or_value_are_told_apart():
    one = np.ones((2, 3), np.float16)
    assert len({fingerprint(one), fingerprint(one.T), fingerprint(one * 2)}) == 3
    assert fingerprint(np.ones((3, 2), np.float16).T) == fingerprint(one)
