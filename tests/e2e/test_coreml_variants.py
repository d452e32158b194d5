"""The Core ML variants that are made on request only, converted and validated as a user would."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

ASKED = ("coreml-float32", "coreml-w8a8", "coreml-weight_int4", "coreml-palettized_4bit")


@pytest.mark.slow
def test_8_bit_results_and_4_bit_weights_pass_every_check(
    mobilekit: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    chosen = [word for variant in ASKED for word in ("--variant", variant)]
    assert mobilekit("convert", *chosen, "--out", tmp_path / "bundle")[0] == 0
    code, out, _ = mobilekit("validate", tmp_path / "bundle", "--json")
    outcomes = json.loads(out)["outcomes"]
    assert code == 0, [one for one in outcomes if one["status"] == "failed"]
    found = {(one["check"], one["subject"]): one for one in outcomes}
    for variant in ASKED[1:]:
        assert found["coverage", variant]["measured"]["share"] == 1.0
    assert found["results", "coreml-w8a8"]["status"] == "passed"


@pytest.mark.slow
def test_pruning_a_net_that_was_not_trained_for_it_does_not_pass(
    mobilekit: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    chosen = ("--variant", "coreml-float32", "--variant", "coreml-pruned_50")
    mobilekit("convert", *chosen, "--out", tmp_path / "bundle")
    code, out, _ = mobilekit("validate", tmp_path / "bundle", "--json")
    failed = [one for one in json.loads(out)["outcomes"] if one["status"] == "failed"]
    assert code == 1
    # Which of the two sees it depends on how well the biases make up for what went.
    asked = {one["check"] for one in failed if one["subject"] == "coreml-pruned_50"}
    assert asked & {"coreml_parity", "kernels"}
    assert "coverage" not in {one["check"] for one in failed}
