"""The table of checks: one question a row, in the order in which they are asked."""

from __future__ import annotations

from mobilekit.checks.base import FAILED, PASSED, SKIPPED, Check, Context, Outcome
from mobilekit.checks.files import check_files
from mobilekit.checks.golden import check_golden
from mobilekit.checks.manifest import check_labels, check_manifest
from mobilekit.checks.parity import check_coreml_parity, check_tflite_parity
from mobilekit.checks.tensors import check_metadata, check_tensors
from mobilekit.spec import Step

CHECKS = (
    Check("files", "Is every file there, unchanged and listed?", check_files),
    Check("manifest", "Does the manifest keep the contract and tell the truth?", check_manifest, ("files",)),
    Check("labels", "Is there one label per output?", check_labels, ("manifest",)),
    Check("golden", "Do the golden images give the promised tensors?", check_golden, ("manifest",)),
    Check("tensors", "Do the files have the tensors the manifest states?", check_tensors, ("manifest",)),
    Check("metadata", "Does the metadata inside the files agree?", check_metadata, ("tensors", "labels")),
    Check(
        "tflite_parity", "Does every .tflite answer as the source model?", check_tflite_parity, ("golden", "tensors")
    ),
    Check(
        "coreml_parity", "Does every .mlpackage answer as the source model?", check_coreml_parity, ("golden", "tensors")
    ),
)


def run_checks(context: Context, step: Step) -> list[Outcome]:
    """Ask every question of ``CHECKS``; one whose ground is gone is skipped and says so."""
    outcomes: list[Outcome] = []
    unusable: set[str] = set()
    for check in CHECKS:
        step(check.question)
        blocked = [name for name in check.needs if name in unusable]
        if blocked:
            outcomes.append(Outcome(check.name, "bundle", SKIPPED, f"not asked: the check {blocked[0]} did not pass"))
            unusable.add(check.name)
            continue
        answers = check.run(context)
        outcomes += answers
        if any(answer.status == FAILED for answer in answers):
            unusable.add(check.name)
    return outcomes


__all__ = ["CHECKS", "FAILED", "PASSED", "SKIPPED", "Check", "Context", "Outcome", "run_checks"]
