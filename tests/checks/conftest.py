"""A bundle whose files have run once; each test gets a context of its own, with the outputs to change as it likes."""

from __future__ import annotations

import copy
import dataclasses
import json
from pathlib import Path

import pytest

from checks.sealing import TWIN
from mobilekit.checks import Context
from mobilekit.checks.noise import check_noise
from mobilekit.checks.runs import check_runs
from mobilekit.checks.tensors import check_tensors


@pytest.fixture(scope="session")
def ran(tiny_bundle: Path) -> Context:
    """Do not change: see ``context``."""
    context = Context(tiny_bundle, json.loads((tiny_bundle / "manifest.json").read_text()))
    for artifact in context.artifacts.values():
        check_tensors(context, artifact)
    check_runs(context)
    check_noise(context)
    assert context.twin == TWIN
    assert len(context.outputs) == 8
    return context


@pytest.fixture
def context(ran: Context) -> Context:
    """The bundle with its outputs, loaded files included; nothing is shared that a test may change."""
    mine = dataclasses.replace(
        ran,
        manifest=copy.deepcopy(ran.manifest),
        readbacks=dict(ran.readbacks),
        outputs={name: values.copy() for name, values in ran.outputs.items()},
        lost=set(),
    )
    mine.tensors, mine.reference = ran.tensors, ran.reference.copy()
    return mine
