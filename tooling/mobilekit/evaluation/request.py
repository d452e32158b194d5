"""What the user wants validated beyond the bundle itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mobilekit.errors import MobileKitError
from mobilekit.recommend import DEFAULT_GOAL, Goal

SEED = 0
"""Of the noise and of the resampling: the same pictures give the same report."""


@dataclass(frozen=True)
class Request:
    """An evaluation on the user's pictures.

    Attributes:
        images: the folder: one folder per class in it, or pictures without labels, or what ``labels_csv`` lists.
        labels_csv: ``path,label`` rows; None where the folders say the labels, or nobody does.
        source: the source model's file or catalogue name; None: the bundle's single-precision file stands for it.
        limit: most pictures used, evenly spread over those found; None: all.
        seed: of the noise and of the resampling.
    """

    images: Path
    labels_csv: Path | None = None
    source: str | None = None
    limit: int | None = None
    seed: int = SEED


@dataclass(frozen=True)
class Wanted:
    """Everything ``mobilekit validate`` can be asked for on top of the checks.

    Attributes:
        images: as in ``Request``; None: no evaluation.
        labels_csv: as in ``Request``.
        source: as in ``Request``.
        limit: as in ``Request``.
        per_layer: whether to compare every intermediate result.
        device_reports: files that the apps' self-checks exported.
        goal: what a file must reach to be recommended.
    """

    images: Path | None = None
    labels_csv: Path | None = None
    source: str | None = None
    limit: int | None = None
    per_layer: bool = False
    device_reports: tuple[Path, ...] = ()
    goal: Goal = DEFAULT_GOAL

    @property
    def request(self) -> Request | None:
        """The evaluation asked for."""
        if self.images is None:
            return None
        return Request(self.images, self.labels_csv, self.source, self.limit)

    def require_files(self) -> None:
        """Raise now for a misspelt path, before minutes of checks.

        Raises:
            MobileKitError: no folder ``images``, no file ``labels_csv``.
        """
        if self.images is not None and not self.images.is_dir():
            raise MobileKitError(f"There is no folder {self.images}.", remedy="Check the path after --images.")
        if self.labels_csv is not None and not self.labels_csv.is_file():
            raise MobileKitError(f"There is no file {self.labels_csv}.", remedy="Check the path after --labels-csv.")
