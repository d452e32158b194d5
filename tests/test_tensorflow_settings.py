"""What the commands tell TensorFlow before it is imported."""

from __future__ import annotations

import os

import pytest
from click.testing import CliRunner

from mobilekit.cli import main

ONEDNN = "TF_ENABLE_ONEDNN_OPTS"


@pytest.mark.parametrize(
    ("words", "told"),
    [(["convert", "missing.keras", "--out", "bundle"], "0"), (["train", "missing", "--out", "net.keras"], None)],
)
def test_only_commands_that_convert_do_without_onednn(
    words: list[str], told: str | None, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.setenv(ONEDNN, "to be restored")
    del os.environ[ONEDNN]
    assert CliRunner().invoke(main, words).exit_code == 2
    assert os.environ.get(ONEDNN) == told


def test_what_the_user_has_set_stays(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.setenv(ONEDNN, "1")
    assert CliRunner().invoke(main, ["convert", "missing.keras", "--out", "bundle"]).exit_code == 2
    assert os.environ[ONEDNN] == "1"
