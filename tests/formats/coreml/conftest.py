"""One small network and its four packages, made once for all Core ML tests."""

from __future__ import annotations

import pytest

from formats.coreml.coreml_jobs import SIZE, make_job, tiny_model
from formats.frozen import freeze
from mobilekit.formats.coreml import COREML


@pytest.fixture(scope="session")
def net():
    return tiny_model()


@pytest.fixture(scope="session")
def traced(net):
    return freeze(net, SIZE)


@pytest.fixture(scope="session")
def packages(traced, tmp_path_factory):
    recipes = tuple(name for name in COREML.recipes if name != "w8a8")  # which needs pictures
    return COREML.convert(make_job(traced), recipes, tmp_path_factory.mktemp("coreml"), lambda step: None)
