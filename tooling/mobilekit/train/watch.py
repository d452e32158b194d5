"""What a training run tells of its progress; the command line draws it, tests record it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Epoch:
    """One line of the history.

    Attributes:
        epoch: from 1, over all phases.
        phase: name of the phase it is part of.
        size: input side trained at, pixels.
        loss: mean cross-entropy on the augmented pictures.
        accuracy: on the augmented pictures, while the weights moved.
        val_accuracy: on the validation pictures at ``size``, after the epoch.
        val_loss: mean cross-entropy there.
        rate: learning rate at the epoch's end.
        seconds: that learning took, validation included.
    """

    epoch: int
    phase: str
    size: int
    loss: float
    accuracy: float
    val_accuracy: float
    val_loss: float
    rate: float
    seconds: float = field(compare=False)


class Watch:
    """Called as the run goes; this one says nothing."""

    def counting(self, what: str, total: int) -> Callable[[], None]:
        """``total`` pictures are about to be handled; the function returned is called once for each."""
        return lambda: None

    def step(self, epoch: int, done: int, total: int) -> None:
        """``done`` of the ``total`` batches of an epoch (from 1) are learnt."""

    def note(self, sentence: str) -> None:
        """Something the user is to know."""

    def epoch(self, line: Epoch) -> None:
        """An epoch is over and saved; those of an interrupted run are told again."""


class Relay(Watch):
    """Passes everything on to another one."""

    def __init__(self, inner: Watch) -> None:
        self.inner = inner

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
        """As the inner one."""
        self.inner.epoch(line)
