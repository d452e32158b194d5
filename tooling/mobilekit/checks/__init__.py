"""The table of checks: one question a row, in the order in which they are asked."""

from __future__ import annotations

from mobilekit.checks.base import FAILED, PASSED, SKIPPED, Check, Context, FileCheck, Outcome
from mobilekit.checks.table import CHECKS, run_checks

__all__ = ["CHECKS", "FAILED", "PASSED", "SKIPPED", "Check", "Context", "FileCheck", "Outcome", "run_checks"]
