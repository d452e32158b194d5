"""CPU seconds and peak memory of the eight default variants of MobileNetV2 1.0 224: the kit against the vendors' calls.

    MOBILEKIT_TEST_DATA=DIR python tests/bench/convert.py

The vendors' way is what their documentation shows: one call a variant, each from the Keras model
(``TFLiteConverter.from_keras_model``; ``ct.convert`` of the Keras model's function, then ``ct.optimize``). Each side
runs in a process of its own; imports and the loading of the model are left out on both, golden images and hashes are
not counted for either. Prints one line a side and the ratio; exits 1 over the limits.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RATIO_LIMIT, MEMORY_LIMIT_GB = 0.25, 1.4
DATA = Path(os.environ.get("MOBILEKIT_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "testdata"))
MODEL = DATA / "models" / "mobilenet_v2_1.0_224_dequant_tf2ptq.keras"
CALIBRATION = 32


def pictures() -> list:
    from mobilekit.preprocess import Preprocessing, load_image, to_tensor

    rule = Preprocessing(size=(224, 224))
    files = sorted((DATA / "imagenet_photos").glob("*.jp*g"))[:CALIBRATION]
    return [to_tensor(load_image(path), rule) for path in files]


def ours(folder: Path) -> float:
    from mobilekit.tensorflow_settings import save_memory

    save_memory()
    import coremltools  # noqa: F401  (imports are not counted)
    import tensorflow  # noqa: F401

    from mobilekit.formats import FORMATS
    from mobilekit.lowering import lower
    from mobilekit.preprocess import Preprocessing, normalise
    from mobilekit.sources.base import trace
    from mobilekit.sources.keras import load
    from mobilekit.spec import Card, Job

    source, images = load(MODEL), tuple(pictures())
    labels = tuple(f"class {k}" for k in range(source.classes))
    start = time.process_time()
    function, rule = trace(source, Preprocessing(size=(224, 224)))
    lowered = lower(function, lambda: (normalise(image, rule)[None] for image in images))
    card = Card("v2", "d", "a", "Apache-2.0", "1", "softmax")
    job = Job(lowered.function, labels, rule, images, card, lowered=lowered)
    for name, row in FORMATS.items():
        (folder / name).mkdir()
        recipes = tuple(recipe for recipe in row.recipes if recipe not in row.on_request)
        before = time.process_time()
        row.convert(job, recipes, folder / name, lambda _: None)
        print(f"{name}: {time.process_time() - before:.1f} CPU s", file=sys.stderr)
    return time.process_time() - start


def vendors(folder: Path) -> float:
    import coremltools as ct
    import keras
    import numpy as np
    import tensorflow as tf

    model = keras.models.load_model(MODEL, compile=False)
    images = [(p.astype(np.float32) / 127.5 - 1)[None] for p in pictures()]
    labels = [f"class {k}" for k in range(1000)]
    start = time.process_time()
    for name in ("float32", "float16", "dynamic_int8", "int8"):
        converter = tf.lite.TFLiteConverter.from_keras_model(model)
        if name != "float32":
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
        if name == "float16":
            converter.target_spec.supported_types = [tf.float16]
        if name == "int8":
            converter.representative_dataset = lambda: ([image] for image in images)
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
            converter.inference_input_type = converter.inference_output_type = tf.uint8
        (folder / f"{name}.tflite").write_bytes(converter.convert())

    def package(precision: ct.precision, target: ct.target) -> ct.models.MLModel:
        function = tf.function(model, input_signature=[tf.TensorSpec((1, 224, 224, 3), tf.float32, name="image")])
        return ct.convert(
            [function.get_concrete_function()], source="tensorflow", compute_precision=precision,
            minimum_deployment_target=target, classifier_config=ct.ClassifierConfig(labels),
            inputs=[ct.ImageType(name="image", scale=1 / 127.5, bias=[-1, -1, -1], shape=(1, 224, 224, 3))],
        )  # fmt: skip

    optimize = ct.optimize.coreml
    int8 = optimize.OptimizationConfig(optimize.OpLinearQuantizerConfig(mode="linear_symmetric"))
    palette = optimize.OptimizationConfig(optimize.OpPalettizerConfig(mode="kmeans", nbits=6))
    package(ct.precision.FLOAT16, ct.target.iOS15).save(str(folder / "float16.mlpackage"))
    package(ct.precision.FLOAT32, ct.target.iOS15).save(str(folder / "float32.mlpackage"))
    weight = package(ct.precision.FLOAT16, ct.target.iOS16)
    optimize.linear_quantize_weights(weight, int8).save(str(folder / "weight_int8.mlpackage"))
    six = package(ct.precision.FLOAT16, ct.target.iOS16)
    optimize.palettize_weights(six, palette).save(str(folder / "palettized_6bit.mlpackage"))
    return time.process_time() - start


def measure(side: str) -> dict[str, float]:
    """Run one side in a fresh process."""
    done = subprocess.run([sys.executable, __file__, side], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    result = json.loads(done.stdout.splitlines()[-1])
    for line in done.stderr.splitlines():
        if line.endswith("CPU s"):
            print(f"          {line}")
    print(f"{side:8}  {result['cpu_s']:6.1f} CPU s   peak {result['peak_gb']:.2f} GB", flush=True)
    return result


def main() -> None:
    if len(sys.argv) > 1:
        with tempfile.TemporaryDirectory() as folder:
            cpu = {"kit": ours, "vendors": vendors}[sys.argv[1]](Path(folder))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(json.dumps({"cpu_s": cpu, "peak_gb": peak}))
        return
    kit, other = measure("kit"), measure("vendors")
    ratio = kit["cpu_s"] / other["cpu_s"]
    print(f"ratio     {ratio:.2f} (limit {RATIO_LIMIT}), kit's peak {kit['peak_gb']:.2f} GB (limit {MEMORY_LIMIT_GB})")
    sys.exit(ratio > RATIO_LIMIT or kit["peak_gb"] > MEMORY_LIMIT_GB)


if __name__ == "__main__":
    main()
