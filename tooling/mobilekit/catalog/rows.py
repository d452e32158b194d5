"""The catalogue as a table: each network with its costs and its published accuracy; filtered, sorted, compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from mobilekit.catalog.amounts import millions
from mobilekit.catalog.architectures import ARCHITECTURES
from mobilekit.catalog.layers import Counts, count
from mobilekit.catalog.names import Checkpoint, checkpoints, parse
from mobilekit.catalog.published import Published, published
from mobilekit.catalog.structure import structure

FAMILIES = ("v1", "v2", "v3")


@dataclass(frozen=True)
class Row:
    """One network of the catalogue.

    Attributes:
        name: what ``convert`` takes, such as ``mobilenet_v2_1.0_224``.
        title: architecture, as the papers write it.
        arch: what ``train --arch`` takes.
        family: ``v1`` | ``v2`` | ``v3``.
        alpha: width multiplier.
        size: side of the input, pixels.
        counts: what it costs, added up from its layers for 1000 classes.
        published: what its makers print of it, and where.
    """

    name: str
    title: str
    arch: str
    family: str
    alpha: float
    size: int
    counts: Counts
    published: Published

    def __repr__(self) -> str:
        accuracy = f", {self.top1:.1f} % top-1" if self.top1 is not None else ""
        return f"<{self.name}: {millions(self.parameters)} parameters, {millions(self.macs)} MACs{accuracy}>"

    @property
    def parameters(self) -> int:
        """Numbers in a saved file, batch-norm statistics included: Keras' ``count_params``, the manifest's."""
        return self.counts.parameters

    @property
    def macs(self) -> int:
        """Multiply-accumulates for one picture."""
        return self.counts.macs

    @property
    def top1(self) -> float | None:
        """Published accuracy on ImageNet, per cent; None where nobody published it."""
        return self.published.top1

    def as_json(self) -> dict[str, Any]:
        """Everything, as plain values."""
        return {**asdict(self), "parameters": self.parameters, "macs": self.macs, "top1": self.top1}


@dataclass(frozen=True)
class Wanted:
    """Limits on a choice of networks; None and empty: no limit.

    Attributes:
        families: any of ``FAMILIES``.
        sizes: input sides, pixels.
        max_params: most parameters, as ``Row.parameters`` counts them.
        max_macs: most multiply-accumulates.
        min_top1: least published accuracy, per cent; networks without one are left out.
        frontier: only those that no other network beats at both MACs and accuracy.
    """

    families: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    max_params: int | None = None
    max_macs: int | None = None
    min_top1: float | None = None
    frontier: bool = False

    def fits(self, row: Row) -> bool:
        """Whether ``row`` keeps to every limit; the frontier is the whole catalogue's."""
        return (
            (not self.families or row.family in self.families)
            and (not self.sizes or row.size in self.sizes)
            and (self.max_params is None or row.parameters <= self.max_params)
            and (self.max_macs is None or row.macs <= self.max_macs)
            and (self.min_top1 is None or (row.top1 is not None and row.top1 >= self.min_top1))
            and (not self.frontier or row.name in frontier())
        )


SORTS: dict[str, Callable[[Row], Any]] = {
    "name": lambda row: (list(ARCHITECTURES).index(row.arch), row.alpha, row.size),
    "params": lambda row: (row.parameters, row.macs),
    "macs": lambda row: (row.macs, row.parameters),
    "top1": lambda row: (-(row.top1 or 0.0), row.macs),
}
"""Orders of a list: cheapest first, most accurate first."""


def rows() -> tuple[Row, ...]:
    """The whole catalogue, in the order of its architectures."""
    return tuple(row_of(str(checkpoint)) for checkpoint in checkpoints())


@cache
def row_of(name: str) -> Row:
    """The network called ``name``.

    Raises:
        MobileKitError: no such name; the remedy holds the nearest.
    """
    return _row(parse(name))


def choose(wanted: Wanted, sort: str = "name") -> tuple[Row, ...]:
    """The networks within ``wanted``, in the order ``sort`` (a key of ``SORTS``)."""
    return tuple(sorted(filter(wanted.fits, rows()), key=SORTS[sort]))


@cache
def frontier() -> frozenset[str]:
    """Names of the networks that none of the others beats: at least as accurate and not dearer in MACs."""
    best, names = 0.0, set()
    for row in sorted(rows(), key=lambda row: (row.macs, -(row.top1 or 0.0))):
        if row.top1 is not None and row.top1 > best:
            best = row.top1
            names.add(row.name)
    return frozenset(names)


def siblings(row: Row, vary: str) -> tuple[Row, ...]:
    """The catalogue's networks that differ from ``row`` in ``vary`` (``alpha`` or ``size``) alone; itself included."""
    same = {"alpha": "size", "size": "alpha"}[vary]
    alike: Iterable[Row] = (r for r in rows() if r.arch == row.arch and getattr(r, same) == getattr(row, same))
    return tuple(sorted(alike, key=lambda r: -float(getattr(r, vary))))


def _row(checkpoint: Checkpoint) -> Row:
    arch, alpha, size = checkpoint.arch, checkpoint.alpha, checkpoint.size
    counts = count(structure(arch, alpha, size))
    family = arch.removeprefix("mobilenet_").split("_")[0]
    title = ARCHITECTURES[arch].title
    return Row(str(checkpoint), title, arch, family, alpha, size, counts, published(checkpoint))
