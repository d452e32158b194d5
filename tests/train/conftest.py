"""A data set small enough to learn in seconds, and a network to match."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mobilekit.errors import MobileKitError
from train.made import paint, small_net


@pytest.fixture(scope="session")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "colours"
    paint(folder / "train", 20, 0)
    paint(folder / "test", 4, 1)
    return folder


@pytest.fixture(scope="module")
def quick() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr("mobilekit.train.net.build", small_net)
    yield
    patch.undo()


def message_of(call: Any, *arguments: Any, **named: Any) -> str:
    """The sentence of the error that a call raises; each has a remedy."""
    with pytest.raises(MobileKitError) as error:
        call(*arguments, **named)
    assert error.value.remedy
    return str(error.value.message)


@pytest.fixture(scope="session")
def refusal() -> Any:
    return message_of
