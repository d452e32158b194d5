"""Every row's parameters and MACs against what was published, and every exception against its reason."""

from __future__ import annotations

import dataclasses

import pytest

from mobilekit.catalog.layers import CONV, layers_of
from mobilekit.catalog.published import PAPERS, README_V1, README_V2_V3, TOLERANCE
from mobilekit.catalog.rows import Row, row_of, rows
from mobilekit.catalog.structure import structure

QUANTITIES = ("parameters", "macs")


def stem(row: Row) -> int:
    """MACs of the first convolution."""
    first = layers_of(structure(row.arch, row.alpha, row.size))[0]
    assert first.kind == CONV
    return first.macs


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
@pytest.mark.parametrize("quantity", QUANTITIES)
def test_counts_are_the_published_ones_or_the_table_says_why_not(row: Row, quantity: str) -> None:
    said = row.published
    assert said.agrees(quantity, row.counts) is not (quantity in said.exceptions)


def test_all_but_a_few_agree() -> None:
    exceptions = {(row.name, quantity) for row in rows() for quantity in row.published.exceptions}
    assert exceptions == {
        *((f"mobilenet_v1_0.75_{size}", "macs") for size in (128, 160, 192, 224)),
        ("mobilenet_v1_0.25_192", "macs"),
        ("mobilenet_v3_small_0.75_224", "parameters"),
        ("mobilenet_v3_small_0.75_224", "macs"),
        ("mobilenet_v3_small_1.0_224", "parameters"),
        ("mobilenet_v3_small_1.0_224", "macs"),
        ("mobilenet_v3_small_minimalistic_1.0_224", "macs"),
    }


@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_a_count_that_is_off_is_caught(row: Row, quantity: str) -> None:
    said = row.published
    printed = getattr(said, quantity)
    step = 1 if quantity == "macs" else said.step
    for wrong in (printed * (1 + 2 * TOLERANCE) + step, printed * (1 - 2 * TOLERANCE) - step):
        field = said.convention if quantity == "parameters" else quantity
        assert not said.agrees(quantity, dataclasses.replace(row.counts, **{field: round(wrong * 1e6)}))


@pytest.mark.parametrize("arch", PAPERS)
def test_the_papers_own_figures(arch: str) -> None:
    said, counts = PAPERS[arch], row_of(f"{arch}_1.0_224").counts
    for quantity in QUANTITIES:
        assert said.agrees(quantity, counts) is not (quantity in said.exceptions)


def test_the_figures_that_everybody_quotes() -> None:
    v1, v2, small, large = (row_of(f"mobilenet_{a}_1.0_224") for a in ("v1", "v2", "v3_small", "v3_large"))
    assert (v1.parameters, v1.macs) == (4_253_864, 568_740_352)
    assert (v2.parameters, v2.counts.weights, v2.macs) == (3_538_984, 3_470_760, 300_774_272)
    assert (small.parameters, small.macs) == (2_554_968, 56_510_400)
    assert (large.parameters, large.macs) == (5_507_432, 216_589_760)
    assert [row.top1 for row in (v1, v2, small, large)] == [70.9, 71.8, 67.5, 75.2]


@pytest.mark.parametrize("size", [128, 160, 192, 224])
def test_without_its_first_convolution_a_v1_of_width_075_has_the_published_macs(size: int) -> None:
    row = row_of(f"mobilenet_v1_0.75_{size}")
    assert round((row.macs - stem(row)) / 1e6) == row.published.macs


def test_the_slip_at_v1_025_192_shows_beside_its_neighbours() -> None:
    small, slip, large = (row_of(f"mobilenet_v1_0.25_{size}") for size in (160, 192, 224))
    for other in (small, large):
        expected = other.published.macs * (192 / other.size) ** 2
        assert round(expected) == round(slip.macs / 1e6) == 30 != slip.published.macs


@pytest.mark.parametrize("alpha", [0.75, 1.0])
def test_with_1280_channels_at_the_end_v3_small_has_the_published_parameters(alpha: float) -> None:
    row = row_of(f"mobilenet_v3_small_{alpha}_224")
    before = next(b for b in reversed(structure(row.arch, alpha, 224)) if b.name == "pool").outputs
    more = (1280 - 1024) * (before + 1000 + 1)  # kernel and bias in, kernel out
    assert round((row.counts.weights + more) / 1e6, 1) == row.published.parameters
    if alpha == 0.75:
        assert round((row.macs + more) / 1e6) == row.published.macs


def test_every_figure_has_a_source_and_every_exception_a_reason() -> None:
    for row in rows():
        assert row.published.source in (README_V1, README_V2_V3)
        assert all(len(reason) > 20 for reason in row.published.exceptions.values())
        assert row.top1 is None or 40 < row.top1 < 80
