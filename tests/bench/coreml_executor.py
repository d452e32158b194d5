"""Milliseconds an image of the Core ML executor by net and mode, beside TFLite float32 on one thread (XNNPACK).

    MOBILEKIT_TEST_DATA=DIR python tests/bench/coreml_executor.py [v1] [v2] [v3_small]

All run in this process by turns, sixteen images at a time, so that whatever else the machine does meets all alike; the
least and the median of the rounds are printed. Exits 1 where V2 takes more than 4 times TFLite's time in single
precision, or more than 12 times in native.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
DATA = Path(os.environ.get("MOBILEKIT_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "testdata"))
MODELS = {
    "v1": "mobilenet_v1_1.0_224_imagenet.keras",
    "v2": "mobilenet_v2_1.0_224_dequant_tf2ptq.keras",
    "v3_small": "mobilenet_v3_small_1.0_96_cifar10.keras",
}
MODES = {"float32": "float32", "native": "float16", "ane": "float16"}
"""Mode -> the variant it is measured on."""
LIMITS = {("v2", "float32"): 4.0, ("v2", "native"): 12.0}
ROUNDS, IMAGES, NUMPY_IMAGES = 12, 16, 2


def timed(runner: object, images: np.ndarray) -> float:
    start = time.perf_counter()
    runner.run(images)
    return (time.perf_counter() - start) / len(images) * 1e3


def measure(name: str, folder: Path) -> bool:
    from mobilekit.formats.coreml import COREML
    from mobilekit.formats.coreml.run import Runner
    from mobilekit.formats.tflite import TFLITE
    from mobilekit.preprocess import Preprocessing
    from mobilekit.sources.base import trace
    from mobilekit.sources.keras import load
    from mobilekit.spec import Card, Job

    source = load(DATA / "models" / MODELS[name])
    function, rule = trace(source, Preprocessing(source.input_shape[:2]))
    labels = tuple(f"class {k}" for k in range(source.classes))
    job = Job(function, labels, rule, (), Card(name, "d", "a", "l", "1", "softmax"))
    lite = TFLITE.convert(job, ("float32",), folder, lambda _: None)["float32"]
    packages = COREML.convert(job, ("float32", "float16"), folder, lambda _: None)
    runners = {"tflite": TFLITE.runner(lite, rule, ("normalise",))}
    runners |= {mode: Runner(packages[v], rule, mode=mode, backend="tensorflow") for mode, v in MODES.items()}
    runners["numpy"] = Runner(packages["float32"], rule, backend="numpy")
    images = np.random.default_rng(0).integers(0, 256, (IMAGES, *rule.size, 3), dtype=np.uint8)
    taken = {key: [] for key in runners}
    for number in range(ROUNDS + 1):
        for key, runner in runners.items():
            if key != "numpy" or number < 3:
                took = timed(runner, images[:NUMPY_IMAGES] if key == "numpy" else images)
                taken[key] += [took] if number else []
    return report(name, taken)


def report(name: str, taken: dict[str, list[float]]) -> bool:
    base, good = taken["tflite"], True
    for key, times in taken.items():
        least, middle = min(times) / min(base), np.median(times) / np.median(base)
        limit = LIMITS.get((name, key))
        good &= limit is None or min(least, middle) <= limit
        print(
            f"{name:9} {key:8} least {min(times):7.1f} ms ({least:5.1f} x)  median {np.median(times):7.1f} ms"
            f" ({middle:5.1f} x)" + (f"  at most {limit:.0f} x" if limit else ""),
            flush=True,
        )
    return good


def main() -> int:
    import tensorflow as tf

    # The pool of a process is made once, for all sessions: one thread for all, as TFLite has.
    tf.config.threading.set_intra_op_parallelism_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        return int(not all([measure(name, Path(folder)) for name in sys.argv[1:] or MODELS]))


if __name__ == "__main__":
    sys.exit(main())
