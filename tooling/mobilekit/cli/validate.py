"""``mobilekit validate``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from mobilekit.cli.console import working


@click.command("validate")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--quiet", is_flag=True, help="No progress line.")
def command(bundle: Path, *, as_json: bool, quiet: bool) -> None:
    """Hold every file of a bundle against its source model.

    Needs neither the source model nor the network. Writes BUNDLE/report/ (report.html, report.json, junit.xml).
    Exit code 0: passed; 1: a check failed; 2: BUNDLE is not a bundle.

    \b
    Examples:
      mobilekit validate flowers
      mobilekit validate flowers --json
    """
    from mobilekit.cli.tables import outcomes_table, report_table
    from mobilekit.report import make_report, write_report

    with working(quiet=quiet or as_json) as step:
        report = make_report(bundle, step)
        page = write_report(report, bundle)
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=1))
    else:
        outcomes_table(report.outcomes)
        report_table(report)
        click.echo(f"\nReport: {page}")
    sys.exit(0 if report.passed else 1)
