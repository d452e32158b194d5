"""Does the manifest keep the contract, and does it tell the truth about the files beside it?"""

from __future__ import annotations

from mobilekit.bundle import package_sha256, size_of
from mobilekit.checks.base import BUNDLE, Answer, Context, failed, passed
from mobilekit.formats import FORMATS
from mobilekit.manifest import read_manifest


def check_manifest(context: Context) -> dict[str, Answer]:
    """Read it by the JSON profile and the schema, then compare paths, sizes and hashes with the folder.

    Raises:
        Refusal: the manifest does not keep the contract.
    """
    manifest = read_manifest(context.manifest_bytes)
    for artifact in manifest["artifacts"]:
        problem = _problem(context, artifact)
        if problem:
            return {BUNDLE: failed(problem)}
    context.manifest = manifest
    message = f"schema version {manifest['schema_version']}, {len(manifest['artifacts'])} artifacts"
    return {BUNDLE: passed(message)}


def _problem(context: Context, artifact: dict[str, object]) -> str | None:
    relative, variant = str(artifact["path"]), str(artifact["variant"])
    path = context.root / relative
    if variant.split("-")[0] not in FORMATS:
        return f"{variant} is of a format that is not known here"
    if not path.exists():
        return f"{relative} is named but not there"
    if size_of(path) != artifact["bytes"]:
        return f"{relative} has {size_of(path)} bytes, the manifest says {artifact['bytes']}"
    if package_sha256(context.sums, relative) != artifact["sha256"]:
        return f"{relative} has another sha256 than the manifest says"
    return None
