"""Top-1 agreement of every Core ML package with its Keras source, coverage, size, and the CPU seconds to make it.

    MOBILEKIT_TEST_DATA=DIR python tests/bench/coreml_agreement.py [v1] [v2] [v3_small] [RECIPE...]

Over the 500 photographs of ``agreement``, for V3-Small the first hundred test pictures of each CIFAR-10 class; every
fifth picture calibrates (of CIFAR-10, every fifth of those tested: 200). By the kit's executor, each result rounded to
its declared type, and for the recipes in ``ENGINE`` in the Neural Engine's mode too; with the |difference| to Keras of
each picture's worst score, from which the recipes have their tolerances, and the worst signal-to-noise ratios that the
checks on kernels and 8-bit results look at. Exits 1 where a package agrees less often than ``LEAST``, single precision
differs at all, or a large kernel is left uncompressed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from agreement import MODELS, cifar, job_of, opened, photographs

PHOTOGRAPHS = {"float32": 1.0, "weight_int8": 0.985, "palettized_6bit": 0.95, "w8a8": 0.97}
LEAST = {
    "v1": {**PHOTOGRAPHS, "float16": 0.994, "weight_int4": 0.94, "palettized_4bit": 0.91},
    "v2": {**PHOTOGRAPHS, "float16": 0.986, "weight_int4": 0.9, "palettized_4bit": 0.86},
    "v3_small": {"float32": 1.0, "float16": 0.99, "weight_int8": 0.99, "palettized_6bit": 0.98, "w8a8": 0.97},
}
"""Half precision within two photographs of what the TFLite file of the same precision had: V1 .998, V2 .990. Pruned
nets have no least: none of these was trained for it."""
PLAIN = ("float32", "float16")
ENGINE = ("float16", "weight_int8", "palettized_6bit", "w8a8")


def prepared(name: str) -> tuple:
    """(job, pictures (N, H, W, 3) uint8, (N, classes) reference)."""
    from mobilekit.preprocess import normalise

    source, rule = opened(name)
    tensors = cifar(rule) if name == "v3_small" else photographs(rule)
    reference = np.concatenate(
        [source.predict(normalise(tensors[k : k + 50], rule)) for k in range(0, len(tensors), 50)]
    )
    return job_of(name, source, rule, tensors[::5]), tensors, reference


def measure(name: str, recipes: list[str]) -> bool:
    """One row a package and mode."""
    from mobilekit.bundle import size_of
    from mobilekit.formats.coreml import COREML
    from mobilekit.formats.coreml.run import Runner

    job, tensors, reference = prepared(name)
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for variant in recipes or COREML.recipes:
            start = time.process_time()
            path = COREML.convert(job, (variant,), Path(folder), lambda _: None)[variant]
            spent = time.process_time() - start
            share = covered(path)
            for mode in ("native", "ane") if variant in ENGINE else ("native",):
                found = Runner(path, job.rule, mode=mode, backend="tensorflow").run(tensors)
                row, agreed, most = figures(found, reference)
                print(f"{name}  coreml-{variant:26} {mode:7} {row}", end="", flush=True)
                words = f"covered {share:.0%}" if variant not in PLAIN else "plain"
                print(f"  {size_of(path) / 1e6:5.2f} MB  {words}  {spent:4.1f} CPU s", flush=True)
                good &= agreed >= LEAST[name].get(variant, 0.0) and (variant != "float32" or most <= 1e-4)
            good &= share == 1.0 or variant in PLAIN
    return good


def figures(found: np.ndarray, reference: np.ndarray) -> tuple[str, float, float]:
    agreed, apart = (found.argmax(1) == reference.argmax(1)).mean(), np.abs(found - reference).max(1)
    middle, rare, most = np.median(apart), np.quantile(apart, 0.99), apart.max()
    return f"{agreed:.3f}  |d| p50 {middle:.1e}  p99 {rare:.1e}  max {most:.1e}", float(agreed), float(most)


def covered(path: Path) -> float:
    """Share of the elements of large kernels that are compressed."""
    from mobilekit.checks.coverage import coverage
    from mobilekit.checks.limits import LARGE
    from mobilekit.formats.coreml import COREML

    return coverage([kernel for kernel in COREML.readback(path).kernels if kernel.elements > LARGE])


if __name__ == "__main__":
    named = [word for word in sys.argv[1:] if word in MODELS]
    others = [word for word in sys.argv[1:] if word not in MODELS]
    sys.exit(not all([measure(name, others) for name in named or MODELS]))
