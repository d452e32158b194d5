"""Pictures a second of an evaluation, beside the bare sum of decoding and inference on the same cores.

    python tests/bench/validate.py BUNDLE IMAGES [LABELS.csv] [VARIANT ...]

The evaluation opens every file, decodes each picture once, asks the reference, the reference under noise and every
variant, and makes all figures and verdicts. The bare loop does the least that could answer the same question: each
picture decoded and preprocessed once, each variant asked once, in as many threads as there are cores, each thread with
a runner of its own, nothing opened, kept or compared within the measured time. VARIANT: only these.

Prints both rates and their ratio; exits 1 under the limit.
"""

from __future__ import annotations

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

RATIO_LIMIT = 0.7
THREADS = os.cpu_count() or 1
CHUNK = 16


def whole(root: Path, manifest: dict, images: Path, labels_csv: Path | None) -> tuple[float, int]:
    """Seconds of the evaluation, figures and verdicts included, and the pictures that it used."""
    from mobilekit.evaluation import Request, evaluate, outcomes_of
    from mobilekit.evaluation.summary import summary

    start = time.monotonic()
    evaluation = evaluate(root, manifest, Request(images, labels_csv), lambda _: None)
    outcomes_of(evaluation)
    summary(evaluation)
    assert not evaluation.left_out, evaluation.left_out
    return time.monotonic() - start, len(evaluation.pictures.paths)


def bare(root: Path, manifest: dict, images: Path) -> dict[str, float]:
    """Seconds of decoding, and of each variant's inference."""
    from mobilekit.calibration import image_paths
    from mobilekit.checks.base import Context
    from mobilekit.evaluation.models import another
    from mobilekit.preprocess import load_image, to_tensor

    context = Context(root, manifest)
    seconds = {}
    with ThreadPoolExecutor(THREADS) as pool:
        start = time.monotonic()
        tensors = np.stack(list(pool.map(lambda path: to_tensor(load_image(path), context.rule), image_paths(images))))
        seconds["decoding"] = time.monotonic() - start
        for artifact in manifest["artifacts"]:
            runners = [another(context, artifact["variant"]) for _ in range(THREADS)]
            shares = np.array_split(tensors, THREADS)
            for runner in runners:
                runner.run(tensors[:CHUNK])
            start = time.monotonic()
            list(pool.map(ask, runners, shares))
            seconds[artifact["variant"]] = time.monotonic() - start
    return seconds


def ask(runner, tensors: np.ndarray) -> None:
    for first in range(0, len(tensors), CHUNK):
        runner.run(tensors[first : first + CHUNK])


def main() -> int:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    arguments = sys.argv[3:]
    labels_csv = Path(arguments.pop(0)) if arguments and arguments[0].endswith(".csv") else None
    root, images = Path(sys.argv[1]), Path(sys.argv[2])
    manifest = json.loads((root / "manifest.json").read_text())
    kept = [row for row in manifest["artifacts"] if not arguments or row["variant"] in arguments]
    manifest["artifacts"] = kept
    before = time.process_time()
    parts = bare(root, manifest, images)
    between = time.process_time()
    taken, count = whole(root, manifest, images, labels_csv)
    cpu = (between - before) / (time.process_time() - between)
    for name, seconds in parts.items():
        print(f"{name:26} {1000 * seconds / count:7.1f} ms a picture in {THREADS} threads")
    ratio = sum(parts.values()) / taken
    print(f"bare sum {count / sum(parts.values()):.2f} pictures a second, validation {count / taken:.2f}: {ratio:.2f}")
    print(f"in CPU seconds, opening the files counted on both sides: {cpu:.2f}")
    return int(ratio < RATIO_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
