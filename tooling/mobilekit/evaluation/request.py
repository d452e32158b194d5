"""What a validation is asked for beside the bundle itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Wanted:
    """The questions that need more than the bundle.

    Attributes:
        images: folder of pictures to run every variant on.
        labels_csv: ``path,label`` for each of them; None where class folders say it, or nothing does.
        source: the source model's file, to be the reference on ``images``; None lets the single-precision twin be it.
        limit: pictures used at most, evenly spread; None for all.
        per_layer: whether to compare every intermediate result.
        device_reports: what phones' self-checks exported.
    """

    images: Path | None = None
    labels_csv: Path | None = None
    source: Path | None = None
    limit: int | None = None
    per_layer: bool = False
    device_reports: tuple[Path, ...] = ()
