"""One network explained: its blocks, where its cost is, what separating convolutions saves, what the multipliers do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from mobilekit.catalog.architectures import ARCHITECTURES
from mobilekit.catalog.layers import CONV, DENSE, DEPTHWISE, POINTWISE, Block, Counts, Layer, count, layers_of
from mobilekit.catalog.names import Checkpoint, checkpoints
from mobilekit.catalog.published import published
from mobilekit.catalog.rows import Row
from mobilekit.catalog.structure import IMAGENET_CLASSES, structure

USUAL_WIDTHS = (0.5, 0.75, 1.0)
USUAL_SIZES = (96, 128, 160, 192, 224)
"""Shown for every network, whether or not anybody published weights."""


@dataclass(frozen=True)
class Saving:
    """What a block saves by filtering each channel by itself and mixing the channels after.

    Attributes:
        block: its name.
        kernel: side k.
        inputs: channels filtered.
        outputs: channels N that the pointwise layer mixes them to.
        size: side of the output.
    """

    block: str
    kernel: int
    inputs: int
    outputs: int
    size: int

    @property
    def full(self) -> int:
        """Multiply-accumulates of one k x k convolution over all channels."""
        return self.kernel**2 * self.inputs * self.outputs * self.size**2

    @property
    def depthwise(self) -> int:
        """Of filtering each channel by itself."""
        return self.kernel**2 * self.inputs * self.size**2

    @property
    def pointwise(self) -> int:
        """Of mixing the channels."""
        return self.inputs * self.outputs * self.size**2

    @property
    def times(self) -> float:
        """How many times fewer: 1 / (1/N + 1/k^2), Howard et al. 2017, section 3.1."""
        return self.full / (self.depthwise + self.pointwise)


@dataclass(frozen=True)
class WhatIf:
    """The same architecture at another width or size.

    Attributes:
        alpha: width multiplier.
        size: side of the input.
        counts: what it would cost.
        top1: published accuracy, per cent; None where nobody published weights.
    """

    alpha: float
    size: int
    counts: Counts
    top1: float | None


@dataclass(frozen=True)
class Explanation:
    """All there is to say of one network.

    Attributes:
        row: its line of the catalogue, counted for ImageNet's 1000 classes.
        classes: that everything below is counted for.
        blocks: in the order of computation.
        counts: for ``classes``.
        savings: of each block with a depthwise layer.
        widths: the same at other width multipliers, widest first.
        sizes: the same at other input sizes, largest first.
    """

    row: Row
    classes: int
    blocks: tuple[Block, ...]
    counts: Counts
    savings: tuple[Saving, ...]
    widths: tuple[WhatIf, ...]
    sizes: tuple[WhatIf, ...]

    def shares(self) -> dict[str, tuple[float, float]]:
        """Kind of layer -> its shares of all MACs and of all parameters, 0..1; kinds it has none of are left out."""
        sums: dict[str, tuple[int, int]] = {}
        for layer in layers_of(self.blocks):
            macs, parameters = sums.get(_kind(layer), (0, 0))
            sums[_kind(layer)] = macs + layer.macs, parameters + layer.parameters
        return {kind: (m / self.counts.macs, p / self.counts.parameters) for kind, (m, p) in sums.items()}

    def example(self) -> Saving:
        """The block that shows best what is saved: the one that would cost most as one convolution."""
        return max(self.savings, key=lambda saving: (saving.full, saving.outputs))

    def unseparated(self) -> int:
        """MACs of the whole network if every depthwise and pointwise pair were one convolution."""
        return self.counts.macs + sum(saving.full - saving.depthwise - saving.pointwise for saving in self.savings)

    def as_json(self) -> dict[str, Any]:
        """Everything, as plain values; each block and layer with its parameters and MACs."""
        blocks = [
            {**asdict(block), "parameters": block.parameters, "macs": block.macs,
             "layers": [{**asdict(y), "parameters": y.parameters, "macs": y.macs} for y in block.layers]}
            for block in self.blocks
        ]  # fmt: skip
        savings = [{**asdict(saving), "full_macs": saving.full, "times": saving.times} for saving in self.savings]
        return {
            "model": self.row.as_json(),
            "classes": self.classes,
            "counts": asdict(self.counts),
            "blocks": blocks,
            "savings": savings,
            "widths": [asdict(other) for other in self.widths],
            "sizes": [asdict(other) for other in self.sizes],
        }


def explain(row: Row, classes: int = IMAGENET_CLASSES) -> Explanation:
    """Everything about ``row``, with a classifier of ``classes`` outputs."""
    blocks = structure(row.arch, row.alpha, row.size, classes)
    known = ARCHITECTURES[row.arch].published
    alphas = sorted({*USUAL_WIDTHS, *(alpha for alpha, _ in known)}, reverse=True)
    sizes = sorted({*USUAL_SIZES, row.size}, reverse=True)
    return Explanation(
        row=row,
        classes=classes,
        blocks=blocks,
        counts=count(blocks),
        savings=tuple(saving for block in blocks for saving in _savings(block)),
        widths=tuple(_what_if(row.arch, alpha, row.size, classes) for alpha in alphas),
        sizes=tuple(_what_if(row.arch, row.alpha, size, classes) for size in sizes),
    )


def _what_if(arch: str, alpha: float, size: int, classes: int) -> WhatIf:
    checkpoint = Checkpoint(arch, alpha, size)
    top1 = published(checkpoint).top1 if checkpoint in checkpoints() else None
    return WhatIf(alpha, size, count(structure(arch, alpha, size, classes)), top1)


def _savings(block: Block) -> list[Saving]:
    """The block's depthwise layer and the pointwise one that mixes what it filtered."""
    filters = next((layer for layer in block.layers if layer.kind == DEPTHWISE), None)
    if filters is None:
        return []
    return [Saving(block.name, filters.kernel, filters.outputs, block.layers[-1].outputs, block.size)]


def _kind(layer: Layer) -> str:
    if layer.name in ("squeeze", "excite"):
        return "squeeze-and-excite"
    if layer.name == "classifier":
        return "classifier"
    return {CONV: "first convolution", DEPTHWISE: "depthwise", POINTWISE: "pointwise 1x1", DENSE: "classifier"}[
        layer.kind
    ]
