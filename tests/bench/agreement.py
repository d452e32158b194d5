"""Top-1 agreement with the Keras source over the 500 photographs: the kit's TFLite files and the stock converter's.

    MOBILEKIT_TEST_DATA=DIR python tests/bench/agreement.py [v1] [v2]

Both sides are made in this run from the same weights and calibrated on every fifth photograph. "Stock" is
``TFLiteConverter.from_keras_model`` with the documented settings of each variant. Prints one row a variant and exits 1
where the kit agrees less often than stock, or float32 differs at all.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import numpy as np

DATA = Path(os.environ.get("MOBILEKIT_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "testdata"))
MODELS = {"v1": "mobilenet_v1_1.0_224_imagenet.keras", "v2": "mobilenet_v2_1.0_224_dequant_tf2ptq.keras"}
VARIANTS = ("float32", "float16", "dynamic_int8", "int8")


def stock(model: object, variant: str, images: list[np.ndarray], path: Path) -> Path:
    """The stock converter's file of ``variant``; ``images`` are (1, H, W, 3) float32."""
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    if variant != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if variant == "float16":
        converter.target_spec.supported_types = [tf.float16]
    if variant == "int8":
        converter.representative_dataset = lambda: ([image] for image in images)
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = tf.uint8
    path.write_bytes(converter.convert())
    return path


def answers(path: Path, tensors: np.ndarray, normalised: np.ndarray) -> np.ndarray:
    """(N, classes) float32 by a plain interpreter, none of the kit's code in between."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path), num_threads=2)
    source, target = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    interpreter.resize_tensor_input(source["index"], (1, *tensors.shape[1:]))
    interpreter.allocate_tensors()
    scale, zero = source["quantization"]
    results = []
    for row in normalised:
        value = np.clip(np.rint(row / np.float32(scale)) + zero, 0, 255).astype(np.uint8) if scale else row
        interpreter.set_tensor(source["index"], value[None])
        interpreter.invoke()
        results.append(interpreter.get_tensor(target["index"])[0].astype(np.float32))
    return np.stack(results)


def measure(name: str) -> bool:
    from mobilekit.formats.tflite import TFLITE
    from mobilekit.preprocess import Preprocessing, load_image, normalise, to_tensor
    from mobilekit.sources.base import trace
    from mobilekit.sources.keras import load
    from mobilekit.spec import Card, Job

    rule = Preprocessing(size=(224, 224))
    photos = sorted((DATA / "imagenet_photos").glob("*.jp*g"))
    tensors = np.stack([to_tensor(load_image(path), rule) for path in photos])
    normalised = normalise(tensors, rule)
    source = load(DATA / "models" / MODELS[name])
    reference = np.concatenate([source.predict(normalised[k : k + 50]) for k in range(0, len(normalised), 50)])
    labels = tuple(f"class {k}" for k in range(source.classes))
    function, job_rule = trace(source, rule)
    job = Job(function, labels, job_rule, tuple(tensors[::5]), Card(name, "d", "a", "l", "1", "softmax"))
    good = True
    with tempfile.TemporaryDirectory() as folder:
        ours = TFLITE.convert(job, VARIANTS, Path(folder), lambda _: None)
        for variant in VARIANTS:
            theirs = stock(source.model, variant, [x[None] for x in normalised[::5]], Path(folder, f"stock-{variant}"))
            first = reference.argmax(1)
            mine = answers(ours[variant], tensors, normalised)
            kit, vendor = ((first == a.argmax(1)).mean() for a in (mine, answers(theirs, tensors, normalised)))
            far = f"  max |d| {np.abs(mine - reference).max():.1e}" if variant == "float32" else ""
            print(f"{name}  {variant:13} kit {kit:.3f}  stock {vendor:.3f}{far}", flush=True)
            good &= kit >= vendor and (variant != "float32" or kit == 1.0)
    return good


if __name__ == "__main__":
    sys.exit(not all([measure(name) for name in sys.argv[1:] or MODELS]))
