"""Is the answer to a picture always the same, and would the file be the same if it were made again?"""

from __future__ import annotations

import json
import uuid
import zipfile
from pathlib import Path

import numpy as np

from mobilekit.checks.base import Answer, Artifact, Context, failed, passed
from mobilekit.checks.limits import REPRODUCIBLE, scaled
from mobilekit.formats.coreml.package import MANIFEST
from mobilekit.formats.tflite.metadata import EPOCH
from mobilekit.metrics import max_abs_difference

REMEDY = "Report this: a file whose answers depend on what it saw before is of no use."
DERIVED = 5
"""Version of a UUID that is made of what it names (RFC 9562); coremltools draws random ones, of version 4."""


def check_reproducibility(context: Context, artifact: Artifact) -> Answer:
    """No time stamp or random number in the file; the last, middle and first golden image again, one at a time."""
    mark = chance_mark(context.root / artifact["path"])
    if mark:
        return failed(mark, "Make the bundle again with mobilekit convert: the same model gives the same bytes.")
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


def chance_mark(path: Path) -> str | None:
    """What in a file, read before without complaint, tells when it was made or was drawn at random."""
    if path.is_file():
        with zipfile.ZipFile(path) as archive:
            dated = [one.filename for one in archive.infolist() if one.date_time != EPOCH]
        return f"{dated[0]} inside carries a time stamp" if dated else None
    identifiers = json.loads((path / MANIFEST).read_bytes())["itemInfoEntries"]
    return None if all(_derived(one) for one in identifiers) else f"{MANIFEST} has identifiers drawn at random"


def _derived(identifier: str) -> bool:
    try:
        return uuid.UUID(identifier).version == DERIVED
    except ValueError:
        return False
