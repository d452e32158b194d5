"""One small network and its packages, made once for all Core ML tests."""

from __future__ import annotations

import pytest

from formats.coreml.coreml_jobs import SIZE, make_job, pictures, tiny_model
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
    job = make_job(traced, calibration=tuple(pictures(8)))
    return COREML.convert(job, COREML.recipes, tmp_path_factory.mktemp("coreml"), lambda step: None)
