"""``golden-check`` over bundles, and whether it says what it must: golden.py WORK INSIDE BUNDLE... -- COMMAND...

COMMAND runs golden-check and sees the folder WORK as INSIDE. Every BUNDLE (a folder below WORK, with its recorded
outputs in ``<BUNDLE>.outputs``) must pass on every rung; every copy in ``WORK/corrupted`` must get the refusal or
verdict of ``table.json`` there. The device report of each is left in ``WORK/<BUNDLE>.report.json``.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

VARIANT = "coreml-float32"
"""The variant that the table of damages is about."""


class Check:
    """Runs golden-check; collects what is not as it must be."""

    def __init__(self, work: Path, inside: str, command: list[str]) -> None:
        self.work, self.inside, self.command = work, inside, command
        self.faults: list[str] = []

    def run(self, bundle: str, outputs: str, *more: str) -> subprocess.CompletedProcess[str]:
        """golden-check of a bundle below WORK with recorded outputs."""
        words = [f"{self.inside}/{bundle}", "--outputs", f"{self.inside}/{outputs}", *more]
        return subprocess.run([*self.command, *words], capture_output=True, text=True, check=False)

    def passes(self, bundle: str) -> int:
        """How many rungs passed; all must."""
        ran = self.run(bundle, f"{bundle}.outputs", "--report", f"{self.inside}/{bundle}.report.json")
        lines = ran.stdout.splitlines()
        if ran.returncode != 0 or not all(line.startswith("PASS  ") for line in lines):
            self.faults.append(f"{bundle}: {ran.returncode} {ran.stdout}{ran.stderr}")
        return len(lines)

    def damaged(self, number: int, row: dict[str, str | None]) -> None:
        """One copy of the table."""
        ran = self.run(f"corrupted/{number}/bundle", f"corrupted/{number}/outputs")
        said = ran.stdout + ran.stderr
        if row["verdict"] is None:
            right = ran.returncode == 2 and said.splitlines()[:1] == [row["sentence"]]
        else:
            wanted = f"{row['verdict']}  {VARIANT} on \\w+  {row['sentence']}"
            lines = [line for line in ran.stdout.splitlines() if f"  {VARIANT} on " in line]
            right = ran.returncode == 1 and bool(lines) and all(re.fullmatch(wanted, line) for line in lines)
        if not right:
            self.faults.append(f"{row['name']}: {ran.returncode} {said[:400]}")


def main() -> None:
    """Run as the module's docstring says."""
    split = sys.argv.index("--")
    work, inside, *bundles = sys.argv[1:split]
    check = Check(Path(work), inside, sys.argv[split + 1 :])
    for bundle in bundles:
        print(f"{bundle}: {check.passes(bundle)} variants and rungs PASS")
    table = json.loads((Path(work) / "corrupted" / "table.json").read_text("utf-8"))
    for number, row in enumerate(table):
        check.damaged(number, row)
    if check.faults:
        sys.exit("\n".join(check.faults))
    refused = sum(row["verdict"] is None for row in table)
    wrong = len(table) - refused
    print(f"{len(table)} damaged copies: {refused} refused with their sentence, {wrong} fail the self-check")


if __name__ == "__main__":
    main()
