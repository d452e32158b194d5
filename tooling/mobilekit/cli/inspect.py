"""``mobilekit inspect``."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import click


@click.command("inspect")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def command(path: Path, *, as_json: bool) -> None:
    """Show what a bundle, a .tflite or an .mlpackage holds: tensors, ops, sizes, quantisation, metadata, delegates.

    Reads the file's bytes; runs nothing and loads no framework.

    \b
    Examples:
      mobilekit inspect flowers
      mobilekit inspect flowers/tflite/flowers-int8.tflite --json
    """
    from mobilekit.inspection import inspect_path

    gc.disable()  # reading makes twenty thousand small objects and no garbage: a quarter of the time was spent looking
    try:
        found = inspect_path(path)
    finally:
        gc.enable()
    if as_json:
        click.echo(json.dumps(found, indent=1, ensure_ascii=False))
        return
    from mobilekit.cli.inspection_tables import inspection_tables

    inspection_tables(found)
