"""TensorBoard's view of a run: scalars by epoch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mobilekit.train.watch import Epoch, Watch

SCALARS = ("loss", "accuracy", "val_loss", "val_accuracy", "rate", "size", "seconds")


class Board(Watch):
    """Passes everything on, and writes each new epoch as TensorBoard events (``tf.summary``)."""

    def __init__(self, inner: Watch, folder: Path, known: int) -> None:
        """Write to ``folder``; the first ``known`` epochs, told again after an interruption, are there already."""
        self.inner, self.folder, self.known = inner, folder, known
        self.writer: Any = None

    def counting(self, what: str, total: int) -> Callable[[], None]:
        """As the inner one."""
        return self.inner.counting(what, total)

    def step(self, epoch: int, done: int, total: int) -> None:
        """As the inner one."""
        self.inner.step(epoch, done, total)

    def note(self, sentence: str) -> None:
        """As the inner one."""
        self.inner.note(sentence)

    def epoch(self, line: Epoch) -> None:
        """Write one point of each curve."""
        import tensorflow as tf

        if line.epoch > self.known:
            self.writer = self.writer or tf.summary.create_file_writer(str(self.folder))
            with self.writer.as_default(step=line.epoch):
                for name in SCALARS:
                    tf.summary.scalar(f"epoch/{name}", getattr(line, name))
            self.writer.flush()
        self.inner.epoch(line)
