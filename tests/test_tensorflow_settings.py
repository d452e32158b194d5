"""What the commands tell TensorFlow before it is imported."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

Cli = Callable[..., tuple[int, str, str]]
ONEDNN = "TF_ENABLE_ONEDNN_OPTS"


@pytest.mark.parametrize(
    ("words", "told"),
    [(["convert", "missing.keras", "--out", "bundle"], "0"), (["train", "missing", "--out", "net.keras"], None)],
)
def test_only_commands_that_convert_do_without_onednn(
    words: list[str], told: str | None, mobilekit: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(ONEDNN, "to be restored")
    del os.environ[ONEDNN]
    assert mobilekit(*words)[0] == 2
    assert os.environ.get(ONEDNN) == told


def test_what_the_user_has_set_stays(mobilekit: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(ONEDNN, "1")
    assert mobilekit("convert", "missing.keras", "--out", "bundle")[0] == 2
    assert os.environ[ONEDNN] == "1"
