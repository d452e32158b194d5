"""Do the golden images still give the tensors and the answers that the manifest promises?"""

from __future__ import annotations

import hashlib

import numpy as np

from mobilekit.checks.base import BUNDLE, Answer, Context, failed, passed
from mobilekit.checks.geometry import GEOMETRIES, prepared
from mobilekit.postprocess import top_k

REMEDY = "Make the bundle again; if it is fresh, this Python's preprocessing departs from the contract: report it."


def check_golden(context: Context) -> dict[str, Answer]:
    """Preprocess every golden image here and compare hashes; compare the top-5 with the reference outputs.

    Raises:
        MobileKitError: a golden image that is no picture.
    """
    problem = _reference_problem(context) or _tensor_problem(context) or _answer_problem(context)
    if problem:
        return {BUNDLE: failed(problem, REMEDY)}
    count = len(context.tensors)
    return {BUNDLE: passed(f"{count} images give the promised tensors", {"images": count})}


def _reference_problem(context: Context) -> str | None:
    golden = context.accepted["golden"]
    path = golden["reference"]["path"]
    try:
        data = (context.root / path).read_bytes()
    except OSError:
        return f"{path} is not there"
    if hashlib.sha256(data).hexdigest() != golden["reference"]["sha256"]:
        return f"{path} has another sha256 than the manifest says"
    if len(data) != 4 * len(golden["images"]) * context.accepted["model"]["classes"]:
        return f"{path} does not hold images x classes float32 values"
    if not np.isfinite(np.frombuffer(data, "<f4")).all():
        return f"{path} holds what is no number"
    return None


def _tensor_problem(context: Context) -> str | None:
    images = context.accepted["golden"]["images"]
    missing = [image["path"] for image in images if not (context.root / image["path"]).is_file()]
    if missing:
        return f"{missing[0]} is not there"
    wrong = [k for k, image in enumerate(images) if _sha(context.tensors[k].tobytes()) != image["tensor_sha256"]]
    if not wrong:
        return None
    message = f"{images[wrong[0]]['path']} preprocessed here is another tensor than the manifest says"
    names = [row.name for row in GEOMETRIES if _explains(context, row.name, wrong)]
    return f"{message}: the promised one is that of {names[0]}" if names else message


def _explains(context: Context, name: str, wrong: list[int]) -> bool:
    """Whether preparing the pictures in this wrong way gives the promised tensors, byte for byte."""
    images = context.accepted["golden"]["images"]
    for k in wrong:
        tensor = prepared(name, *context.pictures[k], context.rule)
        if _sha(tensor.tobytes()) != images[k]["tensor_sha256"]:
            return False
    return True


def _answer_problem(context: Context) -> str | None:
    for image, answer in zip(context.accepted["golden"]["images"], context.reference, strict=True):
        if list(top_k(answer, len(image["top5"]))) != image["top5"]:
            return f"{image['path']} has another top-5 than its reference outputs"
    return None


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
