"""Is every file there, unchanged and listed?"""

from __future__ import annotations

import re
from collections.abc import Callable

from mobilekit.bundle import SUMS, files_of, sha256_of
from mobilekit.checks.base import BUNDLE, Answer, Context, passed
from mobilekit.contract.refusals import Refusal

LINE = re.compile(r"[0-9a-f]{64}  [^\n]+")


def check_files(context: Context) -> dict[str, Answer]:
    """Compare ``SHA256SUMS`` with the folder, both ways.

    Raises:
        Refusal: a file that is missing, changed or not listed; a list that is no list.
    """
    listed = _listed(context.sums)
    _compare(listed, files_of(context.root), lambda name: sha256_of(context.root / name))
    return {BUNDLE: passed(f"{len(listed)} files match {SUMS}", {"files": len(listed)})}


def _listed(sums: str) -> dict[str, str]:
    """Path -> sha256 of every line; lines in coreutils' format, sorted by the paths' bytes, each path once."""
    lines = sums.split("\n")
    for number, line in enumerate(lines[:-1], 1):
        if not LINE.fullmatch(line):
            raise Refusal("sums", file=SUMS, at=f"line {number}")
    names = [line[66:] for line in lines[:-1]]
    if lines[-1] or names != sorted(set(names), key=lambda name: name.encode("utf-8")):
        raise Refusal("sums", file=SUMS, at="the order of its lines")
    return {line[66:]: line[:64] for line in lines[:-1]}


def _compare(listed: dict[str, str], present: list[str], digest: Callable[[str], str]) -> None:
    for name in present:
        if name not in listed:
            raise Refusal("file_unlisted", file=SUMS, at=name)
    there = set(present)
    for name, wanted in listed.items():
        if name not in there:
            raise Refusal("file_missing", file=SUMS, at=name)
        if digest(name) != wanted:
            raise Refusal("file_changed", file=SUMS, at=name)
