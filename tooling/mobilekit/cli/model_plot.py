"""The picture of the catalogue: accuracy against multiply-accumulates, a bubble a network, its area the parameters."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from mobilekit.catalog.amounts import millions
from mobilekit.catalog.rows import Row, frontier
from mobilekit.errors import MobileKitError

SUFFIXES = (".png", ".svg", ".pdf")

AREA = 55.0
"""Of a bubble: square points for each million parameters."""

COLORS = {
    "mobilenet_v1": "#0072b2",
    "mobilenet_v2": "#e69f00",
    "mobilenet_v3_small": "#009e73",
    "mobilenet_v3_large": "#cc79a7",
    "mobilenet_v3_small_minimalistic": "#56b4e9",
    "mobilenet_v3_large_minimalistic": "#8c564b",
}
"""Okabe and Ito's palette, which the colour-blind can tell apart."""

RULES: Any = {
    "svg.hashsalt": "mobilekit",  # the same picture is the same bytes
    "svg.fonttype": "none",
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#9a9a9a",
    "grid.color": "#e4e4e4",
}

INK, SOFT = "#222222", "#777777"


def write_plot(rows: tuple[Row, ...], shown: tuple[str, ...], path: Path) -> None:
    """Draw ``rows`` into ``path``; those named in ``shown`` in full colour and the rest pale. All if none is named.

    Raises:
        MobileKitError: a file name that is none of ``SUFFIXES``, or a file that cannot be written.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise MobileKitError(f"{path} is no name for a picture.", remedy=f"End it in {', '.join(SUFFIXES)}.")
    import matplotlib
    from matplotlib.figure import Figure

    partial = path.with_name(f".{path.stem}.partial-{os.getpid()}{path.suffix}")
    with matplotlib.rc_context(RULES):
        figure = Figure(figsize=(8.2, 5.4), layout="constrained")
        _draw(figure.subplots(), tuple(row for row in rows if row.top1 is not None), frozenset(shown))
        try:
            figure.savefig(partial, dpi=160, metadata={} if path.suffix == ".png" else {"Date": None})
            partial.replace(path)
        except OSError as error:
            raise MobileKitError(
                f"{path} cannot be written.", remedy="Give --plot a folder you may write to."
            ) from error
        finally:
            with contextlib.suppress(OSError):
                partial.unlink()


def _draw(axes: Any, rows: tuple[Row, ...], shown: frozenset[str]) -> None:  # noqa: ANN401  (matplotlib has no stubs)
    _frontier(axes, rows)
    for row in sorted(rows, key=lambda row: -row.parameters):  # the small ones on top
        vivid = not shown or row.name in shown
        axes.scatter(
            row.macs / 1e6,
            row.top1,
            s=AREA * row.parameters / 1e6,
            color=COLORS[row.arch],
            alpha=0.8 if vivid else 0.3,
            edgecolor=INK if row.name in shown else "white",
            linewidth=1.5 if row.name in shown else 0.7,
            zorder=4 if row.name in shown else 3,
        )
    axes.set_xscale("log")
    axes.set_xlabel("multiply-accumulates for one picture, millions (log scale)")
    axes.set_ylabel("top-1 on ImageNet, %")
    axes.grid(visible=True, zorder=0)
    axes.set_axisbelow(True)
    axes.set_xticks([10, 20, 50, 100, 200, 500], ["10", "20", "50", "100", "200", "500"])
    axes.minorticks_off()
    axes.margins(0.07)
    for row in rows:
        if shown == {row.name}:
            _name(axes, row)
    _legends(axes, rows)


def _frontier(axes: Any, rows: tuple[Row, ...]) -> None:  # noqa: ANN401
    """A line through the networks that no cheaper one beats."""
    best = sorted((row for row in rows if row.name in frontier()), key=lambda row: row.macs)
    axes.plot([r.macs / 1e6 for r in best], [r.top1 for r in best], color=SOFT, linewidth=1, linestyle=":", zorder=2)


def _name(axes: Any, row: Row) -> None:  # noqa: ANN401
    """Above the picture, where it hides no other bubble."""
    text = f"{row.name}: {row.top1:.1f} %, {millions(row.macs)} MACs, {millions(row.parameters)} parameters"
    axes.set_title(text, loc="left", color=INK, fontsize=10, fontweight="bold", pad=10)


def _legends(axes: Any, rows: tuple[Row, ...]) -> None:  # noqa: ANN401
    """Colours of the architectures, the line's meaning, and what a bubble's area says."""
    from matplotlib.lines import Line2D

    titles = {row.arch: row.title for row in rows}
    dots = [
        Line2D([], [], marker="o", linestyle="", color=COLORS[arch], markersize=7, label=title)
        for arch, title in titles.items()
    ]
    line = Line2D([], [], color=SOFT, linestyle=":", label="none cheaper is as accurate")
    first = axes.legend(handles=[*dots, line], loc="lower right", frameon=False, fontsize=8.5)
    axes.add_artist(first)
    sizes = [
        axes.scatter([], [], s=AREA * number, color="#bbbbbb", edgecolor="white", label=f"{number} M")
        for number in (1, 3, 6)
    ]
    axes.legend(
        handles=sizes, loc="upper left", frameon=False, fontsize=8.5, title="parameters", title_fontsize=8.5,
        labelspacing=1.1, borderpad=0.9,
    )  # fmt: skip
