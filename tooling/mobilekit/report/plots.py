"""The figures of the page that are drawn: what a file costs and what it is worth, confidence, divergence in depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from mobilekit.divergence.curve import capped
from mobilekit.report.svg import TOKENS, drawing, inline, spread

if TYPE_CHECKING:
    from mobilekit.divergence import Curve

SERIES = ("s1", "s2", "s3", "s4", "s5")
DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)))
"""Lines differ in colour and, after one round of colours, in dash: never in colour alone."""


@dataclass(frozen=True)
class Point:
    """One variant among the others.

    Attributes:
        variant: its name.
        cost: bytes, or milliseconds: what is drawn to the right.
        agreement: share of pictures answered as by the reference, 0..1.
        interval: of the agreement; None where it is no estimate.
    """

    variant: str
    cost: float
    agreement: float
    interval: tuple[float, float] | None = None


def trade(points: list[Point], label: str, name: str) -> Markup:
    """Agreement against a cost, a labelled mark a variant: circles for TFLite, diamonds for Core ML."""
    if not points:
        return Markup("")
    points = sorted(points, key=lambda point: point.cost)  # of equals the rightmost on top: no line crosses a mark
    low = min(min(p.interval[0] if p.interval else p.agreement for p in points), 0.99)
    bottom, top = 100 * low - (100 - 100 * low) * 0.12, 100 + (100 - 100 * low) * 0.06
    with drawing(4.7, 3.1) as figure:
        axes = figure.add_axes((0.12, 0.15, 0.49, 0.825))
        axes.set(xlim=(0, 1.08 * max(p.cost for p in points)), ylim=(bottom, top), xlabel=label)
        axes.set_ylabel("agreement with the reference, %")
        axes.grid(visible=True)
        places = spread([100 * p.agreement for p in points], (top - bottom) * 0.071)
        shift = min(0.0, top - max(places))
        for point, place in zip(points, places, strict=True):
            _mark(axes, point, place + shift)
        return inline(figure, name)


def _mark(axes: Any, point: Point, place: float) -> None:  # noqa: ANN401
    """The mark, its interval, and its name in the column at the right with a thin line to it."""
    family = point.variant.split("-")[0]
    color, shape = TOKENS.get(family, TOKENS["ink"]), {"tflite": "o", "coreml": "D"}.get(family, "s")
    at = (point.cost, 100 * point.agreement)
    axes.annotate(
        point.variant,
        at,
        xytext=(1.05, place),
        textcoords=("axes fraction", "data"),
        va="center",
        fontsize=9,
        annotation_clip=False,
        arrowprops={"arrowstyle": "-", "color": TOKENS["line"], "linewidth": 0.8, "shrinkA": 1, "shrinkB": 4},
    )
    if point.interval:
        axes.plot([point.cost] * 2, [100 * end for end in point.interval], color=color, linewidth=1.2, zorder=2)
    axes.plot(*at, marker=shape, markersize=6.5, color=color, markeredgecolor=TOKENS["page"], zorder=3)


def kept_in_float(points: list[tuple[int, float]], goal: float, name: str) -> Markup:
    """Agreement against the number of layers that stay in floating point, and the goal as a dashed line."""
    counts, shares = [count for count, _ in points], [100 * share for _, share in points]
    with drawing(4.7, 2.2) as figure:
        axes = figure.add_axes((0.12, 0.21, 0.85, 0.76))
        axes.axhline(100 * goal, color=TOKENS["line"], linestyle="--", linewidth=1.2)
        axes.plot(counts, shares, marker="o", markersize=4, linewidth=1.2, color=TOKENS["s1"])
        axes.set(xlabel="layers in floating point", ylabel="agreement, %")
        axes.grid(visible=True)
        return inline(figure, name)


def confidences(reference: tuple[int, ...], target: tuple[int, ...], name: str) -> Markup:
    """Two histograms of the first answer's confidence over equal bins of 0..1: reference as a line, target filled."""
    edges = [index / len(reference) for index in range(len(reference) + 1)]
    with drawing(4.2, 1.7) as figure:
        axes = figure.add_axes((0.11, 0.23, 0.87, 0.72))
        axes.stairs(target, edges, fill=True, color=TOKENS["s1"], alpha=0.35, label="this file")
        axes.stairs(reference, edges, color=TOKENS["ink"], linewidth=1.1, label="reference")
        axes.set(xlim=(0, 1), xlabel="confidence of the first answer", ylabel="pictures")
        axes.legend(loc="upper left", frameon=False, fontsize=9)
        return inline(figure, name)


def depth(curves: tuple[Curve, ...], name: str) -> Markup:
    """Signal-to-noise ratio of every compared intermediate result, in the order of computation: a line a variant."""
    drawn = [curve for curve in curves if curve.rows]
    if not drawn:
        return Markup("")
    with drawing(11.2, 3.7) as figure:
        axes = figure.add_axes((0.05, 0.13, 0.78, 0.85))
        ends = []
        for index, curve in enumerate(drawn):
            levels = [capped(row.snr_db) for row in curve.rows]
            style = DASHES[index // len(SERIES) % len(DASHES)]
            color = TOKENS[SERIES[index % len(SERIES)]]
            axes.plot(
                [row.depth for row in curve.rows],
                levels,
                color=color,
                linestyle=style,
                linewidth=1.5,
                marker=".",
                markersize=4,
            )
            ends.append((curve.target, levels[-1], color))
        _depth_labels(axes, ends)
        axes.set(xlim=(0, 1), xlabel="depth: first result to last", ylabel="SNR, dB (higher is closer)")
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["", "¼", "½", "¾", "output"])
        axes.grid(visible=True)
        return inline(figure, name)


def _depth_labels(axes: Any, ends: list[tuple[str, float, str]]) -> None:  # noqa: ANN401
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, 0), high)
    places = spread([level for _, level, _ in ends], (high - min(low, 0)) * 0.062)
    for (variant, level, color), place in zip(ends, places, strict=True):
        axes.annotate(
            variant,
            (1, level),
            xytext=(1.025, place),
            textcoords=("axes fraction", "data"),
            va="center",
            fontsize=9,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": color, "linewidth": 1, "shrinkA": 1, "shrinkB": 1},
        )
