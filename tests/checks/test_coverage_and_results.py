"""Kernels that were left uncompressed, and 8-bit results that are not what they were computed as."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from mobilekit.checks import FAILED, PASSED, SKIPPED, Context, results
from mobilekit.checks.coverage import check_coverage
from mobilekit.checks.results import check_results
from mobilekit.formats import FORMATS
from mobilekit.spec import StoredKernel

PLAIN = StoredKernel("plain", 3000, "float16", compressed=False)
PACKED = StoredKernel("packed", 9000, "int4", compressed=True)
TINY = StoredKernel("tiny", 900, "float16", compressed=False)


def covered(context: Context, monkeypatch: pytest.MonkeyPatch, variant: str, *kernels: StoredKernel) -> object:
    row = FORMATS["coreml"]
    patched = dataclasses.replace(row, readback=lambda path: SimpleNamespace(kernels=kernels))
    monkeypatch.setitem(FORMATS, "coreml", patched)
    return check_coverage(context, {"variant": variant, "path": "coreml"})


def test_one_large_kernel_left_alone_is_named_with_the_share(context: Context, monkeypatch) -> None:
    answer = covered(context, monkeypatch, "coreml-weight_int4", PACKED, PLAIN, TINY)
    assert answer.status == FAILED
    assert answer.message.startswith("1 of 2 large kernels are stored as float16: plain")
    assert answer.measured == {"kernels": 2, "compressed": 1, "share": 0.75}
    assert answer.limit == {"share": 1.0}


def test_small_kernels_may_stay_as_they_are(context: Context, monkeypatch) -> None:
    answer = covered(context, monkeypatch, "coreml-weight_int4", PACKED, TINY)
    assert (answer.status, answer.message) == (PASSED, "all 1 large kernels: 1 int4")


def test_a_variant_of_plain_weights_is_not_asked(context: Context, monkeypatch) -> None:
    assert covered(context, monkeypatch, "coreml-float16", PLAIN).status == SKIPPED


@pytest.mark.parametrize(("zeros", "status"), [(0.5, PASSED), (0.3, FAILED)])
def test_a_pruned_kernel_reaches_its_sparsity(context: Context, monkeypatch, zeros: float, status: str) -> None:
    sparse = StoredKernel("sparse", 9000, "sparse float16", compressed=True, zeros=zeros)
    assert covered(context, monkeypatch, "coreml-pruned_50", sparse).status == status


def test_a_pruned_file_without_a_sparse_kernel_is_caught(context: Context, monkeypatch) -> None:
    """What coremltools writes with numpy 2.1 and 2.2: large kernels are left dense, and nothing is said."""
    assert covered(context, monkeypatch, "coreml-pruned_50", PACKED).status == FAILED


def test_the_compressed_files_of_a_bundle_are_covered(context: Context) -> None:
    for variant in ("coreml-weight_int8", "coreml-palettized_6bit"):
        assert check_coverage(context, context.artifacts[variant]).status in (PASSED, SKIPPED)


def told(context: Context, monkeypatch: pytest.MonkeyPatch, step: float, factor: float = 1.0) -> object:
    """Results of 0..6 in steps of ``step``, dequantised ``factor`` times too large."""
    values = np.linspace(0, 6, 4 * 1000, dtype=np.float32).reshape(4, 1000)
    back = (np.clip(np.rint(values / step), 0, 255) * step * factor).astype(np.float32)
    runner = SimpleNamespace(layers=lambda tensors: {"relu": values, "relu_dq": back})
    monkeypatch.setattr(results, "quantised_results", lambda path: {"relu": "relu_dq", "image": "image_dq"})
    monkeypatch.setattr(Context, "runner", lambda self, variant: runner)
    return check_results(context, context.artifacts["coreml-weight_int8"])


def test_a_scale_that_fits_passes_and_is_measured(context: Context, monkeypatch) -> None:
    answer = told(context, monkeypatch, 6 / 255)
    assert answer.status == PASSED
    assert answer.measured["snr_db"] == pytest.approx(54, abs=1)


@pytest.mark.parametrize(
    ("step", "factor"), [(6 / 255 / 4, 1.0), (6 / 255 * 64, 1.0), (6 / 255, 2.0)], ids=["clips", "coarse", "differs"]
)
def test_a_scale_that_does_not_is_caught(context: Context, monkeypatch, step: float, factor: float) -> None:
    answer = told(context, monkeypatch, step, factor)
    assert answer.status == FAILED
    assert "8-bit values of relu are not those" in answer.message


def test_a_program_in_floating_point_is_not_asked(context: Context) -> None:
    assert check_results(context, context.artifacts["coreml-float16"]).status == SKIPPED
