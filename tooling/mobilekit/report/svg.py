"""matplotlib figures as inline SVG that takes its colours and its typeface from the page."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

TOKENS = {
    name: f"#0a0b{index:02x}"
    for index, name in enumerate(("ink", "soft", "line", "page", "tflite", "coreml", "s1", "s2", "s3", "s4", "s5"))
}
"""Variable of the style sheet -> the colour that stands for it while matplotlib draws."""

_RULES: Any = {
    "svg.hashsalt": "mobilekit",  # ids are hashes of the content: the same figure is the same bytes
    "svg.fonttype": "none",
    "text.parse_math": False,  # names come from files: a $ in one is no formula
    "font.size": 9.5,
    "axes.edgecolor": TOKENS["line"],
    "axes.labelcolor": TOKENS["soft"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "text.color": TOKENS["ink"],
    "xtick.color": TOKENS["line"],
    "ytick.color": TOKENS["line"],
    "xtick.labelcolor": TOKENS["soft"],
    "ytick.labelcolor": TOKENS["soft"],
    "grid.color": TOKENS["line"],
    "grid.linewidth": 0.6,
}


@contextlib.contextmanager
def drawing(width: float, height: float) -> Iterator[Any]:
    """An empty figure of ``width`` x ``height`` inches, drawn in the page's style for the length of the block."""
    import matplotlib

    with matplotlib.rc_context(_RULES), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the browser has the glyph, whatever matplotlib's font has
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure

        figure = Figure(figsize=(width, height))
        FigureCanvasSVG(figure)
        yield figure


def inline(figure: Any, name: str) -> Markup:  # noqa: ANN401
    """The figure as ``<svg>`` for a page: no metadata, no size of its own, ids that begin with ``name``."""
    text = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(text, format="svg", transparent=True, metadata=nothing)
    drawn = text.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    for part in ("metadata", "style"):  # a style within an inline SVG would be the whole page's
        drawn = re.sub(rf"<{part}\b.*?</{part}>", "", drawn, count=1, flags=re.DOTALL)
    box = re.search(r'viewBox="[^"]*"', drawn)
    assert box is not None, "matplotlib always writes a viewBox"
    drawn = re.sub(r"<svg[^>]*>", f'<svg {box.group()} aria-hidden="true" focusable="false">', drawn, count=1)
    return Markup(_themed(drawn, name))  # matplotlib escaped the texts in it


def _themed(drawn: str, name: str) -> str:
    """Colours to variables, fonts to the page's, ids to ones that no other figure of the page has."""
    for token, color in TOKENS.items():
        drawn = drawn.replace(color, f"var(--{token})")
    drawn = re.sub(r"font: ([0-9.]+px) [^;\"]*", r"font: \1 var(--sans)", drawn)
    drawn = re.sub(r"font-family: [^;\"]*", "font-family: var(--sans)", drawn)
    drawn = drawn.replace("xlink:href", "href")
    drawn = re.sub(r'(<[^<>]* id=")', rf"\1{name}-", drawn)
    drawn = re.sub(r'(href="#|url\(#)', rf"\1{name}-", drawn)
    return re.sub(r"\n\s*", "\n", drawn)


def spread(wanted: list[float], gap: float) -> list[float]:
    """Places in the order of ``wanted`` that are at least ``gap`` apart, each near its own.

    Neighbours that are too close are merged into a block centred on the mean of what its members wanted, until no
    two blocks touch: the pool-adjacent-violators algorithm of isotonic regression (Barlow et al., 1972).
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    blocks: list[list[int]] = []
    for index in order:
        blocks.append([index])
        while len(blocks) > 1 and _start(blocks[-1], wanted, gap) < _start(blocks[-2], wanted, gap) + gap * len(
            blocks[-2]
        ):
            last = blocks.pop()
            blocks[-1] += last
    places = [0.0] * len(wanted)
    for block in blocks:
        for step, index in enumerate(block):
            places[index] = _start(block, wanted, gap) + gap * step
    return places


def _start(block: list[int], wanted: list[float], gap: float) -> float:
    return sum(wanted[index] for index in block) / len(block) - gap * (len(block) - 1) / 2
