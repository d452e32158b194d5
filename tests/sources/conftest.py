"""Model files that the tests of the sources share."""

from __future__ import annotations

from pathlib import Path

import pytest

from mobilekit.sources.base import Source


@pytest.fixture(scope="session")
def lively_model(tiny_model: Path) -> Path:
    return tiny_model


@pytest.fixture(scope="session")
def tiny(lively_model: Path) -> Source:
    from mobilekit.sources.keras import load

    return load(lively_model)
