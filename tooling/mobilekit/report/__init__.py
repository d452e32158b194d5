"""The report of a validation: one record, written as JSON, HTML and JUnit."""

from __future__ import annotations

from mobilekit.report.record import Report, Row, make_report
from mobilekit.report.write import write_report

__all__ = ["Report", "Row", "make_report", "write_report"]
