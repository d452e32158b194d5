"""A target's answers beside the reference's, picture by picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mobilekit.evaluation.chance import change_interval, mcnemar_p, wilson_interval
from mobilekit.evaluation.records import Answers, Whole

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Agreement:
    """How often and how closely a target gives the reference's answer.

    Attributes:
        pictures: N.
        same: pictures with the same first answer.
        share: ``same / pictures``; 0 without pictures.
        interval: 95 % of ``share`` (Wilson).
        kl: mean divergence, nats.
        snr_db: ``10 log10`` of summed signal over summed noise; infinite where all outputs are equal.
        max_abs_difference: the largest of all pictures and classes.
    """

    pictures: int
    same: int
    share: float
    interval: tuple[float, float]
    kl: float
    snr_db: float
    max_abs_difference: float


@dataclass(frozen=True)
class Change:
    """What the target's flips do to accuracy.

    Attributes:
        fixed: pictures that the target has right and the reference wrong.
        broken: pictures that the reference has right and the target wrong.
        accuracy: change of top-1, target minus reference, ``(fixed - broken) / N``.
        interval: 95 % of ``accuracy`` (paired bootstrap).
        mcnemar_p: of ``fixed`` and ``broken`` being equally likely.
    """

    fixed: int
    broken: int
    accuracy: float
    interval: tuple[float, float]
    mcnemar_p: float


def same_answer(reference: Answers, target: Answers) -> Flags:
    """(N,) whether both give the same first answer; an answer that is no number agrees with nothing."""
    answers = target.top5[:, 0]
    return np.asarray((reference.top5[:, 0] == answers) & (answers >= 0), np.bool_)


def agreement(reference: Answers, target: Answers) -> Agreement:
    """Compare N answers with N answers."""
    same = same_answer(reference, target)
    count = len(same)
    return Agreement(
        pictures=count,
        same=int(same.sum()),
        share=float(same.mean()) if count else 0.0,
        interval=wilson_interval(int(same.sum()), count),
        kl=float(target.kl.mean()) if count else 0.0,
        snr_db=_snr_db(float(target.signal.sum()), float(target.noise.sum())),
        max_abs_difference=float(target.max_abs_difference.max(initial=0.0)),
    )


def change(reference: Answers, target: Answers, truth: Whole, seed: int) -> Change:
    """Compare N answers with N answers where the right ones, (N,) class indices, are known."""
    before, after = reference.top5[:, 0] == truth, target.top5[:, 0] == truth
    fixed, broken = int((after & ~before).sum()), int((before & ~after).sum())
    return Change(
        fixed=fixed,
        broken=broken,
        accuracy=(fixed - broken) / max(1, len(truth)),
        interval=change_interval(fixed, broken, len(truth), seed),
        mcnemar_p=mcnemar_p(fixed, broken),
    )


def _snr_db(signal: float, noise: float) -> float:
    """As ``metrics.snr_db``, from sums over the pictures."""
    if noise == 0:
        return math.inf
    return 10 * math.log10(signal / noise) if signal and math.isfinite(noise) else -math.inf
