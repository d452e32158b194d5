"""What a validation found, as one record that every output is made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobilekit.bundle import identity
from mobilekit.checks import FAILED, PASSED, SKIPPED, Outcome
from mobilekit.checks.base import rule_of
from mobilekit.latency import Latency, measure_latency
from mobilekit.pipeline import NOTHING, Validation, passed, validate
from mobilekit.recommend import DEFAULT_GOAL, Candidate, Goal, Recommendation, candidate, recommend
from mobilekit.report.machine import as_json
from mobilekit.report.statistics import Statistics, statistics
from mobilekit.spec import Step

if TYPE_CHECKING:
    from mobilekit.device_report import DeviceResult
    from mobilekit.divergence import Curve
    from mobilekit.evaluation.paired import Agreement
    from mobilekit.evaluation.records import Evaluation
    from mobilekit.evaluation.request import Wanted


@dataclass(frozen=True)
class Row:
    """One variant, as the table shows it.

    Attributes:
        variant: such as ``tflite-int8``.
        bytes: on disk.
        status: of its parity check.
        parity: agreement and largest difference in words, or why there is none.
        figures: the same as numbers; empty where nothing was measured.
        timing: on this machine; None unless parity passed, and for Core ML, whose speed only a phone can tell.
    """

    variant: str
    bytes: int
    status: str
    parity: str
    figures: dict[str, Any]
    timing: Latency | None


@dataclass(frozen=True)
class Report:
    """One validation, and what this machine adds to it.

    Attributes:
        bundle: sha256 of ``SHA256SUMS``: the bundle's identity.
        manifest: None where it was not accepted.
        outcomes: every question and its answer.
        rows: one per variant.
        evaluation: the variants on the user's pictures; None where there were none.
        curves: intermediate results of each variant against the reference's; empty where not wanted.
        devices: what phones found; empty where no report was given.
        goal: what a file must reach to be recommended.
    """

    bundle: str
    manifest: dict[str, Any] | None
    outcomes: list[Outcome]
    rows: list[Row]
    evaluation: Evaluation | None = None
    curves: tuple[Curve, ...] = ()
    devices: tuple[DeviceResult, ...] = ()
    goal: Goal = DEFAULT_GOAL

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.count(status)} {status}" for status in (PASSED, FAILED, SKIPPED))
        return f"<Report on {self.name}: {PASSED if self.passed else FAILED}; {len(self.rows)} variants; {counts}>"

    @property
    def passed(self) -> bool:
        """Whether nothing failed and something was asked."""
        return passed(self.outcomes)

    @property
    def name(self) -> str:
        """The model's name, or what to call a bundle that does not say it."""
        return str(self.manifest["model"]["name"]) if self.manifest else "this bundle"

    @cached_property
    def noise(self) -> dict[str, Any]:
        """Figures of the reference under input noise, on the golden images; empty where not measured."""
        return next((o.measured for o in self.outcomes if o.check == "noise" and o.measured), {})

    @cached_property
    def statistics(self) -> Statistics | None:
        """Figures of the evaluation; None where there was none, or no picture could be used."""
        if self.evaluation is None or not self.evaluation.pictures.paths:
            return None
        return statistics(self.evaluation)

    def agreement_of(self, variant: str) -> Agreement | None:
        """With the reference on the user's pictures; None where it was not measured, and for the reference itself."""
        if self.statistics is None or self.evaluation is None or variant == self.evaluation.reference_name:
            return None
        figures = self.statistics.targets.get(variant)
        return figures.agreement if figures else None

    @cached_property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """What to ship on each platform: of the files in which nothing failed, on the pictures where there were any."""
        return recommend([c for row in self.rows if (c := self._candidate(row)) is not None], self.goal)

    def _candidate(self, row: Row) -> Candidate | None:
        if self.verdict_on(row) != PASSED:
            return None
        found, time = self.agreement_of(row.variant), row.timing.p50_ms if row.timing else None
        if found is not None:
            return Candidate(row.variant, row.bytes, found.share, found.pictures, time)
        if self.evaluation is not None and row.variant == self.evaluation.reference_name:
            return Candidate(row.variant, row.bytes, 1.0, len(self.evaluation.pictures.paths), time)
        return candidate(row.variant, row.bytes, row.figures, time)

    @property
    def failures(self) -> list[Outcome]:
        """What failed, in the order in which it was asked."""
        return [outcome for outcome in self.outcomes if outcome.status == FAILED]

    @property
    def failed_here(self) -> bool:
        """Whether something failed on this machine, and not on a phone alone."""
        return any(outcome.check != "device" for outcome in self.failures)

    @property
    def failed_variants(self) -> list[str]:
        """Files of which something failed here; empty where it was the bundle as a whole."""
        subjects = {outcome.subject for outcome in self.failures if outcome.check != "device"}
        variants = [row.variant for row in self.rows if row.variant in subjects]
        return variants if len(variants) == len(subjects) else []

    def verdict_on(self, row: Row) -> str:
        """Of a file: what its parity check said, or ``failed`` where any other check on this machine did."""
        faults = [o for o in self.failures if o.subject == row.variant and o.check != "device"]
        return FAILED if faults else row.status

    def count(self, status: str) -> int:
        """How many outcomes have ``status``."""
        return sum(outcome.status == status for outcome in self.outcomes)

    def as_json(self) -> dict[str, Any]:
        """``report.json`` as plain values."""
        return as_json(self)


def make_report(root: Path, step: Step, wanted: Wanted = NOTHING) -> Report:
    """Validate the bundle at ``root``, then time on this machine what gave the right answers.

    Raises:
        MobileKitError: there is no bundle at ``root``; pictures or device reports that cannot be used.
    """
    found = validate(root, step, wanted)
    artifacts = found.manifest["artifacts"] if found.manifest else []
    rows = [_row(root, found, artifact, step) for artifact in artifacts]
    return Report(
        identity(root),
        found.manifest,
        found.outcomes,
        rows,
        found.evaluation,
        tuple(found.curves),
        tuple(found.devices),
        wanted.goal,
    )


def _row(root: Path, found: Validation, artifact: dict[str, Any], step: Step) -> Row:
    variant, check = artifact["variant"], artifact["variant"].split("-")[0] + "_parity"
    answers = [o for o in found.outcomes if o.check == check and o.subject in (variant, "bundle")]
    answer = answers[0] if answers else Outcome(check, variant, SKIPPED, "not asked")
    timing = None
    if answer.status == PASSED and variant.startswith("tflite"):
        assert found.manifest is not None, "there are artifacts only in a manifest"
        step(f"Timing {variant}")
        timing = measure_latency(root / artifact["path"], artifact, rule_of(found.manifest["preprocessing"]))
    return Row(variant, artifact["bytes"], answer.status, answer.message, answer.measured, timing)
