"""Does every file run, and answer in numbers?"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from mobilekit.checks.base import Answer, Context, failed, passed, skipped
from mobilekit.errors import MobileKitError
from mobilekit.preprocess import Pixels

REMEDY = "Do not ship this file: convert the model again."
HERE = "reference semantics of the saved program, not the Neural Engine"
"""What running a Core ML file means where there is no Core ML."""


def check_runs(context: Context) -> dict[str, Answer]:
    """Run every file on the golden images once; the outputs are kept for the checks that follow.

    Files are opened one after another, since the runtimes print while they load, and run side by side: none of them
    holds Python's lock.
    """
    answers: dict[str, Answer] = {}
    ready = []
    for variant in context.artifacts:
        if ("tensors", variant) in context.lost:
            answers[variant] = skipped("not asked: the check tensors did not pass")
            context.lost.add(("runs", variant))
            continue
        try:
            context.runner(variant)
            ready.append(variant)
        except MobileKitError as error:
            answers[variant] = failed(error.message, error.remedy)
    tensors = context.tensors
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = dict(zip(ready, pool.map(lambda variant: _run(context, variant, tensors), ready), strict=True))
    return {variant: (answers | found)[variant] for variant in context.artifacts}


def _run(context: Context, variant: str, tensors: Pixels) -> Answer:
    try:
        outputs = context.runner(variant).run(tensors)
    except Exception as error:  # each runtime raises its own kinds on a file it cannot run
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        return failed(f"it stops while running: {reason}", REMEDY)
    if outputs.shape != context.reference.shape:
        return failed(f"it answers {outputs.shape}, not {context.reference.shape}", REMEDY)
    bad = int((~np.isfinite(outputs)).any(axis=1).sum())
    if bad:
        return failed(f"it answers with what is no number on {bad} of {len(outputs)} images", REMEDY)
    context.outputs[variant] = outputs
    where = HERE if variant.startswith("coreml") else "LiteRT on this CPU"
    return passed(f"{len(outputs)} images, {where}", {"images": len(outputs)})
