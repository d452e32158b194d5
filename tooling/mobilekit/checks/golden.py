"""Do the golden images still give the tensors and the answers that the manifest promises?"""

from __future__ import annotations

import hashlib

from mobilekit.checks.base import FAILED, PASSED, Context, Outcome
from mobilekit.errors import MobileKitError
from mobilekit.postprocess import top_k

REMEDY = "Make the bundle again; if it is fresh, this Python's preprocessing departs from the contract: report it."


def check_golden(context: Context) -> list[Outcome]:
    """Preprocess every golden image here and compare hashes; compare the top-5 with the reference outputs."""
    problem = _problem(context)
    if problem:
        return [Outcome("golden", "bundle", FAILED, problem, remedy=REMEDY)]
    count = len(context.tensors)
    return [Outcome("golden", "bundle", PASSED, f"{count} images give the promised tensors", {"images": count})]


def _problem(context: Context) -> str | None:
    golden = context.accepted["golden"]
    data = (context.root / golden["reference"]["path"]).read_bytes()
    if hashlib.sha256(data).hexdigest() != golden["reference"]["sha256"]:
        return f"{golden['reference']['path']} has another sha256 than the manifest says"
    if len(data) != 4 * len(golden["images"]) * context.accepted["model"]["classes"]:
        return f"{golden['reference']['path']} does not hold images x classes float32 values"
    try:
        tensors = context.tensors
    except (MobileKitError, OSError) as error:
        return str(error).split("\n")[0]
    for image, tensor, answer in zip(golden["images"], tensors, context.reference, strict=True):
        if hashlib.sha256(tensor.tobytes()).hexdigest() != image["tensor_sha256"]:
            return f"{image['path']} preprocessed here is another tensor than the manifest says"
        if list(top_k(answer, len(image["top5"]))) != image["top5"]:
            return f"{image['path']} has another top-5 than its reference outputs"
    return None
