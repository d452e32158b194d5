"""What an interrupted run goes on from: one file of arrays an epoch, committed by replacing the history."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.errors import MobileKitError
from mobilekit.train.watch import Epoch

Arrays = dict[str, npt.NDArray[Any]]

HISTORY, SETTINGS = "history.json", "run.json"


@dataclass(frozen=True)
class State:
    """The folder of a run.

    Attributes:
        folder: made when the run begins.
        settings: JSON of all that decides the outcome; a run with others does not go on from here.
    """

    folder: Path
    settings: dict[str, Any]

    def check(self) -> bool:
        """Whether the folder holds this run, begun.

        Raises:
            MobileKitError: it holds another one, or files of the kit's that cannot be read.
        """
        path = self.folder / SETTINGS
        if not path.exists():
            return False
        changed = sorted(key for key, value in _plain(self.settings).items() if _read(path).get(key) != value)
        if changed:
            raise MobileKitError(
                f"{self.folder} holds an interrupted run with other settings ({', '.join(changed)}).",
                remedy="Repeat its settings to go on with it, or delete the folder to start anew.",
            )
        return True

    def open(self) -> list[Epoch]:
        """The epochs that are done; a new folder has none."""
        if not self.check():
            self.folder.mkdir(parents=True, exist_ok=True)
            write(self.folder / SETTINGS, json.dumps(_plain(self.settings), indent=1))
        path = self.folder / HISTORY
        return [Epoch(**line) for line in _read(path)] if path.exists() else []

    def last(self, epochs: int) -> Arrays:
        """The arrays after so many epochs."""
        return _load(self._checkpoint(epochs))

    def best(self, phase: str) -> Arrays | None:
        """The weights of the best epoch of a phase, where it had one at the full size."""
        path = self.folder / f"best-{phase}.npz"
        return _load(path) if path.exists() else None

    def save(self, arrays: Arrays, best: Arrays | None, history: list[Epoch]) -> None:
        """Keep an epoch, then commit by replacing ``history.json``.

        A kill before the commit leaves the earlier epoch's arrays with the earlier history: the epoch is repeated.
        The best weights may then be those of the epoch that is about to be repeated, with the same outcome.
        """
        last = self._checkpoint(len(history))
        _save(last, arrays)
        if best is not None:
            _save(self.folder / f"best-{history[-1].phase}.npz", best)
        write(self.folder / HISTORY, json.dumps([dataclasses.asdict(line) for line in history], indent=1))
        for old in self.folder.glob("epoch-*.npz"):
            if old != last:
                old.unlink()

    def _checkpoint(self, epochs: int) -> Path:
        return self.folder / f"epoch-{epochs:03d}.npz"


def write(path: Path, text: str) -> None:
    """Replace the file at ``path``, whole or not at all."""
    partial = path.with_suffix(".tmp")
    partial.write_text(text, "utf-8")
    partial.replace(path)


def _save(path: Path, arrays: Arrays) -> None:
    partial = path.with_suffix(".tmp")
    with partial.open("wb") as file:
        np.savez(file, **arrays)
    partial.replace(path)


def _load(path: Path) -> Arrays:
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError) as error:
        raise _damaged(path) from error


def _read(path: Path) -> Any:  # noqa: ANN401  (JSON)
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> MobileKitError:
    return MobileKitError(f"{path} is damaged.", remedy=f"Delete the folder {path.parent} to start anew.")


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(json.dumps(value)))
