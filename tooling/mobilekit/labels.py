"""Labels: UTF-8, one a line, in output order."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from mobilekit.errors import MobileKitError

MAX_BYTES = 4 << 20


def parse_labels(data: bytes, where: str) -> tuple[str, ...]:
    r"""The labels in ``data``: split on ``\n`` bytes, a trailing ``\r`` dropped, a final newline allowed.

    Raises:
        MobileKitError: not UTF-8, a byte-order mark, an empty line, or no line.
    """
    try:
        lines = [line.removesuffix(b"\r").decode("utf-8") for line in data.removesuffix(b"\n").split(b"\n")]
    except UnicodeDecodeError as error:
        raise MobileKitError(f"{where} is not UTF-8.", remedy="Save it as UTF-8, one label a line.") from error
    if lines[0].startswith("\ufeff"):
        raise MobileKitError(f"{where} starts with a byte-order mark.", remedy="Save it as UTF-8 without BOM.")
    empty = [number for number, line in enumerate(lines, 1) if not line.strip()]
    if empty:
        raise MobileKitError(
            f"{where} has an empty label on line {empty[0]}.", remedy="Give one label a line, in output order."
        )
    return tuple(lines)


def read_labels(path: Path) -> tuple[str, ...]:
    """The labels in the file at ``path``; numbers that count its lines from 0, as Teachable Machine writes, go.

    Raises:
        MobileKitError: no such file, too large, or as ``parse_labels``.
    """
    if not path.is_file():
        raise MobileKitError(f"There is no labels file {path}.", remedy="Check the path after --labels.")
    if path.stat().st_size > MAX_BYTES:
        raise MobileKitError(f"{path} is over 4 MB.", remedy="Give a text file with one label a line.")
    return without_numbers(parse_labels(path.read_bytes(), str(path)))


def without_numbers(labels: tuple[str, ...]) -> tuple[str, ...]:
    """``labels`` without the line numbers in ``0 cat``, ``1 dog``; as they are where not every line has its own.

    Also as they are where the numbers are what tells the labels apart (``0 degrees``, ``1 degrees``).
    """
    parts = [label.partition(" ") for label in labels]
    names = tuple(name.strip() for _, _, name in parts)
    counted = all(number == str(line) for line, (number, _, _) in enumerate(parts))
    return names if counted and all(names) and len(set(names)) == len(names) else labels


BACKGROUND = "background"


def with_background(labels: tuple[str, ...], choice: str, classes: int, where: str) -> tuple[str, ...]:
    """``labels`` with one for the output that stands for none of them.

    Args:
        labels: of the other outputs, in order.
        choice: ``first`` | ``last``: which output it is; ``none``: no output is.
        classes: outputs of the network.
        where: the labels come from, for sentences.

    Raises:
        MobileKitError: there is a label for every output already.
    """
    if choice == "none":
        return labels
    if len(labels) == classes:
        raise MobileKitError(
            f"{where} has a label for each of the {classes} outputs already.", remedy="Leave --background-label out."
        )
    return (BACKGROUND, *labels) if choice == "first" else (*labels, BACKGROUND)


def check_count(labels: tuple[str, ...], classes: int, where: str) -> None:
    """Raise unless there is one label per output.

    Raises:
        MobileKitError: the counts differ; a difference of one names the usual cause, a background.
    """
    if len(labels) == classes:
        return
    remedy = "Give one label per output, in output order."
    if classes - len(labels) == 1:
        remedy += " If one output stands for none of them, say which: --background-label first (1001 classes) or last."
    elif len(labels) - classes == 1:
        remedy += " If one line is for a background that the model does not have, take it out."
    raise MobileKitError(f"{where} has {len(labels)} labels, the model has {classes} outputs.", remedy=remedy)


def unique_labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    """``labels`` with the output's index added to those that stand more than once (ImageNet has two cranes).

    Core ML answers with a dictionary from label to probability, in which equal labels would be one entry.
    """
    count = Counter(labels)
    return tuple(label if count[label] == 1 else f"{label} ({index})" for index, label in enumerate(labels))


def write_labels(labels: tuple[str, ...]) -> bytes:
    """``labels.txt`` as bytes."""
    return "".join(f"{label}\n" for label in labels).encode("utf-8")
