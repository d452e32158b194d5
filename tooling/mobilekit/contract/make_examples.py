"""Writes ``examples/``: files, right and wrong, and the verdict on each that all three programs must give.

Manifests are in ``valid`` and ``invalid``, device reports in the same two below ``device_report``. Run as
``python -m mobilekit.contract.make_examples``. The verdicts are written by hand in the tables it imports, never by
asking the reader.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from mobilekit.contract.example_bad_json import BAD_JSON
from mobilekit.contract.example_bad_manifest import BAD_RULES, BAD_SCHEMA
from mobilekit.contract.example_report_tables import BAD_REPORTS, VALID_REPORTS
from mobilekit.contract.example_valid import VALID
from mobilekit.contract.refusals import FOLDER

INVALID = BAD_JSON | BAD_SCHEMA | BAD_RULES
REPORTS = "device_report"


def examples() -> dict[str, bytes]:
    """Path below ``examples/`` -> bytes; a ``verdicts.json`` last in each of the two folders that have one."""
    reports = _folder(VALID_REPORTS, BAD_REPORTS)
    return _folder(VALID, INVALID) | {f"{REPORTS}/{name}": data for name, data in reports.items()}


def _folder(valid: dict[str, bytes], invalid: dict[str, tuple[str, bytes]]) -> dict[str, bytes]:
    files = {f"valid/{name}.json": data for name, data in valid.items()}
    files |= {f"invalid/{name}.json": data for name, (_, data) in invalid.items()}
    verdicts = {f"valid/{name}.json": "accepted" for name in valid}
    verdicts |= {f"invalid/{name}.json": f"refused: {reason}" for name, (reason, _) in invalid.items()}
    files["verdicts.json"] = (json.dumps(verdicts, indent=1) + "\n").encode()
    return files


def write_examples(folder: Path) -> None:
    """Replace ``valid``, ``invalid``, ``verdicts.json`` and ``device_report`` in ``folder``."""
    for name in ("valid", "invalid", REPORTS):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name, data in examples().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    write_examples(FOLDER / "examples")
