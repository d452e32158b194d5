"""Is there one label per output, and is it the same list in every file?"""

from __future__ import annotations

import hashlib
from collections import Counter

from mobilekit.checks.base import BUNDLE, Answer, Context, failed, passed
from mobilekit.labels import check_count, parse_labels

BACKGROUND = ("background", "dummy", "__background__", "none of the above")
"""First lines of the 1001-line ImageNet lists in circulation (TensorFlow's ``ImageNetLabels.txt`` begins with
``background``, tensorflow/models' synset list with ``dummy``), in lower case."""

REMEDY = "Give a labels file with one line for each output, in output order, and make the bundle again."


def check_labels(context: Context) -> dict[str, Answer]:
    """One label per output, UTF-8, no empty ones, no two alike, the manifest's hash; the same inside every file.

    Raises:
        MobileKitError: not UTF-8, an empty line, or another number of labels than of outputs.
    """
    stated, classes = context.accepted["labels"], context.accepted["model"]["classes"]
    path = context.root / stated["path"]
    if not path.is_file():
        return {BUNDLE: failed(f"{stated['path']} is not there", REMEDY)}
    data = path.read_bytes()
    labels = parse_labels(data, stated["path"])
    problem = off_by_one(labels, classes)
    if problem:
        return {BUNDLE: failed(problem, REMEDY)}
    check_count(labels, classes, stated["path"])
    problem = _twice(labels)
    if problem:
        return {BUNDLE: failed(problem, "Tell the two apart, as in 'crane (134)' and 'crane (517)'.")}
    if hashlib.sha256(data).hexdigest() != stated["sha256"]:
        return {BUNDLE: failed(f"{stated['path']} has another sha256 than the manifest says")}
    whole = passed(f"{classes} labels for {classes} outputs", {"labels": classes})
    return {BUNDLE: whole} | {name: _inside(context, name, labels) for name in context.readbacks}


def off_by_one(labels: tuple[str, ...], classes: int) -> str | None:
    """The sentence for a background label that is too many, or missing; None where that is not what is wrong."""
    first = labels[0].strip().lower()
    if len(labels) == classes + 1:
        extra = f"its first line, {labels[0]!r}, is no class of the model" if first in BACKGROUND else "one is too many"
        return f"{len(labels)} labels for {classes} outputs: {extra}, so every answer would be the label before its own"
    if len(labels) == classes - 1:
        missing = "the background label" if classes == 1001 else "one"
        return f"{len(labels)} labels for {classes} outputs: {missing} is missing, so answers would be off by one"
    if len(labels) == classes == 1000 and first in BACKGROUND:
        return (
            f"line 1 is {labels[0]!r}, but a net of 1000 outputs has no such class: the list is one of 1001 cut short, "
            "so every answer would be the label before its own"
        )
    return None


def _twice(labels: tuple[str, ...]) -> str | None:
    twice = sorted(label for label, count in Counter(labels).items() if count > 1)
    return f"{twice[0]!r} stands for more than one output: Core ML would answer for one of them only" if twice else None


def _inside(context: Context, variant: str, labels: tuple[str, ...]) -> Answer:
    """The labels inside a file, against ``labels.txt``."""
    found = tuple(context.readbacks[variant].metadata.get("labels", ()))
    if found == labels:
        return passed("the same labels are in the file")
    if not found:
        return failed("there are no labels in the file")
    if len(found) != len(labels):
        return failed(f"{len(found)} labels are in the file, {len(labels)} in labels.txt")
    line = next(k for k, pair in enumerate(zip(found, labels, strict=True)) if pair[0] != pair[1])
    message = f"output {line} is {found[line]!r} in the file and {labels[line]!r} in labels.txt"
    for step in (1, -1):
        if found[max(0, step) : len(found) + min(0, step)] == labels[max(0, -step) : len(labels) + min(0, -step)]:
            return failed(f"{message}: the lists are shifted by one")
    return failed(message)
