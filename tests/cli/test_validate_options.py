"""What ``mobilekit validate`` takes, and what of it reaches the validation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mobilekit import report
from mobilekit.errors import MobileKitError
from mobilekit.evaluation.request import Request, Wanted
from mobilekit.recommend import Goal

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def wanted_by(mobilekit: Cli, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Wanted]:
    """What a command line asks the validation for; the validation itself ends there."""
    seen: list[Wanted] = []

    def make_report(_: Path, __: object, wanted: Wanted) -> None:
        seen.append(wanted)
        raise MobileKitError("Enough.", remedy="None needed.")

    def run(*arguments: object) -> Wanted:
        monkeypatch.setattr(report, "make_report", make_report)
        assert mobilekit("validate", "bundle", *arguments)[0] == 2
        return seen.pop()

    return run


def test_nothing_is_wanted_by_default(wanted_by: Callable[..., Wanted]) -> None:
    assert wanted_by() == Wanted()
    assert Wanted().request is None


def test_every_option_arrives(
    wanted_by: Callable[..., Wanted], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p").mkdir()
    Path("l.csv").write_text("a.png,1")
    options = ("--images", "p", "--labels-csv", "l.csv", "--source", "m.keras", "--limit", "7", "--per-layer")
    wanted = wanted_by(*options, "--device-report", "a.json", "--device-report", "b.json")
    assert wanted == Wanted(Path("p"), Path("l.csv"), "m.keras", 7, True, (Path("a.json"), Path("b.json")))
    assert wanted.request == Request(Path("p"), Path("l.csv"), "m.keras", 7)


def test_a_goal_arrives_as_numbers(wanted_by: Callable[..., Wanted]) -> None:
    assert wanted_by("--goal", "top1_agreement=0.95").goal == Goal("top1_agreement", 0.95)


def test_what_is_no_goal_is_refused_before_any_work(mobilekit: Cli) -> None:
    for command in (("validate", "no-bundle"), ("convert", "no.keras")):
        code, _, err = mobilekit(*command, "--goal", "speed=fast")
        assert (code, err.splitlines()[0]) == (2, "Error: speed=fast is no goal.")


@pytest.mark.parametrize("option", [("--labels-csv", "l.csv"), ("--source", "m.keras"), ("--limit", "7")])
def test_what_is_about_pictures_needs_pictures(mobilekit: Cli, option: tuple[str, str]) -> None:
    code, _, err = mobilekit("validate", "bundle", *option)
    assert code == 2
    assert f"{option[0]} needs --images DIR." in err


def test_a_misspelt_path_is_refused_before_anything_else(mobilekit: Cli, tmp_path: Path) -> None:
    code, _, err = mobilekit("validate", tmp_path, "--images", tmp_path / "no")
    assert (code, f"There is no folder {tmp_path / 'no'}." in err) == (2, True)
    code, _, err = mobilekit("validate", tmp_path, "--images", tmp_path, "--labels-csv", tmp_path / "no.csv")
    assert (code, f"There is no file {tmp_path / 'no.csv'}." in err) == (2, True)


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_is_a_number_of_pictures(mobilekit: Cli, limit: str) -> None:
    assert mobilekit("validate", "bundle", "--images", "p", "--limit", limit)[0] == 2


def test_help_names_every_option_and_shows_examples(mobilekit: Cli) -> None:
    code, out, _ = mobilekit("validate", "--help")
    assert code == 0
    for option in ("--images", "--labels-csv", "--source", "--limit", "--per-layer", "--device-report"):
        assert option in out
    assert "--labels-csv val.csv --source flowers.keras" in out
