"""Reads an OpenStep property list, which is what a project.pbxproj is: dictionaries, lists and strings."""

from __future__ import annotations

import re
from typing import Any

Value = Any
"""A str, a list of values, or a dict of str -> value."""

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\]|\\.)*"|[A-Za-z0-9_./$]+|[{}()=;,]|\s+', re.DOTALL)
"""Comments, quoted and bare strings, punctuation, space."""


def parse(text: str) -> Value:
    """The value that ``text`` holds.

    Raises:
        ValueError: it is no property list, or has a key twice.
    """
    tokens = list(_tokens(text))
    value, end = _value(tokens, 0)
    if end != len(tokens):
        raise ValueError(f"something follows the value: {tokens[end]}")
    return value


def _tokens(text: str) -> list[str]:
    found, place = [], 0
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise ValueError(f"unexpected {text[place]!r} at {place}")
        place = match.end()
        if not match[0].isspace() and not match[0].startswith(("//", "/*")):
            found.append(match[0])
    return found


def _value(tokens: list[str], place: int) -> tuple[Value, int]:
    token = _at(tokens, place)
    if token == "{":
        return _dictionary(tokens, place + 1)
    if token == "(":
        return _list(tokens, place + 1)
    if token in "})=;,":
        raise ValueError(f"a value is wanted where {token} stands")
    return (re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith('"') else token), place + 1


def _dictionary(tokens: list[str], place: int) -> tuple[dict[str, Value], int]:
    found: dict[str, Value] = {}
    while _at(tokens, place) != "}":
        key, place = _value(tokens, place)
        place = _expect(tokens, place, "=")
        if key in found:
            raise ValueError(f"{key} is there twice")
        found[key], place = _value(tokens, place)
        place = _expect(tokens, place, ";")
    return found, place + 1


def _list(tokens: list[str], place: int) -> tuple[list[Value], int]:
    found = []
    while _at(tokens, place) != ")":
        value, place = _value(tokens, place)
        found.append(value)
        if _at(tokens, place) != ")":
            place = _expect(tokens, place, ",")
    return found, place + 1


def _at(tokens: list[str], place: int) -> str:
    if place >= len(tokens):
        raise ValueError("it ends too early")
    return tokens[place]


def _expect(tokens: list[str], place: int, wanted: str) -> int:
    if _at(tokens, place) != wanted:
        raise ValueError(f"{wanted} is wanted where {tokens[place]} stands")
    return place + 1
