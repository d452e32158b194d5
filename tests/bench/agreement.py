"""Top-1 agreement with the Keras source: the kit's TFLite files and the stock converter's.

    MOBILEKIT_TEST_DATA=DIR python tests/bench/agreement.py [v1] [v2]

Over the 500 photographs. Both sides are made in this run from the same weights and calibrated on every fifth one.
"Stock" is ``TFLiteConverter.from_keras_model`` with the documented settings of each variant. Prints one row a variant
and exits 1 where a file agrees less often than stock or than ``LEAST``. For packages see ``coreml_agreement``, which
has its pictures and models from here.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np

DATA = Path(os.environ.get("MOBILEKIT_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "testdata"))
MODELS = {
    "v1": "mobilenet_v1_1.0_224_imagenet.keras",
    "v2": "mobilenet_v2_1.0_224_dequant_tf2ptq.keras",
    "v3_small": "mobilenet_v3_small_1.0_96_cifar10.keras",
}
VARIANTS = ("float32", "float16", "dynamic_int8", "int8")
LEAST = {"float32": 1.0, "dynamic_int8": 0.985}
"""Least agreement."""


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
    with contextlib.redirect_stdout(io.StringIO()):  # a line for each variable of the network
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
        value = row
        if scale:
            limits = np.iinfo(source["dtype"])
            whole = np.rint(row / np.float32(scale)) + zero
            value = np.clip(whole, limits.min, limits.max).astype(source["dtype"])
        interpreter.set_tensor(source["index"], value[None])
        interpreter.invoke()
        results.append(interpreter.get_tensor(target["index"])[0].astype(np.float32))
    return np.stack(results)


def cifar(rule: object, each: int = 100) -> np.ndarray:
    """(10 * each, H, W, 3) uint8: the first test pictures of each class in the archive, whole and enlarged."""
    from PIL import Image

    from mobilekit.preprocess import to_tensor

    found: dict[str, list[tuple[str, bytes]]] = {}
    with tarfile.open(DATA / "cifar10.tar.xz") as archive:
        for member in archive:
            parts = Path(member.name).parts
            if member.isfile() and "test" in parts:
                found.setdefault(parts[-2], []).append((member.name, archive.extractfile(member).read()))
    chosen = [data for name in sorted(found) for _, data in sorted(found[name])[:each]]
    return np.stack([to_tensor(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), rule) for data in chosen])


def photographs(rule: object) -> np.ndarray:
    from mobilekit.preprocess import load_image, to_tensor

    paths = sorted((DATA / "imagenet_photos").glob("*.jp*g"))
    return np.stack([to_tensor(load_image(path), rule) for path in paths])


def opened(name: str) -> tuple[object, object]:
    """(the trained network, its preprocessing)."""
    from mobilekit.preprocess import Preprocessing
    from mobilekit.sources.keras import load

    source = load(DATA / "models" / MODELS[name])
    inside = {"crop_fraction": 1.0, "mean": (0.0,) * 3, "std": (1.0,) * 3}
    return source, Preprocessing(source.input_shape[:2], **(inside if name == "v3_small" else {}))


def job_of(name: str, source: object, rule: object, calibration: np.ndarray) -> object:
    """What a format converts, made as `mobilekit convert` makes it; ``calibration`` is (N, H, W, 3) uint8."""
    from mobilekit.lowering import lower
    from mobilekit.picture_store import spread
    from mobilekit.pipeline import CORRECTED_ON
    from mobilekit.preprocess import normalise
    from mobilekit.sources.base import trace
    from mobilekit.spec import Card, Job

    function, left = trace(source, rule)
    few = spread(tuple(calibration), CORRECTED_ON)
    lowered = lower(function, lambda: (normalise(picture, left)[None] for picture in few))
    labels = tuple(f"class {k}" for k in range(source.classes))
    card = Card(name, "d", "a", "l", "1", "softmax")
    return Job(lowered.function, labels, left, tuple(calibration), card, lowered=lowered)


def measure(name: str) -> bool:
    from mobilekit.preprocess import normalise

    source, rule = opened(name)
    tensors = cifar(rule) if name == "v3_small" else photographs(rule)
    starts = range(0, len(tensors), 50)
    reference = np.concatenate([source.predict(normalise(tensors[k : k + 50], rule)) for k in starts])
    job = job_of(name, source, rule, tensors[::5])
    with tempfile.TemporaryDirectory() as folder:
        return beside_stock(name, source, job, tensors, reference, Path(folder))


def beside_stock(
    name: str, source: object, job: object, tensors: np.ndarray, reference: np.ndarray, folder: Path
) -> bool:
    """One row a TFLite file."""
    from mobilekit.formats.tflite import TFLITE
    from mobilekit.preprocess import normalise

    good, normalised = True, normalise(tensors, job.rule)
    ours = TFLITE.convert(job, VARIANTS, folder, lambda _: None)
    for variant in VARIANTS:
        theirs = stock(source.model, variant, [x[None] for x in normalised[::5]], folder / f"stock-{variant}")
        first = reference.argmax(1)
        mine = answers(ours[variant], tensors, normalised)
        kit, vendor = ((first == a.argmax(1)).mean() for a in (mine, answers(theirs, tensors, normalised)))
        far = f"  max |d| {np.abs(mine - reference).max():.1e}" if variant == "float32" else ""
        print(f"{name}  {variant:13} kit {kit:.3f}  stock {vendor:.3f}{far}", flush=True)
        good &= kit >= vendor and kit >= LEAST.get(variant, 0.0)
    return good


if __name__ == "__main__":
    sys.exit(not all([measure(name) for name in sys.argv[1:] or ("v1", "v2")]))
