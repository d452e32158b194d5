"""``mobilekit validate``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from mobilekit.cli.console import working

A_PATH = click.Path(path_type=Path)


@click.command("validate")
@click.argument("bundle", type=A_PATH)
@click.option(
    "--images",
    type=A_PATH,
    metavar="DIR",
    help="Your own pictures, to run every variant on: one folder per class named by its label or index, or pictures "
    "directly in DIR (then only agreement is measured).",
)
@click.option(
    "--labels-csv",
    type=A_PATH,
    metavar="FILE",
    help="The pictures' labels instead: lines of path,label, paths relative to DIR, labels by text or index.",
)
@click.option(
    "--source",
    metavar="MODEL",
    help="The model that convert was given, to be the reference on the pictures [default: the bundle's "
    "single-precision file, once it gives the model's golden answers].",
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Most pictures used, evenly spread [default: all].")
@click.option("--per-layer", is_flag=True, help="Compare every intermediate result, to see where answers diverge.")
@click.option(
    "--device-report",
    "device_reports",
    type=A_PATH,
    multiple=True,
    metavar="FILE",
    help="What a phone's self-check of this bundle exported; repeatable.",
)
@click.option(
    "--goal", metavar="METRIC=SHARE", help="What a file must reach to be recommended [default: top1_agreement=0.98]."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--quiet", is_flag=True, help="No progress line.")
def command(bundle: Path, *, as_json: bool, quiet: bool, **options: Any) -> None:  # noqa: ANN401
    """Hold every file of a bundle against its source model.

    Needs neither the source model nor the network. Writes BUNDLE/report/ (report.html, report.json,
    junit.xml, summary.md; layers-*.json with --per-layer).
    Exit code 0: passed; 1: a check failed; 2: BUNDLE is not a bundle, or an option does not fit.

    \b
    Examples:
      mobilekit validate flowers
      mobilekit validate flowers --images photos/
      mobilekit validate flowers --images val/ --labels-csv val.csv --source flowers.keras --limit 2000
      mobilekit validate flowers --per-layer --device-report pixel-9.json
    """
    _require_images(options)
    from mobilekit.cli.tables import outcomes_table, report_table
    from mobilekit.evaluation import Wanted
    from mobilekit.recommend import DEFAULT_GOAL, parse_goal
    from mobilekit.report import machine, make_report, write_report

    goal = parse_goal(options.pop("goal")) if options["goal"] else DEFAULT_GOAL
    wanted = Wanted(**{**options, "goal": goal})
    wanted.require_files()
    with working(quiet=quiet or as_json) as step:
        report = make_report(bundle, step, wanted)
        page = write_report(report, bundle)
    if as_json:
        click.echo(json.dumps(machine.as_json(report), indent=1, allow_nan=False))
    else:
        outcomes_table(report.outcomes)
        report_table(report)
        click.echo(f"\nReport: {page}")
    sys.exit(0 if report.passed else 1)


def _require_images(options: dict[str, Any]) -> None:
    """Refuse options that say something about pictures where there are none."""
    for name in ("labels_csv", "source", "limit"):
        if options[name] is not None and options["images"] is None:
            raise click.UsageError(f"--{name.replace('_', '-')} needs --images DIR.")
