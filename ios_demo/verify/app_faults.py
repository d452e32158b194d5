"""Seeded faults in the app's code, and whether the type check sees them: app_faults.py FOLDER [COUNT] -- COMMAND...

FOLDER is what ``stage`` made; each fault of ``typecheck/faults.json`` is put in there, the command run, and the fault
taken out again. Prints one line a fault that is not seen, and a count; exits 1 where fewer than 80 % are rejected. With
COUNT an evenly spread choice is made; all of them are for a change of the stubs.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from pairs import unpaired

TABLE = Path(__file__).parents[1] / "typecheck" / "faults.json"
ENOUGH = 0.8


def staged(path: str) -> str:
    """Where ``stage`` put a source file."""
    return path.replace("ClassifierCore/Sources/", "Core/")


def caught(file: Path, fault: dict[str, str], command: list[str]) -> bool:
    """Whether the fault is rejected; the file is left as it was."""
    good = file.read_text("utf-8")
    if good.count(fault["old"]) != 1:
        sys.exit(f"{fault['name']}: its place in {fault['file']} is there {good.count(fault['old'])} times, not once.")
    bad = good.replace(fault["old"], fault["new"])
    try:
        file.write_text(bad, "utf-8")
        return bool(unpaired(bad)) or rejected(command)
    finally:
        file.write_text(good, "utf-8")


def rejected(command: list[str]) -> bool:
    """Whether the build ends with a compiler's error about a line; a compiler that crashes has seen nothing."""
    ran = subprocess.run(command, capture_output=True, check=False, text=True)
    words = ran.stdout + ran.stderr
    return ran.returncode != 0 and "Stack dump" not in words and bool(re.search(r"\.swift:\d+:\d+: error:", words))


def chosen(faults: list[dict[str, str]], count: int) -> list[dict[str, str]]:
    """``count`` of them, evenly spread."""
    return [faults[index * len(faults) // count] for index in range(count)]


def main() -> None:
    """Run as the module's docstring says."""
    split = sys.argv.index("--")
    words, command = sys.argv[1:split], sys.argv[split + 1 :]
    faults = json.loads(TABLE.read_text("utf-8"))
    if len(words) > 1:
        faults = chosen(faults, min(int(words[1]), len(faults)))
    missed = [fault["name"] for fault in faults if not caught(Path(words[0]) / staged(fault["file"]), fault, command)]
    for name in missed:
        print(f"not caught: {name}")
    print(f"{len(faults) - len(missed)} of {len(faults)} seeded faults rejected")
    sys.exit(len(faults) - len(missed) < ENOUGH * len(faults))


if __name__ == "__main__":
    main()
