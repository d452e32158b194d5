"""One small network and its four files, made once for all TFLite tests."""

from __future__ import annotations

import pytest

from formats.frozen import freeze
from formats.tflite.tflite_jobs import SIZE, make_job, tiny_model
from mobilekit.formats.tflite import TFLITE


@pytest.fixture(scope="session")
def model():
    return tiny_model()


@pytest.fixture(scope="session")
def function(model):
    return freeze(model, SIZE)


@pytest.fixture(scope="session")
def files(function, tmp_path_factory):
    return TFLITE.convert(make_job(function), TFLITE.recipes, tmp_path_factory.mktemp("tflite"), lambda step: None)
