"""The figures of an evaluation that the forms of the report share, each computed once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mobilekit.evaluation.accuracy import Accuracy, accuracy
from mobilekit.evaluation.confidence import Confidence, confidence
from mobilekit.evaluation.paired import Agreement, Change, agreement, change
from mobilekit.evaluation.request import SEED

if TYPE_CHECKING:
    from mobilekit.evaluation.records import Answers, Evaluation


@dataclass(frozen=True)
class Figures:
    """Of one model on the user's pictures.

    Attributes:
        agreement: with the reference.
        confidence: of its first answers.
        accuracy: None without labels.
        change: of the accuracy against the reference's; None without labels.
    """

    agreement: Agreement
    confidence: Confidence
    accuracy: Accuracy | None
    change: Change | None


@dataclass(frozen=True)
class Statistics:
    """Of every model: the reference itself, the reference under input noise, the variants."""

    reference: Figures
    nervousness: Figures
    targets: dict[str, Figures]


def statistics(evaluation: Evaluation) -> Statistics:
    """Everything at once, for an evaluation with at least one picture."""
    return Statistics(
        reference=_figures(evaluation, evaluation.reference),
        nervousness=_figures(evaluation, evaluation.nervousness),
        targets={name: _figures(evaluation, answers) for name, answers in evaluation.targets.items()},
    )


def _figures(evaluation: Evaluation, answers: Answers) -> Figures:
    truth = evaluation.pictures.truth
    return Figures(
        agreement=agreement(evaluation.reference, answers),
        confidence=confidence(answers, truth),
        accuracy=None if truth is None else accuracy(answers, truth, len(evaluation.labels)),
        change=None if truth is None else change(evaluation.reference, answers, truth, SEED),
    )
