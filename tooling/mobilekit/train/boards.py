"""TensorBoard's view of a run: scalars by epoch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mobilekit.train.watch import Epoch, Relay, Watch

SCALARS = ("loss", "accuracy", "val_loss", "val_accuracy", "rate", "size", "seconds")


class Board(Relay):
    """Passes everything on, and writes each new epoch as TensorBoard events (``tf.summary``)."""

    def __init__(self, inner: Watch, folder: Path, known: int) -> None:
        """Write to ``folder``; the first ``known`` epochs, told again after an interruption, are there already."""
        super().__init__(inner)
        self.folder, self.known = folder, known
        self.writer: Any = None

    def epoch(self, line: Epoch) -> None:
        """Write one point of each curve."""
        import tensorflow as tf

        if line.epoch > self.known:
            self.writer = self.writer or tf.summary.create_file_writer(str(self.folder))
            with self.writer.as_default(step=line.epoch):
                for name in SCALARS:
                    tf.summary.scalar(f"epoch/{name}", getattr(line, name))
            self.writer.flush()
        super().epoch(line)
