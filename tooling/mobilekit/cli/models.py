"""``mobilekit models``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click

from mobilekit.cli.console import working

UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}


def amount(text: str) -> int:
    """``300M``, ``3.5M``, ``500k`` or ``1200000`` as a whole number."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmg]?)", text.strip(), re.IGNORECASE)
    if match is None:
        raise click.BadParameter(f"{text} is no amount such as 300M, 3.5M or 500k.")
    return round(float(match[1]) * UNITS[match[2].lower()])


@click.command("models")
@click.argument("name", required=False, metavar="[NAME|FILE]")
@click.option(
    "--family", "families", multiple=True, type=click.Choice(["v1", "v2", "v3"]), help="Only this one; repeatable."
)
@click.option("--size", "sizes", multiple=True, type=int, metavar="PIXELS", help="Only this input side; repeatable.")
@click.option("--max-params", type=amount, metavar="AMOUNT", help="At most so many parameters, such as 3.5M.")
@click.option("--max-macs", type=amount, metavar="AMOUNT", help="At most so many multiply-accumulates, such as 300M.")
@click.option("--min-top1", type=click.FloatRange(0, 100), metavar="PERCENT", help="At least this accurate.")
@click.option("--frontier", is_flag=True, help="Only networks that no cheaper one beats.")
@click.option(
    "--sort",
    type=click.Choice(["name", "params", "macs", "top1"]),
    default="name",
    show_default=True,
    help="Cheapest or most accurate first.",
)
@click.option("--classes", type=click.IntRange(1), help="With NAME: count a classifier of so many [default: 1000].")
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE.png|.svg", help="Draw accuracy against MACs.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON, with the source of every published figure.")
def command(name: str | None, *, plot: Path | None, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """List the MobileNets there are, or explain one.

    Without NAME: every network with published ImageNet weights, its parameters, multiply-accumulates (MACs) and
    accuracy, narrowed by the options. With NAME: its blocks and layers, what each costs and sees, why it is cheap, and
    what the width and resolution multipliers would change. With FILE, a model of your own: what each layer costs.

    \b
    Examples:
      mobilekit models --max-macs 100M --min-top1 60 --sort top1
      mobilekit models --frontier --plot frontier.png
      mobilekit models mobilenet_v2_1.0_224 --plot v2.svg
      mobilekit models mobilenet_v3_small_1.0_224 --classes 10
      mobilekit models flowers.keras
    """
    sort, classes = options.pop("sort"), options.pop("classes")
    if name is None:
        if classes is not None:
            raise click.UsageError("--classes needs NAME.")
        _list(options, sort, plot, as_json=as_json)
        return
    given = next((key for key, value in options.items() if value), None)
    if given is not None:
        flag = {"families": "family", "sizes": "size"}.get(given, given.replace("_", "-"))
        raise click.UsageError(f"--{flag} narrows the list; it means nothing with NAME.")
    if Path(name).exists():
        _file(name, plot, as_json=as_json)
    else:
        _explain(name, classes, plot, as_json=as_json)


def _list(options: dict[str, Any], sort: str, plot: Path | None, *, as_json: bool) -> None:
    from mobilekit.catalog.rows import Wanted, choose, rows

    found = choose(Wanted(**options), sort)
    if as_json:
        click.echo(json.dumps([row.as_json() for row in found], indent=1))
    else:
        from mobilekit.cli.model_tables import list_table

        list_table(found)
    narrowed = len(found) < len(rows())
    _plot(plot, tuple(row.name for row in found) if narrowed else (), quiet=as_json)


def _explain(name: str, classes: int | None, plot: Path | None, *, as_json: bool) -> None:
    from mobilekit.catalog.explain import explain
    from mobilekit.catalog.rows import row_of
    from mobilekit.catalog.structure import IMAGENET_CLASSES

    found = explain(row_of(name), classes or IMAGENET_CLASSES)
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=1))
    else:
        from mobilekit.cli.model_tables import explanation_tables

        explanation_tables(found)
    _plot(plot, (name,), quiet=as_json)


def _plot(path: Path | None, shown: tuple[str, ...], *, quiet: bool) -> None:
    if path is None:
        return
    from mobilekit.catalog.rows import rows
    from mobilekit.cli.model_plot import write_plot

    write_plot(rows(), shown, path)
    if not quiet:
        click.echo(f"\nPicture: {path}")


def _file(name: str, plot: Path | None, *, as_json: bool) -> None:
    from dataclasses import asdict

    from mobilekit.sources.load import load_source

    if plot is not None:
        raise click.UsageError("--plot shows the catalogue; a file of your own has no published accuracy.")
    with working(quiet=as_json) as step:
        step("Loading the model")
        source = load_source(name)
        from mobilekit.sources.cost import costs_of

        costs = costs_of(source.compiled)
    if as_json:
        counts = {"name": source.name, "parameters": source.parameters, "macs": source.macs}
        click.echo(json.dumps({**counts, "layers": [asdict(cost) for cost in costs]}, indent=1))
        return
    from mobilekit.cli.model_tables import costs_table

    costs_table(source, costs)
