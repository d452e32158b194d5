import math

import numpy as np
import pytest

from mobilekit.metrics import (
    at_most,
    kl_divergence,
    max_abs_difference,
    psnr_db,
    row_kl_divergence,
    row_max_abs_difference,
    row_noise,
    row_signal,
    snr_db,
    top1_agreement,
)

ROWS = [row_max_abs_difference, row_kl_divergence, row_signal, row_noise]
ALL = [max_abs_difference, top1_agreement, snr_db, psnr_db, kl_divergence, *ROWS]
REFERENCE = np.array([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]], np.float32)


def test_max_abs_difference_is_the_largest_either_way():
    target = REFERENCE + np.array([[0, 0.125, 0], [0, -0.25, 0]], np.float32)
    assert max_abs_difference(REFERENCE, target) == pytest.approx(0.25, abs=1e-7)


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_max_abs_difference_is_infinite_for_what_is_no_number(broken):
    target = REFERENCE.copy()
    target[1, 1] = broken
    assert max_abs_difference(REFERENCE, target) == math.inf


def test_max_abs_difference_does_not_wrap_in_small_types():
    assert max_abs_difference(np.array([[0, 255]], np.uint8), np.array([[255, 0]], np.uint8)) == 255


def test_top1_agreement_is_the_share_of_rows():
    target = np.array([[0.2, 0.5, 0.3], [0.0, 0.0, 1.0]], np.float32)
    assert top1_agreement(REFERENCE, target) == 0.5


def test_top1_agreement_breaks_ties_alike_on_both_sides():
    assert top1_agreement(np.array([[0.5, 0.5]]), np.array([[0.6, 0.4]])) == 1.0
    assert top1_agreement(np.array([[0.5, 0.5]]), np.array([[0.4, 0.6]])) == 0.0


def test_top1_agreement_of_one_output_compares_yes_and_no():
    reference, target = np.array([[0.9], [0.2], [0.6]]), np.array([[0.6], [0.4], [0.4]])
    assert top1_agreement(reference, target, "sigmoid") == pytest.approx(2 / 3)
    assert top1_agreement(np.array([[0.2]]), np.array([[0.4]]), "logits") == 1.0


def test_top1_agreement_counts_a_row_with_nan_as_wrong():
    assert top1_agreement(np.array([[0.9, 0.1]]), np.array([[0.9, np.nan]])) == 0.0


def test_snr_of_a_tenth_of_the_amplitude_is_twenty_decibels():
    reference = np.array([[3.0, 4.0]])
    assert snr_db(reference, reference * 1.1) == pytest.approx(20.0)
    assert snr_db(reference, reference * 0.99) == pytest.approx(40.0)


def test_snr_of_equal_outputs_is_infinite_and_of_noise_alone_minus_infinite():
    assert snr_db(REFERENCE, REFERENCE) == math.inf
    assert snr_db(np.zeros((1, 2)), np.ones((1, 2))) == -math.inf


def test_kl_divergence_is_in_nats_and_averaged_over_rows():
    p, q = np.array([[0.5, 0.5], [1.0, 0.0]]), np.array([[0.25, 0.75], [1.0, 0.0]])
    assert kl_divergence(p, q) == pytest.approx((0.5 * math.log(2) + 0.5 * math.log(2 / 3)) / 2)


def test_kl_divergence_is_not_symmetric():
    p, q = np.array([[0.5, 0.5]]), np.array([[0.1, 0.9]])
    assert kl_divergence(p, q) == pytest.approx(0.5108256)
    assert kl_divergence(q, p) == pytest.approx(0.3680642)


def test_kl_divergence_stays_finite_where_the_target_is_zero():
    assert kl_divergence(np.array([[0.5, 0.5]]), np.array([[0.0, 1.0]])) == pytest.approx(42.974, abs=0.01)


def test_psnr_holds_the_error_against_the_largest_reference():
    reference = np.array([[1.0, 0.0, 0.0, 0.0]])
    assert psnr_db(reference, reference + 0.1) == pytest.approx(20.0)
    assert psnr_db(reference, reference) == math.inf


@pytest.mark.parametrize("metric", [snr_db, psnr_db])
def test_noise_that_is_no_number_is_as_loud_as_can_be(metric):
    assert metric(REFERENCE, np.full_like(REFERENCE, np.nan)) == -math.inf


def test_a_row_that_is_no_number_diverges_without_end():
    target = REFERENCE.copy()
    target[1, 1] = np.nan
    assert row_kl_divergence(REFERENCE, target).tolist() == [0.0, math.inf]
    assert row_noise(REFERENCE, target).tolist() == [0.0, math.inf]


@pytest.mark.parametrize("metric", ROWS)
def test_one_figure_a_row_in_double(metric):
    target = np.array([[0.2, 0.5, 0.3], [0.0, 0.25, 0.75]], np.float32)
    both = metric(REFERENCE, target)
    assert both.shape == (2,)
    assert both.dtype == np.float64
    assert both[1] == metric(REFERENCE[1:], target[1:])[0]


def test_rows_add_up_to_the_whole():
    target = np.array([[0.2, 0.5, 0.3], [0.0, 0.25, 0.75]], np.float32)
    signal, noise = row_signal(REFERENCE, target).sum(), row_noise(REFERENCE, target).sum()
    assert 10 * math.log10(signal / noise) == pytest.approx(snr_db(REFERENCE, target))
    assert row_kl_divergence(REFERENCE, target).mean() == kl_divergence(REFERENCE, target)
    assert row_max_abs_difference(REFERENCE, target).max() == max_abs_difference(REFERENCE, target)


@pytest.mark.parametrize("metric", ALL)
def test_different_shapes_are_a_bug(metric):
    with pytest.raises(ValueError, match="two equal"):
        metric(REFERENCE, REFERENCE[:, :2])


@pytest.mark.parametrize("metric", ALL)
def test_no_rows_are_a_bug(metric):
    with pytest.raises(ValueError, match="two equal"):
        metric(REFERENCE[:0], REFERENCE[:0])


@pytest.mark.parametrize(
    ("successes", "trials", "share", "probability"),
    [(7, 9, 0.9, 0.22515902), (12, 18, 0.9, 0.00641515), (17, 18, 1.0, 0.0), (18, 18, 1.0, 1.0), (0, 3, 0.5, 0.125)],
)
def test_the_binomial_tail_is_that_of_the_tables(successes, trials, share, probability):
    assert at_most(successes, trials, share) == pytest.approx(probability, abs=1e-6)
