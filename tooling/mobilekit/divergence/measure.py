"""Run the reference and every target on the same pictures and compare what they compute on the way."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from mobilekit import metrics
from mobilekit.checks.base import Context
from mobilekit.divergence.align import SINGLE, Alignment, Pair, probes
from mobilekit.divergence.curve import Curve, Row
from mobilekit.divergence.kinds import UNKNOWN, Kind, kinds_of
from mobilekit.errors import MobileKitError
from mobilekit.formats import FORMATS
from mobilekit.formats.base import Runner
from mobilekit.preprocess import Pixels
from mobilekit.spec import Batch, Step

MOST_IMAGES = 4
"""Of the golden images, evenly spread: every result is up to a million values already."""


@dataclass
class Sums:
    """What a pair of results differs by, over all pictures so far."""

    signal: float = 0.0
    noise: float = 0.0
    worst: float = 0.0

    def add(self, reference: Batch, target: Batch) -> None:
        """One picture's results: the same values in the same order, of any shape."""
        pair = reference.reshape(1, -1), target.reshape(1, -1)
        self.signal += float(metrics.row_signal(*pair)[0])
        self.noise += float(metrics.row_noise(*pair)[0])
        self.worst = max(self.worst, metrics.max_abs_difference(*pair))

    @property
    def snr_db(self) -> float:
        """``metrics.snr_db`` of all pictures together."""
        if self.noise == 0:
            return math.inf
        return 10 * math.log10(self.signal / self.noise) if self.signal and math.isfinite(self.noise) else -math.inf


@dataclass
class Subject:
    """One variant under comparison.

    Attributes:
        variant: its name.
        runner: its file, loaded.
        kinds: what computes each of its results.
        sums: of each (reference's result, its own), in order; filled by the first picture.
    """

    variant: str
    runner: Runner
    kinds: dict[str, Kind]
    sums: dict[Pair, Sums] = field(default_factory=dict)


def diverge(root: Path, manifest: dict[str, Any], step: Step) -> tuple[Curve, ...]:
    """A curve for each variant of the bundle but the reference, in the manifest's order.

    The reference is the bundle's single-precision TFLite file, or else its Core ML one. One picture at a time: never
    more in memory than the results of two programs. A variant that cannot be run gets a curve that says so.

    Args:
        root: the bundle.
        manifest: accepted.
        step: told of each picture.

    Raises:
        MobileKitError: the bundle has no single-precision file, or it cannot be run.
    """
    artifacts = {artifact["variant"]: artifact for artifact in manifest["artifacts"]}
    name = next((name for name in SINGLE if name in artifacts), None)
    if name is None:
        raise MobileKitError(
            "The bundle has no single-precision file to compare the others with, layer by layer.",
            remedy=f"Convert again with {SINGLE[0]} among the variants.",
        )
    context = Context(root, manifest)
    reference = _open(context, artifacts.pop(name))
    targets: dict[str, Subject] = {}
    curves: dict[str, Curve] = {}
    for variant, artifact in artifacts.items():
        try:
            targets[variant] = _open(context, artifact)
        except MobileKitError as error:
            curves[variant] = Curve(name, variant, (), note=error.message)
    pictures = spread(context.tensors)
    curves |= compare(reference, list(targets.values()), pictures, step)
    return tuple(curves[variant] for variant in artifacts)


def compare(reference: Subject, targets: list[Subject], pictures: Pixels, step: Step) -> dict[str, Curve]:
    """Variant -> its curve, over (N, H, W, 3) uint8 RGB pictures with geometry done."""
    alignment: Alignment | None = None
    names: list[str] = []
    # Single precision first: the other variants of its format are aligned by way of it.
    ordered = sorted(targets, key=lambda subject: subject.variant not in SINGLE)
    for number, picture in enumerate(pictures, 1):
        step(f"Comparing {len(targets)} files layer by layer, picture {number} of {len(pictures)}")
        ours = reference.runner.layers(picture[None])
        if alignment is None:
            found = probes(ours, reference.kinds)
            alignment, names = Alignment(reference.variant, found), [probe.name for probe in found]
        for subject in ordered:
            _add(subject, ours, subject.runner.layers(picture[None]), alignment)
    return {subject.variant: _curve(subject, reference.variant, names, len(pictures)) for subject in targets}


def spread(pictures: Pixels) -> Pixels:
    """At most ``MOST_IMAGES`` of (N, H, W, 3), from the first to the last."""
    chosen = np.linspace(0, len(pictures) - 1, min(len(pictures), MOST_IMAGES)).astype(np.int64)
    return np.asarray(pictures[chosen])


def _open(context: Context, artifact: dict[str, Any]) -> Subject:
    variant, path = artifact["variant"], context.root / artifact["path"]
    runner = FORMATS[variant.split("-")[0]].runner(path, context.rule, tuple(artifact["app_steps"]))
    return Subject(variant, runner, kinds_of(variant, path))


def _add(subject: Subject, ours: dict[str, Batch], theirs: dict[str, Batch], alignment: Alignment) -> None:
    if not subject.sums:
        pairs = alignment.pairs(subject.variant, probes(theirs, subject.kinds))
        subject.sums = {pair: Sums() for pair in pairs}
    for (one, other), sums in subject.sums.items():
        sums.add(ours[one], theirs[other])


def _curve(subject: Subject, reference: str, names: list[str], images: int) -> Curve:
    """``names``: of the reference's results that were there to be compared."""
    levels = {other: sums.snr_db for (_, other), sums in subject.sums.items()}
    before = _before(subject.kinds, levels)
    rows = tuple(
        Row(
            reference=one,
            target=other,
            op=subject.kinds.get(other, UNKNOWN).op,
            snr_db=levels[other],
            max_abs_difference=sums.worst,
            depth=(names.index(one) + 1) / len(names),
            before_db=before.get(other),
        )
        for (one, other), sums in subject.sums.items()
    )
    met = {row.reference for row in rows}
    unmatched = tuple(name for name in names if name not in met)
    note = "" if rows else "no result of it could be matched with one of the reference's"
    return Curve(reference, subject.variant, rows, unmatched, images, note)


def _before(kinds: dict[str, Kind], levels: dict[str, float]) -> dict[str, float]:
    """Result -> the lowest of ``levels`` it is computed from, through results that have none."""
    reached: dict[str, float] = {}
    before: dict[str, float] = {}
    for name, kind in kinds.items():
        found = [reached[source] for source in kind.sources if source in reached]
        if found:
            before[name] = min(found)
        if name in levels or found:
            reached[name] = levels[name] if name in levels else min(found)
    return before
