"""A report with every part filled, and its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from mobilekit.report.page import page
from mobilekit.report.record import Report
from report import made
from report.markup import Page


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    """A report that passed, with labels that look like markup, and its bundle."""
    root = tmp_path_factory.mktemp("report") / "b"
    return made.report(root, made.NASTY, pictures=12), root


@pytest.fixture(scope="session")
def source(whole: tuple[Report, Path]) -> str:
    return page(*whole)


@pytest.fixture(scope="session")
def shown(source: str) -> Page:
    return Page(source)
