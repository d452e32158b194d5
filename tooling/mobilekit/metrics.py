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
    first, second = _pair(reference, target)
    with np.errstate(invalid="ignore"):
        difference = np.abs(first - second)
    return float(np.where(np.isnan(difference), np.inf, difference).max())


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

    Infinite where the two are equal. Source: Oppenheim and Schafer, Discrete-Time Signal Processing, on
    quantisation error.
    """
    first, second = _pair(reference, target)
    noise = float(np.square(first - second).sum())
    signal = float(np.square(first).sum())
    if noise == 0:
        return float("inf")
    return 10 * float(np.log10(signal / noise)) if signal else float("-inf")


def kl_divergence(reference: Values, target: Values) -> float:
    """Mean over the rows of ``sum p ln(p / q)``, p the reference's probabilities and q the target's, nats.

    A term with p = 0 is 0; a q below the smallest normal float32 counts as that. For probabilities that sum to 1
    only: apply ``postprocess.probabilities`` first. Source: Kullback and Leibler, On Information and Sufficiency,
    1951.
    """
    p, q = _pair(reference, target)
    safe = np.where(p > 0, p, 1.0)
    terms = np.where(p > 0, p * (np.log(safe) - np.log(np.maximum(q, _SMALLEST))), 0.0)
    return float(terms.sum(axis=-1).mean())


def _pair(reference: Values, target: Values) -> tuple[Wide, Wide]:
    if reference.shape != target.shape or reference.ndim != 2 or reference.size == 0:
        raise ValueError(f"expected two equal (N, classes), got {reference.shape} and {target.shape}")
    return reference.astype(np.float64), target.astype(np.float64)
