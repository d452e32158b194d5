"""Formats that remember what the good bundle's files said, so that a fault costs the files it touches."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mobilekit.formats import FORMATS
from mobilekit.formats.base import Format, Runner
from mobilekit.preprocess import Pixels, Preprocessing
from mobilekit.spec import Batch

NOT_ASKED = "not asked about a faulty file"


class Memory:
    """Answers by question; while ``learning`` new ones are kept, afterwards only looked up."""

    def __init__(self) -> None:
        self.learning = True
        self._known: dict[Any, Any] = {}

    def ask(self, question: Any, answer: Callable[[], Any]) -> Any:
        if question in self._known:
            return self._known[question]
        found = answer()
        if self.learning:
            self._known[question] = found
        return found

    def formats(self) -> dict[str, Format]:
        """``FORMATS`` with readback, ladder and runner that ask here first, by the bytes of the file."""
        return {name: self._row(row) for name, row in FORMATS.items()}

    def reader(self, read: Callable[[Path], Any]) -> Callable[[Path], Any]:
        """``read``, by the bytes of the file."""
        return lambda path: self.ask((read, content(path)), lambda: read(path))

    def consumers(self, ask: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        """The task libraries' answers, by file; a changed file is not handed to them: two processes for each."""

        def remembered(context: Any, packages: list[str], files: list[str]) -> dict[str, Any]:
            keys = {name: ("ask", content(context.root / context.artifacts[name]["path"])) for name in files}
            if self.learning:
                said = ask(context, packages, files)
                self._known |= {keys[name]: {p: said[p].get(name, NOT_ASKED) for p in packages} for name in files}
                return said
            empty = dict.fromkeys(packages, NOT_ASKED)
            told = {name: self._known.get(keys[name], empty) for name in files}
            return {p: {"": NOT_ASKED} | {name: told[name][p] for name in files} for p in packages}

        return remembered

    def _row(self, row: Format) -> Format:
        def runner(path: Path, rule: Preprocessing, steps: tuple[str, ...]) -> Runner:
            key = ("run", content(path), rule, steps)
            return Remembering(self.ask(key, lambda: row.runner(path, rule, steps)), self, key)

        return dataclasses.replace(
            row,
            readback=lambda path: self.ask(("read", content(path)), lambda: row.readback(path)),
            ladder=lambda path, name: self.ask(("ladder", content(path), name), lambda: row.ladder(path, name)),
            runner=runner,
        )


class Remembering:
    """A runner that answers from memory where it can."""

    def __init__(self, runner: Runner, memory: Memory, key: Any) -> None:
        self._runner, self._memory, self._key = runner, memory, key

    def run(self, tensors: Pixels) -> Batch:
        return self._memory.ask((*self._key, digest(tensors)), lambda: self._runner.run(tensors))

    def run_values(self, values: Batch) -> Batch:
        return self._memory.ask((*self._key, digest(values)), lambda: self._runner.run_values(values))

    def layers(self, tensors: Pixels) -> dict[str, Batch]:
        return self._memory.ask((*self._key, "layers", digest(tensors)), lambda: self._runner.layers(tensors))


def digest(values: Any) -> str:
    return hashlib.sha256(values.tobytes()).hexdigest() + values.dtype.name


def content(path: Path) -> str:
    """Hash of a file's bytes, or of those of all files below a folder."""
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    return hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest()
