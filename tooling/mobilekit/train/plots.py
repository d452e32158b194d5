"""Pictures beside the model: how the learning went, and what is taken for what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mobilekit.train.evaluate import Evaluation
from mobilekit.train.watch import Epoch

NUMBERED = 20
"""Classes up to which each cell of the confusion matrix has its number, and each class its name."""


def learning_curve(history: Sequence[Epoch], path: Path) -> None:
    """Loss, accuracy and learning rate by epoch as a PNG; phases and input sizes are marked."""
    figure, (left, right) = _axes(1, 2, (11, 4))
    at = [line.epoch for line in history]
    for axis, kind, words in ((left, "loss", "cross-entropy"), (right, "accuracy", "accuracy")):
        axis.plot(at, [getattr(line, kind) for line in history], "o-", ms=3, color="#999", label="while learning")
        axis.plot(at, [getattr(line, f"val_{kind}") for line in history], "o-", ms=3, color="#0a6", label="validation")
        axis.set(xlabel="epoch", ylabel=words)
        axis.grid(visible=True, color="#eee")
        for number, text in _changes(history):
            axis.axvline(number - 0.5, color="#bbb", lw=0.8, ls=":")
            axis.annotate(
                text,
                (number - 0.45, 0.98),
                xycoords=("data", "axes fraction"),
                fontsize=7,
                color="#777",
                rotation=90,
                va="top",
            )
    right.legend(loc="center right", frameon=False)
    rate = left.twinx()
    rate.plot(at, [line.rate for line in history], "-", lw=0.8, color="#c60")
    rate.set_ylabel("learning rate at the epoch's end", color="#c60", fontsize=8)
    _save(figure, path)


def _changes(history: Sequence[Epoch]) -> list[tuple[int, str]]:
    """(epoch, what begins with it)."""
    found, before = [], None
    for line in history:
        if (line.phase, line.size) != before:
            found.append((line.epoch, f"{line.phase} {line.size}px"))
        before = (line.phase, line.size)
    return found


def confusion_picture(evaluation: Evaluation, path: Path) -> None:
    """The confusion matrix as a PNG, each row shaded by its shares so that rare classes show as well."""
    size = len(evaluation.names)
    side = min(12.0, 2.5 + 0.5 * size)
    figure, ((axis,),) = _axes(1, 1, (side, side))
    shares = evaluation.confusion / evaluation.confusion.sum(1, keepdims=True).clip(1)
    axis.imshow(shares, cmap="Greens", vmin=0, vmax=1)
    axis.set(xlabel="answer", ylabel="label", title=f"{evaluation.images:,} images, accuracy {evaluation.accuracy:.4f}")
    if size <= NUMBERED:
        axis.set_xticks(range(size), evaluation.names, rotation=60, ha="right")
        axis.set_yticks(range(size), evaluation.names)
        for row, column in np.argwhere(evaluation.confusion):
            color = "white" if shares[row, column] > 0.6 else "black"
            axis.text(column, row, evaluation.confusion[row, column], ha="center", va="center", color=color, fontsize=8)
    _save(figure, path)


def _axes(rows: int, columns: int, inches: tuple[float, float]) -> Any:  # noqa: ANN401
    """A figure without pyplot, whose state is global and whose windows nobody asked for."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=inches, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, columns, squeeze=False)
    return figure, axes if rows * columns == 1 else axes[0]


def _save(figure: Any, path: Path) -> None:  # noqa: ANN401
    # Without a date and a version in it, the same run gives the same bytes.
    figure.savefig(path, dpi=120, format="png", metadata={"Software": None})
