"""Damaged copies of a bundle on disk, for ``golden-check``: make_corruptions.py BUNDLE FOLDER.

Writes ``FOLDER/<number>/bundle``, the outputs that the damaged files give to ``FOLDER/<number>/outputs``, and
``FOLDER/table.json``: one entry a copy with ``name``, ``verdict`` (null where it is refused) and ``sentence``.
"""

import json
import shutil
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from corruptions import CORRUPTIONS, MODEL, Copy  # noqa: E402  (scripts beside this one, no package)
from record_outputs import record  # noqa: E402


def make(good: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    table = []
    for number, row in enumerate(CORRUPTIONS):
        copy = Copy(good, folder / str(number) / "bundle")
        package = str(copy.package.relative_to(copy.root))
        sentence = row.sentence.replace(MODEL, copy.model).replace("{package}", package)
        row.harm(copy)
        if row.verdict:
            record(copy.root, folder / str(number) / "outputs")
        table.append({"name": row.name, "verdict": row.verdict, "sentence": sentence})
    (folder / "table.json").write_text(json.dumps(table, indent=1), "utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
