"""manifest.json: bytes to a dictionary that is safe to use, and back.

Three gates, in this order: the JSON profile, the schema, and the rules between keys that a schema cannot say. The
Kotlin and Swift readers mirror them; ``contract/README.md`` has them in words, ``contract/examples`` in verdicts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from mobilekit.contract import profile
from mobilekit.contract.refusals import Refusal
from mobilekit.contract.schema import schema_faults

FILE = "manifest.json"
SCHEMA_VERSION = 1

UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""How a manifest of an older version becomes one of the next, by the older version's number; 1 is the first."""

GEOMETRY = ["rotate", "crop", "resize"]
STEPS = {
    "float32": ([], ["normalise"]),
    "float16": ([], ["normalise"]),
    "uint8": ([], ["quantise"], ["normalise", "quantise"]),
    "int8": (["quantise"], ["normalise", "quantise"]),
    "int16": (["quantise"], ["normalise", "quantise"]),
}
"""What may follow the geometry, by the input's dtype. Pixels go into a uint8 input as they are or quantised."""


def read_manifest(data: bytes) -> dict[str, Any]:
    """Bytes -> the manifest, brought up to ``SCHEMA_VERSION``.

    Raises:
        Refusal: outside the profile, the schema or the rules; its sentence names the JSON path of the fault.
    """
    value = profile.parse(data, FILE)
    value = _upgraded(value) if isinstance(value, dict) else value
    for reason, place in schema_faults(value, "manifest"):
        raise Refusal(reason, file=FILE, at=place)
    for reason, place in _rule_faults(value):
        raise Refusal(reason, file=FILE, at=place)
    return dict(value)


def write_manifest(manifest: dict[str, Any]) -> bytes:
    """The manifest -> bytes: keys in the order given, one space of indent, UTF-8, a line feed at the end.

    Raises:
        Refusal: the reader would not take it.
    """
    text = json.dumps(manifest, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    # A file name that is no Unicode reaches us as lone surrogates: let the reader refuse it.
    data = text.encode("utf-8", "surrogatepass")
    read_manifest(data)
    return data


def _upgraded(value: dict[str, Any]) -> dict[str, Any]:
    """Before the schema, so that a newer manifest is called newer and not full of unknown keys."""
    version = value.get("schema_version", SCHEMA_VERSION)
    if type(version) is not int:
        raise Refusal("type", file=FILE, at="$.schema_version")
    while version in UPGRADES:
        value = UPGRADES[version](value)
        version = value["schema_version"]
    if version != SCHEMA_VERSION:
        raise Refusal("version", file=FILE, at=str(version))
    return value


def _rule_faults(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    classes, size = value["model"]["classes"], value["preprocessing"]["size"]
    if value["labels"]["count"] != classes:
        yield "label_count", "$.labels.count"
    if value["model"]["resolution"] != size:
        yield "shape", "$.model.resolution"
    for index, image in enumerate(value["golden"]["images"]):
        if max(image["top5"]) >= classes:
            yield "class_index", f"$.golden.images[{index}].top5"
    for index, artifact in enumerate(value["artifacts"]):
        yield from _artifact_faults(artifact, classes, [1, *size, 3], f"$.artifacts[{index}]")
    yield from _repeated_names(value)


def _artifact_faults(artifact: dict[str, Any], classes: int, shape: list[int], place: str) -> Iterator[tuple[str, str]]:
    taken, steps = artifact["inputs"][0], artifact["app_steps"]
    scores = [tensor for tensor in artifact["outputs"] if tensor["layout"] == "NC"]
    for side in ("inputs", "outputs"):
        for index, tensor in enumerate(artifact[side]):
            if (tensor["scale"] is None) != (tensor["zero_point"] is None):
                yield "quantisation", f"{place}.{side}[{index}]"
    if taken["shape"] != shape or taken["layout"] != "NHWC":
        yield "shape", f"{place}.inputs[0].shape"
    if not scores or scores[0]["shape"] != [1, classes]:
        yield "label_count", f"{place}.outputs"
    unscaled = "quantise" in steps and taken["scale"] is None
    if steps[:3] != GEOMETRY or steps[3:] not in STEPS.get(taken["dtype"], ()) or unscaled:
        yield "steps", f"{place}.app_steps"


def _repeated_names(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Paths compare without case, as the file systems of macOS and Windows do."""
    variants = [artifact["variant"] for artifact in value["artifacts"]]
    holders = [value["labels"], value["golden"]["reference"], *value["golden"]["images"], *value["artifacts"]]
    for names in (variants, [holder["path"].lower() for holder in holders]):
        yield from (("repeated_name", name) for name, times in Counter(names).items() if times > 1)
