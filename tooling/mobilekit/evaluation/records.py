"""What an evaluation keeps: a few numbers a picture and model, never the pictures or all their scores."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Wide = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Answers:
    """One model's answers to N pictures, and how far each is from the reference's.

    A picture whose scores are no numbers has the answer -1, confidence 0 and infinite distances.

    Attributes:
        top5: (N, min(5, classes)) class indices, best first; of a network with one output 1 for yes and 0 for no.
        confidence: (N,) probability of the first answer, 0..1.
        max_abs_difference: (N,) ``max |reference - target|`` over the classes.
        kl: (N,) Kullback-Leibler divergence of the target's probabilities from the reference's, nats.
        signal: (N,) ``sum reference^2``.
        noise: (N,) ``sum (reference - target)^2``.
    """

    top5: Whole
    confidence: Wide
    max_abs_difference: Wide
    kl: Wide
    signal: Wide
    noise: Wide


@dataclass(frozen=True)
class Refused:
    """A file that could not be used, and why, in a sentence."""

    path: str
    reason: str


@dataclass(frozen=True)
class Pictures:
    """The pictures that were used.

    Attributes:
        paths: N, relative to the folder, with ``/``.
        truth: (N,) class index of each; None where the pictures have no labels.
        refused: those left out, each with its reason.
        converted: what had to be converted on the way, such as {"CMYK": 3}: kind -> count.
    """

    paths: tuple[str, ...]
    truth: Whole | None
    refused: tuple[Refused, ...] = ()
    converted: dict[str, int] | None = None


@dataclass(frozen=True)
class Evaluation:
    """Every variant on the same pictures.

    Attributes:
        folder: where the pictures are.
        pictures: which they were.
        labels: of the answers, in the order of their indices; two (``not x``, ``x``) for a network with one output.
        reference_name: ``source model``, or the single-precision twin that stands for it.
        reference: its answers; its differences from itself are 0.
        nervousness: the reference's own answers where every pixel is off by up to half a step (uniform in +-0.5 of
            255): what part of a disagreement is the network's, not the conversion's.
        targets: variant -> its answers, in the manifest's order; the twin that is the reference has those of the
            reference.
        left_out: variant -> why it could not be asked, in a sentence.
    """

    folder: str
    pictures: Pictures
    labels: tuple[str, ...]
    reference_name: str
    reference: Answers
    nervousness: Answers
    targets: dict[str, Answers]
    left_out: dict[str, str] = field(default_factory=dict)
