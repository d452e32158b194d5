"""At least forty ways of spoiling a bundle, each caught by the check that should catch it and by no accident."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from fault_makers import coreml, tflite
from fault_makers.kit import quietly
from fault_makers.memory import Memory
from faults import FAULTS, Fault, Kit
from mobilekit.bundle import sums_text
from mobilekit.checks import CHECKS, FAILED, Context, Outcome, kernels, run_checks, weights
from mobilekit.checks import consumers as libraries
from mobilekit.formats import FORMATS
from mobilekit.pipeline import convert

GROUND = ("files", "manifest", "golden")
"""Checks that every other one builds on: a sealed fault leaves them content, unless one of them is to catch it."""

Rows = list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return Kit(tmp_path_factory.mktemp("kit") / "scratch")


@pytest.fixture(scope="module")
def good(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged, trained net in all its variants."""
    out = tmp_path_factory.mktemp("good") / "bundle"
    convert(kit.request, out, quietly)
    return out


@pytest.fixture(scope="module")
def remembered(good: Path) -> Iterator[list[Outcome]]:
    """The good bundle's outcomes; what its files answered is not asked again while the module's tests run."""
    memory = Memory()
    with pytest.MonkeyPatch.context() as patch:
        for name, row in memory.formats().items():
            patch.setitem(FORMATS, name, row)
        for readers in (weights.READERS, kernels.READERS):
            for name, read in list(readers.items()):
                patch.setitem(readers, name, memory.reader(read))
        patch.setattr(libraries, "ask", memory.consumers(libraries.ask))
        outcomes = run_checks(Context(good), quietly)
        memory.learning = False
        yield outcomes


@pytest.fixture(scope="module")
def table(pytestconfig: pytest.Config) -> Iterator[Rows]:
    """Rows that are printed when all faults are through."""
    rows: Rows = []
    yield rows
    write = pytestconfig.pluginmanager.get_plugin("terminalreporter").write_line
    for name, caught, message in rows:
        write(f"{name:<52} {caught:<38} {message}")


def test_there_are_enough_and_each_names_a_check_that_exists() -> None:
    names = [check.name for check in CHECKS]
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 48
    assert [fault.name for fault in FAULTS if not any(fnmatch(name, fault.check) for name in names)] == []


def test_an_edit_that_changes_nothing_changes_no_byte(broken: Path) -> None:
    """Else a fault might be caught for what the editing did."""
    before = sums_text(broken)
    for path in broken.glob("tflite/*"):
        tflite.edit(path, lambda net: None)
    for path in broken.glob("coreml/*"):
        coreml.edit(path, lambda program: None)
    assert sums_text(broken) == before


@pytest.mark.slow
def test_the_good_bundle_raises_no_alarm(remembered: list[Outcome]) -> None:
    assert [(o.check, o.subject, o.message) for o in remembered if o.status == FAILED] == []


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_fault_is_caught_by_its_check(
    fault: Fault, good: Path, kit: Kit, remembered: list[Outcome], tmp_path: Path, table: Rows
) -> None:
    outcomes = run_checks(Context(fault.write(good, tmp_path / "bundle", kit)), quietly)
    failed = [o for o in outcomes if o.status == FAILED]
    caught = [o for o in failed if fnmatch(o.check, fault.check) and fnmatch(o.subject, fault.subject)]
    table += [(fault.name, f"{o.check} {o.subject}", o.message) for o in caught[:1]]
    assert caught, [(o.check, o.subject, o.message) for o in failed]
    assert re.search(fault.says, caught[0].message)
    others = [o for o in failed if not fault.touches(o.subject) or (o.check in GROUND and o.check != fault.check)]
    assert [(o.check, o.subject, o.message) for o in others] == []
