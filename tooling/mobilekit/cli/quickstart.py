"""``mobilekit quickstart``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mobilekit.cli.console import working


@click.command("quickstart")
@click.option("--out", type=click.Path(path_type=Path), default=Path("mobilekit_quickstart"), show_default=True)
@click.option("--quiet", is_flag=True, help="No progress line.")
def command(out: Path, *, quiet: bool) -> None:
    """Convert the packaged model, validate it and write a report: the whole kit in one command, offline.

    The packaged model is a MobileNetV2 0.35 at 96x96, trained on CIFAR-10 with this kit. A bundle that an earlier
    quick start left at --out is replaced; anything else there is not touched.

    \b
    Examples:
      mobilekit quickstart
      mobilekit quickstart --out try/it
    """
    from mobilekit.bundle import is_bundle
    from mobilekit.cli.tables import report_table
    from mobilekit.report import make_report, write_report
    from mobilekit.request import Options, resolve
    from mobilekit.tensorflow_settings import save_memory

    save_memory()
    with working(quiet=quiet) as step:
        request = resolve(None, Options(), step)
        from mobilekit.pipeline import convert

        convert(request, out, step, force=is_bundle(out))
        report = make_report(out, step)
        page = write_report(report, out)
    report_table(report)
    click.echo(f"\nBundle: {out}\nReport: {page}  (open it in a browser)")
    sys.exit(0 if report.passed else 1)
