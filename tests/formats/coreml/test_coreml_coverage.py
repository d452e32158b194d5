"""Every large kernel is stored compressed, read off the file; the vendor's own call leaves some alone."""

from __future__ import annotations

import pytest

from formats.coreml.coreml_jobs import make_job
from mobilekit.formats.coreml import COREML, convert
from mobilekit.formats.coreml.recipes import COMPRESSED, SMALLEST

FORM = {
    "weight_int8": "int8",
    "palettized_6bit": "palette6",
    "weight_int4": "int4",
    "palettized_4bit": "palette4",
    "pruned_50": "sparse float16",
    "pruned_50_palettized_6bit": "sparse palette6",
}


def large(package):
    return [kernel for kernel in COREML.readback(package).kernels if kernel.elements > SMALLEST]


@pytest.mark.parametrize("recipe", FORM)
def test_every_large_kernel_is_in_the_form_that_the_recipe_names(packages, recipe):
    found = large(packages[recipe])
    assert [kernel.elements for kernel in found] == [2304, 6144]
    assert {kernel.form for kernel in found} == {FORM[recipe]}
    assert all(kernel.compressed for kernel in found)


@pytest.mark.parametrize("recipe", ["pruned_50", "pruned_50_palettized_6bit"])
def test_half_of_a_pruned_kernel_is_not_stored(packages, recipe):
    assert {kernel.zeros for kernel in large(packages[recipe])} == {0.5}


def test_a_package_of_plain_weights_has_none_that_is_compressed(packages):
    found = COREML.readback(packages["float16"]).kernels
    assert [(kernel.form, kernel.compressed) for kernel in found] == [("float16", False)] * 5


def test_every_recipe_that_compresses_has_a_form_here():
    assert {name.removeprefix("coreml-") for name in COMPRESSED} == {*FORM, "w8a8"}


def test_what_coremltools_leaves_out_is_seen(traced, tmp_path, monkeypatch):
    """Blocks of 32 divide the 96 inputs of one kernel and not the 24 of the other."""
    from coremltools.optimize.coreml import OpLinearQuantizerConfig, OptimizationConfig
    from coremltools.optimize.coreml._quantization_passes import linear_quantize_weights

    settings = {"mode": "linear_symmetric", "dtype": "int4", "granularity": "per_block", "block_size": 32}
    theirs = linear_quantize_weights(OptimizationConfig(OpLinearQuantizerConfig(**settings)))
    monkeypatch.setattr(convert, "compress", lambda program, *_: theirs.apply(program))
    made = COREML.convert(make_job(traced), ("weight_int4",), tmp_path, lambda step: None)["weight_int4"]
    found = {kernel.elements: kernel.form for kernel in large(made)}
    assert found == {2304: "float16", 6144: "int4"}
