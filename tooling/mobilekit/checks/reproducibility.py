"""Is the answer to a picture always the same, whatever comes before it or with it?"""

from __future__ import annotations

import numpy as np

from mobilekit.checks.base import Answer, Artifact, Context, failed, passed
from mobilekit.checks.limits import REPRODUCIBLE, scaled
from mobilekit.metrics import max_abs_difference

REMEDY = "Report this: a file whose answers depend on what it saw before is of no use."


def check_reproducibility(context: Context, artifact: Artifact) -> Answer:
    """The last, the middle and the first golden image again, one at a time."""
    outputs = context.outputs[artifact["variant"]]
    chosen = sorted({0, len(outputs) // 2, len(outputs) - 1}, reverse=True)
    runner = context.runner(artifact["variant"])
    again = np.concatenate([runner.run(context.tensors[k : k + 1]) for k in chosen])
    far = max_abs_difference(outputs[chosen], again)
    room = scaled(REPRODUCIBLE[artifact["variant"].split("-")[0]], context.reference, context.activation)
    found, limits = {"max_abs_difference": far}, {"max_abs_difference": room}
    if far > room:
        message = f"the same picture gives another answer, by up to {far:.2g}, in another order"
        return failed(message, REMEDY, found, limits)
    return passed("the same bits again" if far == 0 else f"the same within {far:.1g}", found, limits)
