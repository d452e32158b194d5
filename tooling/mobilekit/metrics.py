"""How far a target's outputs are from the reference's: one number a function.

Both arguments are always (N, classes), the reference first, and computed on in double.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from mobilekit.postprocess import Values, top_1

Wide = npt.NDArray[np.float64]

_SMALLEST = float(np.finfo(np.float32).tiny)
"""A target's 0 counts as the smallest normal float32, as its logarithm has no value."""


def at_most(successes: int, trials: int, share: float) -> float:
    """Probability of ``successes`` or fewer in ``trials`` independent trials that each succeed with ``share``.

    The cumulative binomial distribution: sum over k <= successes of C(n, k) p^k (1 - p)^(n - k).
    """
    terms = (math.comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(successes + 1))
    return min(1.0, math.fsum(terms))


def max_abs_difference(reference: Values, target: Values) -> float:
    """``max |reference - target|``; infinite where any difference is no number, so that NaN never passes."""
    return float(row_max_abs_difference(reference, target).max())


def row_max_abs_difference(reference: Values, target: Values) -> Wide:
    """(N,) ``max |reference - target|`` of each row; infinite where any difference is no number."""
    first, second = _pair(reference, target)
    with np.errstate(invalid="ignore"):
        difference = np.abs(first - second)
    return np.asarray(np.where(np.isnan(difference), np.inf, difference).max(axis=-1), np.float64)


def top1_agreement(reference: Values, target: Values, activation: str = "softmax") -> float:
    """Share of the N rows whose best class is the same, in 0..1.

    Ties go to the lower index on both sides. With one output, the row's answer is yes or no: see
    ``postprocess.top_1``.
    """
    first, second = _pair(reference, target)
    agree = (top_1(first, activation) == top_1(second, activation)) & ~np.isnan(second).any(axis=-1)
    return float(agree.mean())


def snr_db(reference: Values, target: Values) -> float:
    """Signal-to-noise ratio ``10 log10(sum reference^2 / sum (reference - target)^2)``, decibels.

    Infinite where the two are equal, minus infinite where a difference is no number. Source: Oppenheim and Schafer,
    Discrete-Time Signal Processing, on quantisation error.
    """
    return _decibels(float(row_signal(reference, target).sum()), float(row_noise(reference, target).sum()))


def psnr_db(reference: Values, target: Values) -> float:
    """Peak signal-to-noise ratio ``10 log10(max |reference|^2 / mean (reference - target)^2)``, decibels.

    Infinite where the two are equal, minus infinite where a difference is no number. Source: Qualcomm's ai-hub-models
    (utils/compare.py) judges an on-device output by this figure, from 30 dB on.
    """
    noise = row_noise(reference, target)
    return _decibels(float(np.abs(reference.astype(np.float64)).max()) ** 2, float(noise.sum()) / reference.size)


def row_signal(reference: Values, target: Values) -> Wide:
    """(N,) ``sum reference^2`` of each row: what ``snr_db`` divides, summed over the rows."""
    return np.asarray(np.square(_pair(reference, target)[0]).sum(axis=-1), np.float64)


def row_noise(reference: Values, target: Values) -> Wide:
    """(N,) ``sum (reference - target)^2`` of each row; infinite where a difference is no number."""
    first, second = _pair(reference, target)
    with np.errstate(invalid="ignore", over="ignore"):
        noise = np.square(first - second).sum(axis=-1)
    return np.asarray(np.where(np.isnan(noise), np.inf, noise), np.float64)


def kl_divergence(reference: Values, target: Values) -> float:
    """Mean over the rows of ``row_kl_divergence``, nats."""
    return float(row_kl_divergence(reference, target).mean())


def row_kl_divergence(reference: Values, target: Values) -> Wide:
    """(N,) ``sum p ln(p / q)`` of each row, p the reference's probabilities and q the target's, nats.

    A term with p = 0 is 0; a q below the smallest normal float32 counts as that; a q that is no number makes its row
    infinite. For probabilities that sum to 1 only: apply ``postprocess.probabilities`` first. Source: Kullback and
    Leibler, On Information and Sufficiency, 1951.
    """
    p, q = _pair(reference, target)
    safe = np.where(p > 0, p, 1.0)
    terms = np.where(p > 0, p * (np.log(safe) - np.log(np.maximum(q, _SMALLEST))), 0.0)
    sums = terms.sum(axis=-1)
    return np.asarray(np.where(np.isfinite(q).all(axis=-1), sums, np.inf), np.float64)


def _decibels(signal: float, noise: float) -> float:
    if noise == 0:
        return float("inf")
    return 10 * math.log10(signal / noise) if signal and math.isfinite(noise) else float("-inf")


def _pair(reference: Values, target: Values) -> tuple[Wide, Wide]:
    if reference.shape != target.shape or reference.ndim != 2 or reference.size == 0:
        raise ValueError(f"expected two equal (N, classes), got {reference.shape} and {target.shape}")
    return reference.astype(np.float64), target.astype(np.float64)
