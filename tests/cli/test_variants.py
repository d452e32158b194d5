"""Which variants a command line means."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from mobilekit.errors import MobileKitError
from mobilekit.formats import DEFAULTS, VARIANTS, choose_variants

Cli = Callable[..., tuple[int, str, str]]


def names(*asked: str) -> list[str]:
    return [str(variant) for variant in choose_variants(asked)]


def test_without_a_name_it_is_the_eight_of_old() -> None:
    assert names() == names("default") == [str(variant) for variant in DEFAULTS]
    assert len(DEFAULTS) == 8


def test_default_and_one_more_keep_the_order_of_the_table() -> None:
    assert names("coreml-w8a8", "default") == [*map(str, DEFAULTS), "coreml-w8a8"]


def test_a_pattern_takes_all_that_fit() -> None:
    assert names("*") == [str(variant) for variant in VARIANTS]
    assert names("coreml-palettized_*") == ["coreml-palettized_6bit", "coreml-palettized_4bit"]


def test_a_pattern_that_fits_none_is_refused() -> None:
    with pytest.raises(MobileKitError, match=r"No variant is called onnx-\*\."):
        names("onnx-*")


def test_help_names_every_variant_and_stars_those_on_request(mobilekit: Cli) -> None:
    _, text, _ = mobilekit("convert", "--help")
    assert set(re.findall(r"\b(?:tflite|coreml)-\w+", text.split("Examples")[0])) >= {str(v) for v in VARIANTS}
    assert re.findall(r"\* (\S+-\S+)", text) == [str(v) for v in VARIANTS if v not in DEFAULTS]
