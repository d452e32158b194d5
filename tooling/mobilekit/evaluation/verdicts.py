"""The evaluation's answers to the questions of the table of checks."""

from __future__ import annotations

from collections import Counter

import numpy as np

from mobilekit.checks.base import FAILED, PASSED, SKIPPED, Outcome
from mobilekit.checks.limits import CHANCE, PARITY, ParityLimit
from mobilekit.errors import MobileKitError
from mobilekit.evaluation.accuracy import accuracy
from mobilekit.evaluation.chance import at_most
from mobilekit.evaluation.paired import Flags, agreement, change, same_answer
from mobilekit.evaluation.records import Evaluation
from mobilekit.evaluation.request import SEED

ACCURACY_KEPT = 0.98
"""Share of the float reference's accuracy that a target must keep: the quality target of image classification in
Janapa Reddi et al., MLPerf Mobile Inference Benchmark, MLSys 2022, table 1."""

DEFAULT = ParityLimit(None, 0.9)
"""For a variant without a row of its own."""

PICTURES, AGREEMENT, ACCURACY = "pictures", "agreement", "accuracy"

REMEDIES = {
    PICTURES: "Save the pictures again as JPEG or PNG, and see report.json for each file's reason.",
    AGREEMENT: "Do not ship this file: convert again; for int8, calibrate on pictures like these (--calibration).",
    ACCURACY: "Do not ship this file: convert again; for int8, calibrate on pictures like these (--calibration).",
}


def outcomes_of(evaluation: Evaluation) -> list[Outcome]:
    """Which pictures were used; whether each variant agrees with the reference and, with labels, stays as accurate."""
    found = [_pictures(evaluation)]
    found += [_agreement(evaluation, variant) for variant in _variants(evaluation)]
    if evaluation.pictures.truth is not None:
        found += [_accuracy(evaluation, variant) for variant in _variants(evaluation)]
    return found


def not_evaluated(error: MobileKitError) -> list[Outcome]:
    """The outcome for pictures that were asked for and could not be used, as in ``NoReference``."""
    return [Outcome(PICTURES, "bundle", SKIPPED, error.message, remedy=error.remedy)]


def refusals(evaluation: Evaluation) -> dict[str, int]:
    """Reason -> how many files were refused for it, the most frequent first."""
    return dict(Counter(refused.reason for refused in evaluation.pictures.refused).most_common())


def _pictures(evaluation: Evaluation) -> Outcome:
    used, reasons = len(evaluation.pictures.paths), refusals(evaluation)
    labels = "with" if evaluation.pictures.truth is not None else "without"
    message = f"{used} pictures used, {labels} labels, held against the {evaluation.reference_name}"
    if reasons:
        each = "; ".join(f"{count} x {reason}" for reason, count in reasons.items())
        message += f"; {sum(reasons.values())} refused ({each})"
    measured = {"used": used, "refused": reasons, "converted": evaluation.pictures.converted or {}}
    if used:
        return Outcome(PICTURES, "bundle", PASSED, message, measured)
    return Outcome(PICTURES, "bundle", FAILED, message, measured, {"used": 1}, REMEDIES[PICTURES])


def _variants(evaluation: Evaluation) -> list[str]:
    return [*evaluation.targets, *evaluation.left_out]


def _skipped(evaluation: Evaluation, check: str, variant: str) -> Outcome | None:
    """The outcome of a variant that cannot be judged; None for one that can."""
    reason = evaluation.left_out.get(variant, "")
    if not evaluation.pictures.paths:
        reason = "no picture could be used"
    elif variant == evaluation.reference_name:
        reason = "it stands for the source model here, whose golden answers it gives"
    return Outcome(check, variant, SKIPPED, reason) if reason else None


def _agreement(evaluation: Evaluation, variant: str) -> Outcome:
    if skipped := _skipped(evaluation, AGREEMENT, variant):
        return skipped
    found = agreement(evaluation.reference, evaluation.targets[variant])
    limit = PARITY.get(variant, DEFAULT)
    kept = _kept(evaluation, variant, limit)
    message = (
        f"top-1 agreement {found.share:.1%} of {found.pictures} pictures ({_span(found.interval)}); "
        f"the reference keeps {agreement(evaluation.reference, evaluation.nervousness).share:.1%} of its own answers "
        "under half a step of input noise"
    )
    measured = {
        "pictures": found.pictures,
        "agreement": found.share,
        "interval": list(found.interval),
        "counted": len(kept),
        "kept": int(kept.sum()),
    }
    limits = {"agreement": limit.top1_agreement, "chance": CHANCE}
    wrong = not kept.all() and at_most(int(kept.sum()), len(kept), limit.top1_agreement) < CHANCE
    status = FAILED if wrong else PASSED
    return Outcome(AGREEMENT, variant, status, message, measured, limits, _remedy(AGREEMENT, status))


def _kept(evaluation: Evaluation, variant: str, limit: ParityLimit) -> Flags:
    """Whether the answer was kept, for each picture that counts.

    Below a share of 1 those count on which the reference keeps its own answer under noise. Where not one flip is
    allowed all count, and one between scores that are all within the limit of the difference (relative to raw
    scores, which have no fixed scale) is no flip but a tie that the order of sums decided.
    """
    target = evaluation.targets[variant]
    same = same_answer(evaluation.reference, target)
    if limit.top1_agreement < 1 or limit.max_abs_difference is None:
        return np.asarray(same[same_answer(evaluation.reference, evaluation.nervousness)], np.bool_)
    tie = target.max_abs_difference <= limit.max_abs_difference * np.maximum(1, np.sqrt(target.signal))
    return np.asarray(same | tie, np.bool_)


def _accuracy(evaluation: Evaluation, variant: str) -> Outcome:
    truth = evaluation.pictures.truth
    assert truth is not None, "accuracy needs labels"
    if skipped := _skipped(evaluation, ACCURACY, variant):
        return skipped
    count = len(evaluation.labels)
    before = accuracy(evaluation.reference, truth, count).top1
    after = accuracy(evaluation.targets[variant], truth, count).top1
    moved = change(evaluation.reference, evaluation.targets[variant], truth, SEED)
    least = -(1 - ACCURACY_KEPT) * before
    message = (
        f"top-1 accuracy {after:.1%}, the reference {before:.1%}: {moved.accuracy:+.1%} ({_span(moved.interval)}), "
        f"{moved.fixed} fixed and {moved.broken} broken, McNemar p {moved.mcnemar_p:.2g}"
    )
    measured = {"top1": after, "reference_top1": before, "change": moved.accuracy, "interval": list(moved.interval)}
    limits = {"share_kept": ACCURACY_KEPT, "change": least}
    status = FAILED if moved.interval[1] < least else PASSED
    return Outcome(ACCURACY, variant, status, message, measured, limits, _remedy(ACCURACY, status))


def _remedy(check: str, status: str) -> str:
    return REMEDIES[check] if status == FAILED else ""


def _span(interval: tuple[float, float]) -> str:
    return f"95 %: {interval[0]:.1%} to {interval[1]:.1%}"
