"""What is said of one network follows from its layers."""

from __future__ import annotations

import pytest

from mobilekit.catalog import lessons
from mobilekit.catalog.amounts import millions
from mobilekit.catalog.explain import explain
from mobilekit.catalog.rows import Row, Wanted, choose, frontier, row_of, rows


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_the_sums_of_every_explanation_come_out(row: Row) -> None:
    found = explain(row)
    assert sum(share for share, _ in found.shares().values()) == pytest.approx(1)
    assert sum(share for _, share in found.shares().values()) == pytest.approx(1)
    assert sum(block.macs for block in found.blocks) == row.macs
    assert sum(block.parameters for block in found.blocks) == row.parameters
    here = [w for w in found.widths if w.alpha == row.alpha] + [s for s in found.sizes if s.size == row.size]
    assert [(w.counts, w.top1) for w in here] == [(row.counts, row.top1)] * 2


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_a_separated_convolution_leaves_the_share_of_the_paper(row: Row) -> None:
    for saving in explain(row).savings:
        assert 1 / saving.times == pytest.approx(1 / saving.outputs + 1 / saving.kernel**2)
        assert saving.times < saving.kernel**2


def test_v1_saves_between_eight_and_nine_times_where_it_is_wide() -> None:
    # Howard et al. 2017, section 3.1: "between 8 to 9 times less computation than standard convolutions".
    wide = [saving.times for saving in explain(row_of("mobilenet_v1_1.0_224")).savings if saving.outputs >= 128]
    assert len(wide) == 12
    assert all(7.99 < times < 9 for times in wide)


def test_with_full_convolutions_v1_costs_what_the_paper_says() -> None:
    # Howard et al. 2017, table 4: "Conv MobileNet" has 4866 million mult-adds, MobileNet 569.
    assert explain(row_of("mobilenet_v1_1.0_224")).unseparated() / 1e6 == pytest.approx(4866, rel=0.01)


def test_other_classes_change_the_classifier_alone() -> None:
    row = row_of("mobilenet_v2_1.0_224")
    whole, ten = explain(row), explain(row, 10)
    assert whole.blocks[:-1] == ten.blocks[:-1]
    assert whole.counts.parameters - ten.counts.parameters == 990 * (1280 + 1)
    assert whole.counts.macs - ten.counts.macs == 990 * 1280


def test_the_resolution_changes_no_parameter_and_the_macs_by_its_square() -> None:
    found = explain(row_of("mobilenet_v1_1.0_224"))
    for other in found.sizes:
        macs, parameters = lessons.ratio(other, found)
        assert parameters == 1
        assert macs == pytest.approx((other.size / 224) ** 2, rel=0.02)


def test_words_carry_the_networks_own_numbers() -> None:
    found = explain(row_of("mobilenet_v1_1.0_224"))
    text = " ".join((*lessons.saving(found), *lessons.shares(found), *lessons.costs(found)))
    assert "One 3x3 convolution would take k x k x 1024 x 1024 x 7x7 = 462 M MACs" in text
    assert "8.9 times fewer" in text
    assert "4,253,864 in a saved file" in text
    assert "95% of the MACs" in text


def test_limits_narrow_the_list_and_orders_sort_it() -> None:
    found = choose(Wanted(max_params=3_000_000, max_macs=100_000_000, min_top1=60, families=("v3",)), "top1")
    assert [row.name for row in found] == [
        "mobilenet_v3_small_1.0_224", "mobilenet_v3_small_0.75_224", "mobilenet_v3_small_minimalistic_1.0_224"
    ]  # fmt: skip
    macs = [row.macs for row in choose(Wanted(sizes=(96, 128)), "macs")]
    assert len(macs) == 4 * 2 + 4
    assert macs == sorted(macs)
    limit = row_of("mobilenet_v2_1.0_224").parameters
    assert "mobilenet_v2_1.0_224" in {row.name for row in choose(Wanted(max_params=limit))}
    assert "mobilenet_v2_1.0_224" not in {row.name for row in choose(Wanted(max_params=limit - 1))}


def test_nothing_on_the_frontier_is_beaten_and_everything_else_is() -> None:
    for row in rows():
        beaten = any(other.macs <= row.macs and (other.top1 or 0) > (row.top1 or 0) for other in rows())
        assert beaten is not (row.name in frontier()), row.name


@pytest.mark.parametrize(
    ("number", "text"),
    [(568_740_352, "569 M"), (56_510_400, "56.5 M"), (3_538_984, "3.54 M"), (475_544, "0.48 M"), (2 * 10**9, "2.00 G")],
)
def test_numbers_as_people_read_them(number: int, text: str) -> None:
    assert millions(number) == text
