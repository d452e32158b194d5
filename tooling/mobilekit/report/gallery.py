"""Pictures on the page: the golden images, and the photos whose answer flipped, as the model saw them."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from mobilekit.decoding import decode
from mobilekit.errors import MobileKitError
from mobilekit.preprocess import Pixels, Preprocessing, to_tensor
from mobilekit.report.words import NO_ANSWER

if TYPE_CHECKING:
    from mobilekit.evaluation.records import Answers, Evaluation

A_VARIANT = 24
"""Flips shown of one variant at most: those of which the reference was surest."""

BUDGET = 2_800_000
"""Characters that the pictures of the flip gallery may take on the page, which is to stay below 5 MB."""

TINY = 128
"""Inputs up to this side are shown enlarged by whole pixels, so that nobody takes their blur for the page's."""

LARGEST = 256
"""Side to which larger inputs are reduced."""


@dataclass(frozen=True)
class Answer:
    """One model's first answer to a picture: its name, the class, its probability."""

    who: str
    label: str
    confidence: float


@dataclass(frozen=True)
class Flip:
    """A picture to which some variant answers otherwise than the reference.

    Attributes:
        path: below the folder of pictures.
        data: the picture as the model saw it, as a data URI; empty where it cannot be read any more.
        tiny: whether to enlarge it by whole pixels.
        truth: its label; None where nobody said.
        reference: what was to be answered.
        answers: of the variants that say something else.
    """

    path: str
    data: str
    tiny: bool
    truth: str | None
    reference: Answer
    answers: tuple[Answer, ...]

    @property
    def others(self) -> list[tuple[Answer, list[str]]]:
        """The answers, those with the same class as one: the surest of them, and all who give it."""
        groups: dict[str, list[Answer]] = {}
        for answer in self.answers:
            groups.setdefault(answer.label, []).append(answer)
        found = [(max(group, key=lambda a: a.confidence), [a.who for a in group]) for group in groups.values()]
        return sorted(found, key=lambda pair: -len(pair[1]))


def data_uri(pixels: Pixels) -> str:
    """(H, W, 3) uint8 RGB as a WebP image for a page: some kilobytes at 224 x 224."""
    image = Image.fromarray(pixels)
    image.thumbnail((LARGEST, LARGEST))
    file = io.BytesIO()
    image.save(file, "WEBP", quality=80, method=4)
    return f"data:image/webp;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"


def flips(evaluation: Evaluation, rule: Preprocessing) -> tuple[list[Flip], int]:
    """The flips to show, surest first, and how many pictures flipped at all.

    Args:
        evaluation: the answers.
        rule: the preprocessing, for what the model saw.
    """
    first = evaluation.reference.top5[:, 0]
    flipped = {name: np.flatnonzero(target.top5[:, 0] != first) for name, target in evaluation.targets.items()}
    sure = evaluation.reference.confidence
    chosen: set[int] = set()
    for rows in flipped.values():
        chosen |= set(rows[np.argsort(-sure[rows], kind="stable")][:A_VARIANT].tolist())
    shown, size = [], 0
    for row in sorted(chosen, key=lambda index: (-sure[index], index)):
        flip = _flip(evaluation, rule, row)
        size += len(flip.data)
        if size > BUDGET:
            break
        shown.append(flip)
    return shown, len(set().union(*(rows.tolist() for rows in flipped.values())))


def _flip(evaluation: Evaluation, rule: Preprocessing, row: int) -> Flip:
    path, truth, names = evaluation.pictures.paths[row], evaluation.pictures.truth, evaluation.labels
    reference = _answer(evaluation.reference_name, evaluation.reference, names, row)
    answers = [_answer(name, target, names, row) for name, target in evaluation.targets.items()]
    return Flip(
        path=path,
        data=_seen(Path(evaluation.folder) / path, rule),
        tiny=max(rule.size) <= TINY,
        truth=None if truth is None else names[truth[row]],
        reference=reference,
        answers=tuple(answer for answer in answers if answer.label != reference.label),
    )


def _answer(who: str, answers: Answers, names: tuple[str, ...], row: int) -> Answer:
    best = int(answers.top5[row, 0])
    return Answer(who, names[best] if best >= 0 else NO_ANSWER, float(answers.confidence[row]))


def _seen(path: Path, rule: Preprocessing) -> str:
    """What the model saw; empty where the picture went away or changed since it was answered."""
    try:
        return data_uri(to_tensor(decode(path).pixels, rule))
    except MobileKitError:
        return ""


def golden(manifest: dict[str, Any], tensors: Pixels, scores: Any, labels: tuple[str, ...]) -> list[dict[str, Any]]:  # noqa: ANN401
    """The golden images as the model sees them, each with the reference's answer and its score."""
    shown = []
    for image, tensor, row in zip(manifest["golden"]["images"], tensors, scores, strict=True):
        best = image["top5"][0]
        shown.append(
            {
                "data": data_uri(tensor),
                "tiny": max(tensor.shape) <= TINY,
                "name": Path(image["path"]).stem,
                "label": labels[best],
                "score": float(row[best]),
            }
        )
    return shown
