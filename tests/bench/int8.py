"""Flips, accuracy and latency of tflite-int8: the kit beside the stock converter, ai-edge-quantizer and per-tensor.

    MOBILEKIT_TEST_DATA=DIR python tests/bench/int8.py [v1] [v2] [v3_small] [--quantizer PYTHON] [--each N]

Flips are 1 - top-1 agreement with the Keras model. V1 and V2: 500 photographs, calibrated on every fifth. V3-Small: the
5,000 CIFAR-10 test pictures, calibrated on N (20) training pictures of each class. All files of a net are made in this
run from the same weights and pictures. ``--quantizer`` names a Python with ai-edge-quantizer 0.10.0 installed (its
requirements are not the kit's); without it that row is left out and said to be. Latency: XNNPACK, one thread, the files
in turn, first quartile; as a share of the float32 file's. Exits 1 where a limit below is missed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from agreement import DATA, answers, job_of, opened, photographs, stock

SHARES = {"v1": 1 / 4, "v2": 1 / 3, "v3_small": 3 / 4}
"""Most of the stock converter's flips that the kit's file may have."""
LATENCY = {"v1": 0.5, "v2": 0.5, "v3_small": 0.7}
"""Most of the float32 file's latency that the int8 file may take."""
LOSS = 0.002
"""Most of the float net's accuracy that V3-Small may lose."""

QUANTIZER = """
import sys, numpy as np
from ai_edge_quantizer import quantizer, recipe
source, pictures, target = sys.argv[1:]
q = quantizer.Quantizer(source, recipe.static_wi8_ai8())
data = np.load(pictures)
from ai_edge_litert.interpreter import Interpreter
i = Interpreter(source); runner = list(i.get_signature_list())[0]; name = i.get_signature_list()[runner]["inputs"][0]
found = q.calibrate({runner: [{name: row[None]} for row in data]})
q.quantize(found).export_model(target)
"""


def pictures(name: str, rule: object, each: int) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """(test pictures, calibration pictures, true classes where known)."""
    if name != "v3_small":
        tensors = photographs(rule)
        return tensors, tensors[::5], None
    return cifar10(rule, each)


def cifar10(rule: object, each: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    import io
    import tarfile

    from PIL import Image

    from mobilekit.preprocess import to_tensor

    found: dict[str, list[tuple[str, bytes]]] = {"train": [], "test": []}
    counts: dict[str, int] = {}
    with tarfile.open(DATA / "cifar10.tar.xz") as archive:
        for member in archive:
            parts = Path(member.name).parts
            side = next((part for part in parts if part in found), None)
            if not member.isfile() or side is None:
                continue
            key = f"{side}/{parts[-2]}"
            if side == "train" and counts.get(key, 0) >= each:
                continue
            counts[key] = counts.get(key, 0) + 1
            found[side].append((member.name, archive.extractfile(member).read()))
    found = {side: sorted(rows) for side, rows in found.items()}
    made = {
        side: np.stack([to_tensor(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), rule) for _, data in rows])
        for side, rows in found.items()
    }
    names = sorted({Path(path).parts[-2] for path, _ in found["test"]})
    truth = np.asarray([names.index(Path(path).parts[-2]) for path, _ in found["test"]])
    return made["test"], made["train"], truth


def per_tensor(model: object, images: list[np.ndarray], path: Path) -> Path:
    """The stock converter's int8 file with one step a kernel."""
    import tensorflow as tf

    made = tf.lite.TFLiteConverter.from_keras_model

    def single(keras_model: object) -> object:
        converter = made(keras_model)
        converter._experimental_disable_per_channel = True
        return converter

    tf.lite.TFLiteConverter.from_keras_model = single
    try:
        return stock(model, "int8", images, path)
    finally:
        tf.lite.TFLiteConverter.from_keras_model = made


def latencies(paths: dict[str, Path]) -> dict[str, float]:
    """First quartile in ms, one thread, the files in turn."""
    from ai_edge_litert.interpreter import Interpreter

    opened = {}
    for name, path in paths.items():
        interpreter = Interpreter(str(path), num_threads=1)
        source = interpreter.get_input_details()[0]
        interpreter.resize_tensor_input(source["index"], (1, *source["shape"][1:]))
        interpreter.allocate_tensors()
        interpreter.set_tensor(source["index"], np.full((1, *source["shape"][1:]), 100).astype(source["dtype"]))
        opened[name] = interpreter
    times: dict[str, list[int]] = {name: [] for name in opened}
    for _ in range(80):
        for name, interpreter in opened.items():
            interpreter.invoke()
            start = time.perf_counter_ns()
            interpreter.invoke()
            times[name].append(time.perf_counter_ns() - start)
    return {name: float(np.quantile(found[10:], 0.25)) / 1e6 for name, found in times.items()}


def partitions(path: Path) -> int:
    """How many XNNPACK delegates the file becomes."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path), num_threads=1)
    interpreter.allocate_tensors()
    return sum(op["op_name"] == "DELEGATE" for op in interpreter._get_ops_details())


def measure(name: str, quantizer: str | None, each: int) -> bool:
    from mobilekit.formats.tflite import TFLITE
    from mobilekit.preprocess import normalise

    source, rule = opened(name)
    tensors, calibration, truth = pictures(name, rule, each)
    normalised = normalise(tensors, rule)
    starts = range(0, len(tensors), 50)
    reference = np.concatenate([source.predict(normalised[k : k + 50]) for k in starts])
    job = job_of(name, source, rule, calibration)
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root)
        images = [row[None] for row in normalise(calibration, rule)]
        kit = TFLITE.convert(job, ("float32", "int8"), folder, lambda _: None)
        said = TFLITE.readback(kit["int8"]).metadata["quantisation"]
        print(f"{name}  ranges {said['ranges']} of {said['verdicts']}", flush=True)
        files = {
            "float32": kit["float32"],
            "kit": kit["int8"],
            "stock": stock(source.model, "int8", images, folder / "stock"),
            "per-tensor": per_tensor(source.model, images, folder / "single"),
        }
        if quantizer:
            files["ai-edge-quantizer"] = foreign(quantizer, kit["float32"], images, folder)
        else:
            print(f"{name}  ai-edge-quantizer not measured: no --quantizer", flush=True)
        return judged(name, files, (tensors, normalised), reference, truth)


def foreign(python: str, source: Path, images: list[np.ndarray], folder: Path) -> Path:
    """ai-edge-quantizer's defaults for static int8, from the float32 file."""
    np.save(folder / "pictures.npy", np.concatenate(images))
    target = folder / "quantizer.tflite"
    arguments = [python, "-c", QUANTIZER, str(source), str(folder / "pictures.npy"), str(target)]
    subprocess.run(arguments, check=True, capture_output=True)
    return target


def judged(name: str, files: dict[str, Path], taken: tuple, reference: np.ndarray, truth: np.ndarray | None) -> bool:
    """One row a file; whether the limits hold."""
    first, flips, accuracy = reference.argmax(1), {}, {}
    milliseconds = latencies(files)
    for kind, path in files.items():
        found = answers(path, *taken).argmax(1)
        flips[kind] = float((found != first).mean())
        accuracy[kind] = float((found == truth).mean()) if truth is not None else float("nan")
        print(
            f"{name:9} {kind:18} flips {flips[kind]:.4f}  accuracy {accuracy[kind]:.4f}  {milliseconds[kind]:7.2f} ms"
            f" = {milliseconds[kind] / milliseconds['float32']:.2f} x  XNNPACK partitions {partitions(path)}",
            flush=True,
        )
    share, slower = flips["kit"] / max(flips["stock"], 1e-9), milliseconds["kit"] / milliseconds["float32"]
    limits = {
        f"{share:.2f} of the stock converter's flips (limit {SHARES[name]:.2f})": share <= SHARES[name],
        "fewest flips of all": flips["kit"] <= min(value for kind, value in flips.items() if kind != "float32"),
        f"{slower:.2f} of float32's latency (limit {LATENCY[name]:.2f})": slower <= LATENCY[name],
        "one XNNPACK partition": partitions(files["kit"]) == 1,
    }
    if truth is not None:
        lost = accuracy["float32"] - accuracy["kit"]
        limits[f"accuracy {-lost:+.4f} (limit {-LOSS:+.4f})"] = lost <= LOSS + 1e-9
    for limit, held in limits.items():
        print(f"{name}  {'PASS' if held else 'MISS'}  {limit}")
    return all(limits.values())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("nets", nargs="*", default=list(SHARES))
    parser.add_argument("--quantizer")
    parser.add_argument("--each", type=int, default=20)
    wanted = parser.parse_args()
    sys.exit(not all([measure(name, wanted.quantizer, wanted.each) for name in wanted.nets]))


if __name__ == "__main__":
    main()
