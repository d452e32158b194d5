"""Ways of changing ``example_manifest`` by one thing, as a value or as raw bytes."""

from __future__ import annotations

import json
from typing import Any

from mobilekit.contract.example_manifest import example_manifest

REMOVED = object()
FLOAT, INT8, COREML = "artifacts/0", "artifacts/1", "artifacts/2"


def encode(value: Any) -> bytes:  # noqa: ANN401
    """As ``write_manifest`` would, but whatever it is."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


PLAIN = encode(example_manifest())


def edit(path: str, value: Any) -> bytes:  # noqa: ANN401
    """The example with the value at ``path`` (keys and indices with / between) replaced or ``REMOVED``."""
    return encode(changed(example_manifest(), path, value))


def changed(whole: Any, path: str, value: Any) -> Any:  # noqa: ANN401
    """``whole`` after the value at ``path`` was replaced or ``REMOVED``."""
    *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    place = whole
    for part in parents:
        place = place[part]
    if value is REMOVED:
        del place[last]
    else:
        place[last] = value
    return whole


def replace(old: bytes, new: bytes) -> bytes:
    """The example with its first ``old`` replaced, as bytes: for what ``json`` would not write."""
    assert old in PLAIN, old
    return PLAIN.replace(old, new, 1)


def author(new: bytes) -> bytes:
    """The example with this JSON in place of the author, which may be any text."""
    return replace('"Zoë Ångström 山田"'.encode(), new)


def nested(depth: int) -> bytes:
    """A key that the schema does not know, whose value makes the whole ``depth`` deep."""
    return replace(
        b'{\n "schema_version"', b'{"x":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b',\n "schema_version"'
    )


def parameters(digits: bytes) -> bytes:
    """The example with this JSON in place of an integer."""
    return replace(b'"parameters": 412000', b'"parameters": ' + digits)


def crop(digits: bytes) -> bytes:
    """The example with this JSON in place of a number above 0, up to 1."""
    return replace(b'"crop_fraction": 0.875', b'"crop_fraction": ' + digits)


def one_class(activation: str) -> bytes:
    """The example as a network with one output."""
    manifest = example_manifest()
    manifest["model"] |= {"classes": 1, "activation": activation}
    manifest["labels"]["count"] = 1
    for image in manifest["golden"]["images"]:
        image["top5"] = [0]
    for artifact in manifest["artifacts"]:
        artifact["outputs"][-1]["shape"] = [1, 1]
    return encode(manifest)
