"""Chance, against published and independently computed values."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mobilekit import metrics
from mobilekit.evaluation.chance import at_most, change_interval, mcnemar_p, wilson_interval


def test_the_tail_is_the_sum_of_the_binomial_distribution() -> None:
    assert at_most(2, 5, 0.5) == pytest.approx(0.5)
    assert at_most(0, 10, 0.9) == pytest.approx(1e-10)
    assert at_most(9, 10, 0.9) == pytest.approx(1 - 0.9**10)
    assert [at_most(12, 12, 0.9), at_most(3, 10, 0.0), at_most(9, 10, 1.0)] == [1.0, 1.0, 0.0]


@pytest.mark.parametrize("successes", [0, 5, 11])
def test_the_tail_is_that_of_the_golden_checks(successes: int) -> None:
    assert at_most(successes, 18, 0.9) == pytest.approx(metrics.at_most(successes, 18, 0.9), rel=1e-10)


def test_the_tail_holds_for_thousands_of_trials() -> None:
    # The normal approximation with continuity correction: z = (4950.5 - 5000) / 50.
    assert at_most(4950, 10_000, 0.5) == pytest.approx(0.5 * math.erfc(0.99 / math.sqrt(2)), rel=1e-3)
    assert at_most(49_000, 50_000, 0.99) < 1e-60


def test_mcnemars_exact_test_on_a_textbook_table() -> None:
    # 9 discordant pairs, 2 against 7: 2 * (1 + 9 + 36) / 512.
    assert mcnemar_p(2, 7) == mcnemar_p(7, 2) == pytest.approx(92 / 512)
    assert mcnemar_p(0, 6) == pytest.approx(2 / 64)
    assert [mcnemar_p(0, 0), mcnemar_p(4, 4)] == [1.0, 1.0]


def test_mcnemar_agrees_with_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    for fixed, broken in ((6, 27), (59, 121), (2, 3), (1500, 1400)):
        assert mcnemar_p(fixed, broken) == pytest.approx(stats.binomtest(fixed, fixed + broken, 0.5).pvalue, rel=1e-9)


def test_wilsons_interval_is_the_published_one() -> None:
    # Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, 1998, table I.
    table = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for counts, interval in table.items():
        assert wilson_interval(*counts) == pytest.approx(interval, abs=5e-5)
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert wilson_interval(48, 48)[1] == 1.0


def test_the_bootstrap_is_that_of_drawn_pictures() -> None:
    changes = np.repeat([1.0, -1.0, 0.0], [6, 27, 87])
    rng = np.random.default_rng(1)
    drawn = rng.choice(changes, (4000, len(changes))).mean(axis=1)
    expected = np.quantile(drawn, [0.025, 0.975])
    assert change_interval(6, 27, 120, 0) == pytest.approx(expected, abs=0.009)


def test_the_bootstrap_is_seeded_and_holds_the_ends() -> None:
    assert change_interval(3, 9, 200, 5) == change_interval(3, 9, 200, 5)
    assert change_interval(0, 0, 500, 0) == (0.0, 0.0)
    assert change_interval(0, 500, 500, 0) == (-1.0, -1.0)
    assert change_interval(0, 0, 0, 0) == (0.0, 0.0)
