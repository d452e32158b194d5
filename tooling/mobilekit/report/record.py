"""What a validation found, as one record that every output is made from."""

from __future__ import annotations

import dataclasses
import hashlib
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobilekit.bundle import SUMS
from mobilekit.checks import FAILED, PASSED, SKIPPED, Outcome
from mobilekit.checks.base import rule_of
from mobilekit.latency import Latency, measure_latency
from mobilekit.pipeline import passed, validate
from mobilekit.spec import Step
from mobilekit.versions import tool_versions


@dataclass(frozen=True)
class Row:
    """One variant, as the table shows it.

    Attributes:
        variant: such as ``tflite-int8``.
        bytes: on disk.
        status: of its parity check.
        parity: agreement and largest difference in words, or why there is none.
        figures: the same as numbers; empty where nothing was measured.
        timing: on this machine; None unless parity passed.
    """

    variant: str
    bytes: int
    status: str
    parity: str
    figures: dict[str, Any]
    timing: Latency | None


@dataclass(frozen=True)
class Report:
    """One validation.

    Attributes:
        bundle: sha256 of ``SHA256SUMS``: the bundle's identity.
        manifest: None where it was not accepted.
        outcomes: every question and its answer.
        rows: one per variant.
    """

    bundle: str
    manifest: dict[str, Any] | None
    outcomes: list[Outcome]
    rows: list[Row]

    @property
    def passed(self) -> bool:
        """Whether nothing failed and something was asked."""
        return passed(self.outcomes)

    def count(self, status: str) -> int:
        """How many outcomes have ``status``."""
        return sum(outcome.status == status for outcome in self.outcomes)

    def as_json(self) -> dict[str, Any]:
        """``report.json``."""
        return {
            "schema_version": 1,
            "bundle": self.bundle,
            "verdict": PASSED if self.passed else FAILED,
            "counts": {status: self.count(status) for status in (PASSED, FAILED, SKIPPED)},
            "outcomes": [dataclasses.asdict(outcome) for outcome in self.outcomes],
            "variants": [_row_json(row) for row in self.rows],
            "host": {"machine": platform.machine(), "system": platform.system(), "tools": tool_versions()},
        }


def _row_json(row: Row) -> dict[str, Any]:
    return {**dataclasses.asdict(row), "timing": dataclasses.asdict(row.timing) if row.timing else None}


def make_report(root: Path, step: Step) -> Report:
    """Validate the bundle at ``root``, then time on this machine what gave the right answers.

    Raises:
        MobileKitError: there is no bundle at ``root``.
    """
    found = validate(root, step)
    manifest, outcomes = found.manifest, found.outcomes
    rows = [_row(root, manifest, artifact, outcomes, step) for artifact in (manifest or {}).get("artifacts", [])]
    identity = hashlib.sha256((root / SUMS).read_bytes()).hexdigest()
    return Report(identity, manifest, outcomes, rows)


def _row(root: Path, manifest: Any, artifact: dict[str, Any], outcomes: list[Outcome], step: Step) -> Row:  # noqa: ANN401
    variant = artifact["variant"]
    answers = [o for o in outcomes if o.check.endswith("_parity") and o.subject in (variant, "bundle")]
    answer = answers[0] if answers else Outcome("parity", variant, SKIPPED, "not asked")
    timing = None
    if answer.status == PASSED:
        step(f"Timing {variant}")
        timing = measure_latency(root / artifact["path"], artifact, rule_of(manifest["preprocessing"]))
    words = answer.message if answer.status != SKIPPED else "not executed here"
    return Row(variant, artifact["bytes"], answer.status, words, answer.measured, timing)
