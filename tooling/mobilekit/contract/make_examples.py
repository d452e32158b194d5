"""Writes ``examples/``: manifests, right and wrong, and the verdict on each that all three readers must give.

Run as ``python -m mobilekit.contract.make_examples``. The verdicts are written by hand in the tables it
imports, never by asking the reader.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from mobilekit.contract.example_bad_json import BAD_JSON
from mobilekit.contract.example_bad_manifest import BAD_RULES, BAD_SCHEMA
from mobilekit.contract.example_valid import VALID
from mobilekit.contract.refusals import FOLDER

INVALID = BAD_JSON | BAD_SCHEMA | BAD_RULES


def examples() -> dict[str, bytes]:
    """Path below ``examples/`` -> bytes, ``verdicts.json`` last."""
    files = {f"valid/{name}.json": data for name, data in VALID.items()}
    files |= {f"invalid/{name}.json": data for name, (_, data) in INVALID.items()}
    verdicts = {f"valid/{name}.json": "accepted" for name in VALID}
    verdicts |= {f"invalid/{name}.json": f"refused: {reason}" for name, (reason, _) in INVALID.items()}
    files["verdicts.json"] = (json.dumps(verdicts, indent=1) + "\n").encode()
    return files


def write_examples(folder: Path) -> None:
    """Replace ``folder/valid``, ``folder/invalid`` and ``folder/verdicts.json``."""
    for name in ("valid", "invalid"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
    for name, data in examples().items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    write_examples(FOLDER / "examples")
