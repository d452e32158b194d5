"""A report on disk, below the bundle's ``report/``: the page, and the forms that programs and pull requests take."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from mobilekit.bundle import REPORT, explain
from mobilekit.divergence import node_data_files
from mobilekit.report.machine import as_json, junit
from mobilekit.report.markdown import summary
from mobilekit.report.page import page
from mobilekit.report.record import Report


def write_report(report: Report, root: Path) -> Path:
    """Write every form, replacing an earlier report; returns the path of the page.

    Raises:
        MobileKitError: the folder cannot be written.
    """
    folder, partial = root / REPORT, root.parent / f".{root.resolve().name}.report-partial"
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        for name, data in forms(report, root).items():
            (partial / name).write_bytes(data)
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    except OSError as error:
        raise explain(error, folder) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder / "report.html"


def forms(report: Report, root: Path) -> dict[str, bytes]:
    """File name -> content. Half a surrogate pair, from a file name that is no Unicode, becomes a question mark."""
    return {
        "report.html": page(report, root).encode("utf-8", "replace"),
        "report.json": (json.dumps(as_json(report), indent=1, allow_nan=False) + "\n").encode("ascii"),
        "junit.xml": junit(report),
        "summary.md": summary(report).encode("utf-8", "replace"),
        **node_data_files(report.curves),
    }
