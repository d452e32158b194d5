"""Does the manifest keep the contract, and does it tell the truth about the files beside it?"""

from __future__ import annotations

import hashlib

from mobilekit.bundle import package_sha256, size_of
from mobilekit.checks.base import FAILED, PASSED, Context, Outcome
from mobilekit.errors import MobileKitError
from mobilekit.labels import check_count, parse_labels
from mobilekit.manifest import read_manifest

REMEDY = "Make the bundle again with mobilekit convert; nothing in it is meant to be edited by hand."


def check_manifest(context: Context) -> list[Outcome]:
    """Read it by the JSON profile and the schema, then compare paths, sizes and hashes with the folder."""
    try:
        manifest = read_manifest(context.manifest_bytes)
    except MobileKitError as error:
        return [Outcome("manifest", "bundle", FAILED, error.message, remedy=error.remedy)]
    for artifact in manifest["artifacts"]:
        path = context.root / artifact["path"]
        if not path.exists():
            return [_failed(f"{artifact['path']} is named but not there")]
        if size_of(path) != artifact["bytes"]:
            return [_failed(f"{artifact['path']} has {size_of(path)} bytes, the manifest says {artifact['bytes']}")]
        if package_sha256(context.sums, artifact["path"]) != artifact["sha256"]:
            return [_failed(f"{artifact['path']} has another sha256 than the manifest says")]
    context.manifest = manifest
    message = f"schema version {manifest['schema_version']}, {len(manifest['artifacts'])} artifacts"
    return [Outcome("manifest", "bundle", PASSED, message)]


def check_labels(context: Context) -> list[Outcome]:
    """One label per output, UTF-8, and the hash the manifest gives."""
    labels, classes = context.accepted["labels"], context.accepted["model"]["classes"]
    path = context.root / labels["path"]
    try:
        data = path.read_bytes()
        check_count(parse_labels(data, labels["path"]), classes, labels["path"])
    except MobileKitError as error:
        return [Outcome("labels", "bundle", FAILED, error.message, remedy=error.remedy)]
    except OSError:
        return [_failed(f"{labels['path']} is not there", "labels")]
    if hashlib.sha256(data).hexdigest() != labels["sha256"]:
        return [_failed(f"{labels['path']} has another sha256 than the manifest says", "labels")]
    return [Outcome("labels", "bundle", PASSED, f"{classes} labels for {classes} outputs", {"labels": classes})]


def _failed(message: str, check: str = "manifest") -> Outcome:
    return Outcome(check, "bundle", FAILED, message, remedy=REMEDY)
