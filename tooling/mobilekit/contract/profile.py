"""The JSON that all three readers take alike: RFC 8259 and nothing more, with the limits of README.md."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any, NoReturn

from mobilekit.contract.refusals import Refusal

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 32
MAX_INTEGER = 2**53
"""Beyond it a double skips integers (IEEE 754 binary64), and readers that go through one disagree."""

_BOM = b"\xef\xbb\xbf"
# A string that never ends runs to the end of the bytes, so that the scan stays linear whatever it is given.
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]+|\\.)*\\?(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)


def load(path: Path) -> Any:  # noqa: ANN401
    """Read a JSON file, never more than ``MAX_BYTES`` + 1 of it.

    Raises:
        Refusal: outside the profile. ``OSError`` is the caller's to explain.
    """
    with path.open("rb") as file:
        return parse(file.read(MAX_BYTES + 1), path.name)


def parse(data: bytes, name: str) -> Any:  # noqa: ANN401
    """JSON bytes -> dict, list, str, int, float, bool or None; ``name`` is what the sentences call the file.

    Raises:
        Refusal: outside the profile.
    """
    if len(data) > MAX_BYTES:
        raise Refusal("too_large", file=name)
    text = _decode(data, name)
    _check_depth(data, name)
    hooks = _Hooks(name)
    try:
        value = json.loads(
            text,
            object_pairs_hook=hooks.pairs,
            parse_int=hooks.integer,
            parse_float=hooks.number,
            parse_constant=hooks.constant,
        )
    except json.JSONDecodeError as error:
        raise Refusal("grammar", file=name, at=f"byte {len(text[: error.pos].encode())}") from error
    _check_surrogates(value, name)
    return value


def _decode(data: bytes, name: str) -> str:
    try:
        if data.startswith(_BOM):
            raise Refusal("encoding", file=name)
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal("encoding", file=name) from error


def _check_depth(data: bytes, name: str) -> None:
    """Before parsing: ``json`` answers deep nesting with a RecursionError, at a depth of its own."""
    depth = 0
    for token in _STRING_OR_BRACKET.finditer(data):
        first = data[token.start()]
        depth += (first in b"[{") - (first in b"]}")
        if depth > MAX_DEPTH:
            raise Refusal("depth", file=name)


def _check_surrogates(value: Any, name: str) -> None:  # noqa: ANN401
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Refusal("surrogate", file=name, at=f"\\u{ord(error.object[error.start]):04x}") from error


class _Hooks:
    """What ``json`` calls for each object, number and constant: it is laxer than the profile in all four."""

    def __init__(self, name: str) -> None:
        self.name = name

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Python strings compare by code point, hence as their UTF-8 bytes do."""
        result: dict[str, Any] = {}
        for key, value in pairs:
            if key in result:
                raise Refusal("repeated_key", file=self.name, at=json.dumps(key))
            result[key] = value
        return result

    def integer(self, digits: str) -> int:
        # The length first: int() of thousands of digits is slow, and refused by some Pythons in words of their own.
        if len(digits) > len(str(-MAX_INTEGER)) or abs(int(digits)) > MAX_INTEGER:
            raise Refusal("integer_range", file=self.name, at=digits[:40])
        return int(digits)

    def number(self, digits: str) -> float:
        value = float(digits)
        if math.isinf(value):
            raise Refusal("number_range", file=self.name, at=digits[:40])
        return value

    def constant(self, word: str) -> NoReturn:
        raise Refusal("grammar", file=self.name, at=word)
