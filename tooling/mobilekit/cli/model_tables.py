"""What ``mobilekit models`` prints: the catalogue as a list, one network explained."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mobilekit.catalog import lessons
from mobilekit.catalog.amounts import millions
from mobilekit.catalog.explain import Explanation, WhatIf
from mobilekit.catalog.layers import Block, Layer
from mobilekit.catalog.published import PAPERS, Published
from mobilekit.catalog.rows import Row, frontier

if TYPE_CHECKING:
    from mobilekit.sources.base import Source
    from mobilekit.sources.cost import Cost

WIDEST = 118
"""Columns used where the output is no terminal, which would say how wide it is."""

TEXTS = frozenset({"network", "block", "layer", "activation", "kind", "", "best", "shortcut"})
"""Columns of words; the rest are numbers, to the right."""


def console() -> Console:
    """The terminal, or a page wide enough for every table."""
    here = Console(highlight=False)
    return here if here.is_terminal else Console(highlight=False, width=max(here.width, WIDEST))


def list_table(rows: tuple[Row, ...]) -> None:
    """A line a network, and what the columns mean."""
    if not rows:
        _say("No network keeps to these limits.")
        return
    best = frontier()
    lines = [
        [row.name, millions(row.parameters), millions(row.macs), _percent(row.top1), "*" if row.name in best else ""]
        for row in rows
    ]
    _table(["network", "params", "MACs", "top-1", "best"], lines)
    _say(
        f"{len(rows)} networks. top-1: % of ImageNet's validation pictures, as published; *: none that is cheaper in "
        "MACs is as accurate."
    )
    _say("params: in a saved file, moving statistics included; MACs: for one picture.")
    _say("One in full: mobilekit models NAME   Use it: mobilekit convert NAME   Train it: mobilekit train DATA --arch")


def explanation_tables(found: Explanation) -> None:
    """One network, from its idea to what its two multipliers would change."""
    row = found.row
    accuracy = f", {row.top1:.1f} % top-1 on ImageNet" if row.top1 is not None else ""
    head = f"{row.title} {row.alpha} at {row.size}x{row.size}"
    _title(head, f"{millions(found.counts.parameters)} parameters, {millions(found.counts.macs)} MACs{accuracy}")
    _paragraphs(lessons.ideas(found))
    _title("Blocks")
    _table(
        ["block", "kernel", "stride", "expand", "channels", "output", "SE", "activation", "shortcut", "sees", "params",
         "MACs", "share"],
        [_block(block, found) for block in found.blocks],
    )  # fmt: skip
    _say("expand: channels within the block, times those that come in; SE: channels within squeeze-and-excite;")
    _say("shortcut: the block's input is added to its output.")
    _say(lessons.receptive(found))
    _title("Layers")
    names = ["block", "layer", "kind", "kernel", "in", "out", "output", "activation", "params", "MACs", "share"]
    _table(names, [_layer(block, layer, found) for block in found.blocks for layer in block.layers])
    _paragraphs(lessons.costs(found))
    _title("Why it is cheap")
    _paragraphs((*lessons.saving(found), *lessons.shares(found)))
    _multipliers(found)
    _sources(row)
    _title("Next")
    _say(f"mobilekit convert {row.name}    (ImageNet weights, downloaded once by Keras)")
    _say(f"mobilekit train DATA --arch {row.arch} --alpha {row.alpha} --size {row.size} --out mine.keras")
    _say(f"mobilekit models {row.name} --plot picture.png    (accuracy against MACs, this one marked)")


def costs_table(source: Source, costs: tuple[Cost, ...]) -> None:
    """The layers of a user's own network."""
    _title(source.name, f"{millions(source.parameters)} parameters, {millions(source.macs)} MACs")
    weights = sum(cost.weights for cost in costs)
    lines = [
        [cost.name, cost.kind, f"{cost.kernel}x{cost.kernel}" if cost.kernel else "", str(cost.inputs),
         str(cost.outputs), _square(cost.size), f"{cost.weights:,}", f"{cost.weights / weights:.1%}",
         f"{cost.macs:,}", f"{cost.macs / source.macs:.1%}"]
        for cost in costs
    ]  # fmt: skip
    _table(["layer", "kind", "kernel", "in", "out", "output", "weights", "share", "MACs", "share"], lines)
    _say("weights: numbers in the kernel, without biases and batch normalisation; MACs: for one picture.")


def _block(block: Block, found: Explanation) -> list[str]:
    return [
        block.name,
        f"{block.kernel}x{block.kernel}" if block.kernel else "",
        str(block.stride) if block.kernel else "",
        lessons.expansion(block),
        str(block.outputs),
        _square(block.size),
        str(block.squeeze or ""),
        block.activation,
        "yes" if block.residual else "",
        str(block.receptive_field) if block.kernel > 1 or block.size > 1 else "all",
        f"{block.parameters:,}" if block.layers else "",
        millions(block.macs) if block.layers else "",
        f"{block.macs / found.counts.macs:.1%}" if block.layers else "",
    ]


def _layer(block: Block, layer: Layer, found: Explanation) -> list[str]:
    return [
        block.name if layer is block.layers[0] else "",
        layer.name,
        layer.kind,
        f"{layer.kernel}x{layer.kernel}" + ("/2" if layer.stride == 2 else ""),
        str(layer.inputs),
        str(layer.outputs),
        _square(layer.size),
        layer.activation or "linear",
        f"{layer.parameters:,}",
        f"{layer.macs:,}",
        f"{layer.macs / found.counts.macs:.1%}",
    ]


def _multipliers(found: Explanation) -> None:
    row = found.row
    _title("Width multiplier alpha", f"at {row.size}x{row.size}")
    _say(lessons.width(found))
    _table(*_what_ifs(found, found.widths, "alpha", row.alpha))
    _title("Resolution multiplier rho", f"at alpha {row.alpha}")
    _say(lessons.size(found))
    _table(*_what_ifs(found, found.sizes, "size", row.size))


def _what_ifs(
    found: Explanation, others: tuple[WhatIf, ...], vary: str, here: float
) -> tuple[list[str], list[list[str]]]:
    """The columns and lines of one multiplier's table; the network itself is marked."""
    lines = []
    for other in others:
        value = getattr(other, vary)
        macs, parameters = lessons.ratio(other, found)
        lines.append(
            [">" if value == here else "", str(value), millions(other.counts.parameters), f"x{parameters:.2f}",
             millions(other.counts.macs), f"x{macs:.2f}", f"x{(value / here) ** 2:.2f}", _percent(other.top1)]
        )  # fmt: skip
    square = "alpha^2" if vary == "alpha" else "rho^2"
    return ["", vary, "params", "ratio", "MACs", "ratio", square, "top-1"], lines


def _sources(row: Row) -> None:
    """Where each published figure stands, and why ours differs where it does."""
    _title("Published")
    _source(row.published)
    if row.arch in PAPERS and (row.alpha, row.size) == (1.0, 224):
        _source(PAPERS[row.arch])


def _source(said: Published) -> None:
    accuracy = f", {said.top1} % top-1" if said.top1 is not None else ""
    _say(f"{said.parameters} M parameters ({said.convention}), {said.macs} M MACs{accuracy}: {said.source}")
    for quantity, reason in said.exceptions.items():
        _say(f"  {quantity}: {reason}.")
    if said.note:
        _say(f"  {said.note}.")


def _square(side: int) -> str:
    return f"{side}x{side}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _table(columns: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    table = Table(header_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for column in columns:
        table.add_column(column, justify="left" if column in TEXTS else "right", no_wrap=True)
    for line in lines:
        table.add_row(*(Text(cell) for cell in line))
    console().print(table)


def _title(text: str, aside: str = "") -> None:
    console().print(Text.assemble("\n", (text, "bold"), f"  {aside}" if aside else ""))


def _paragraphs(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        _say(sentence)


def _say(sentence: str) -> None:
    console().print(sentence, markup=False)
