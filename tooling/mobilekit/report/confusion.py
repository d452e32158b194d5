"""A confusion matrix as a small SVG: cells of ten strengths, one path a strength, so that 50 classes stay small."""

from __future__ import annotations

from markupsafe import Markup, escape

from mobilekit.evaluation.records import Whole

MOST = 50
"""Classes up to which a matrix can be read as a picture; beyond it, the most confused pairs are a table."""

NUMBERED = 12
"""Classes up to which each cell has its number."""

LEVELS = 10

RIGHT, WRONG = 0.55, 0.9
"""Opacity of a full cell: its number is to be read on it, in the light and in the dark. Mistakes are seldom full."""


def heat(matrix: Whole, names: tuple[str, ...], rows: str, columns: str) -> Markup:
    """(classes, classes) counts as SVG: a row is shaded by its shares, so that rare classes show as well.

    Args:
        matrix: counts, first index down.
        names: of the classes.
        rows: what the first index is, such as ``label``.
        columns: what the second is, such as ``answer``.
    """
    size = len(names)
    shares = matrix / matrix.sum(axis=1, keepdims=True).clip(1)
    parts = [_cells(matrix, shares, level, on_diagonal) for on_diagonal in (True, False) for level in range(LEVELS)]
    numbers = _numbers(matrix) if size <= NUMBERED else ""
    names_shown = _names(names) if size <= NUMBERED else ""
    margin = 4.2 if size <= NUMBERED else size * 0.06
    frame = f'<path d="M0 0h{size}v{size}h-{size}z" fill="none" stroke="var(--line)" stroke-width="{size / 400:.3f}"/>'
    off, font = -0.86 * margin, max(0.42, size / 30)
    axes = (
        f'<g style="font-size:{font:.2f}px" class="axes"><text x="{size / 2}" y="{off:.2f}" text-anchor="middle">'
        f'{escape(columns)} →</text><text transform="translate({off:.2f} {size / 2}) rotate(-90)" '
        f'text-anchor="middle">← {escape(rows)}</text></g>'
    )
    box = f"{-margin:.2f} {-margin:.2f} {size + margin + 0.1:.2f} {size + margin + 0.1:.2f}"
    return Markup(  # every text in it was escaped above
        f'<svg class="heat" viewBox="{box}" aria-hidden="true" focusable="false">'
        f"{''.join(parts)}{frame}{names_shown}{numbers}{axes}</svg>"
    )


def _cells(matrix: Whole, shares: Whole, level: int, on_diagonal: bool) -> str:  # noqa: FBT001  (a half of the cells)
    size = len(matrix)
    cells = [
        f"M{column} {row}h1v1h-1z"
        for row in range(size)
        for column in range(size)
        if matrix[row, column] and (row == column) == on_diagonal and _level(shares[row, column]) == level
    ]
    color, strongest = ("var(--accent)", RIGHT) if on_diagonal else ("var(--bad)", WRONG)
    return (
        f'<path d="{"".join(cells)}" fill="{color}" fill-opacity="{strongest * (level + 1) / LEVELS:.3f}"/>'
        if cells
        else ""
    )


def _level(share: float) -> int:
    """Square root: one wrong in a hundred is to be seen."""
    return min(LEVELS - 1, int(float(share) ** 0.5 * LEVELS))


def _numbers(matrix: Whole) -> str:
    size = len(matrix)
    return "".join(
        f'<text x="{column + 0.5}" y="{row + 0.65}" text-anchor="middle">{matrix[row, column]}</text>'
        for row in range(size)
        for column in range(size)
        if matrix[row, column]
    )


def _names(names: tuple[str, ...]) -> str:
    down = "".join(
        f'<text x="-.15" y="{k + 0.65}" text-anchor="end">{_short(name)}</text>' for k, name in enumerate(names)
    )
    across = "".join(
        f'<text transform="translate({k + 0.65} -.15) rotate(-60)">{_short(name)}</text>'
        for k, name in enumerate(names)
    )
    return down + across


def _short(name: str) -> Markup:
    return escape(name if len(name) <= 14 else f"{name[:13]}…")
