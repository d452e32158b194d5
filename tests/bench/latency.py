"""Latency of the kit's TFLite files, one thread, as shares in one run: int8 of float32, float32 of the others' way.

    MOBILEKIT_TEST_DATA=DIR python tests/bench/latency.py [v2] [v3_large] ... [--onnx PYTHON]

The 224-pixel V3 nets have random weights, with batch norms that have seen pictures: else their results shrink layer by
layer to steps that XNNPACK refuses. "Stock" is TensorFlow's converter on the same
Keras model. ``--onnx`` names a Python with tensorflow, tf2onnx, onnxruntime and ai-edge-litert: there the same weights
are exported to ONNX and both files run in turn. XNNPACK, the files in turn, first quartile. Exits 1 over a limit.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from agreement import job_of, opened, stock
from int8 import latencies, partitions

INT8 = {"v1": 0.5, "v2": 0.5, "v3_small": 0.7, "v3_small_224": 0.9, "v3_large_224": 0.65}
"""Most of float32's latency that int8 may take."""
SAME = 1.03
"""float32 no slower than the others'; 3 % is what two runs of one file differ by."""
BUILT = {"v3_small_224": "mobilenet_v3_small", "v3_large_224": "mobilenet_v3_large"}

ONNX = """
import subprocess, sys, time, numpy as np, onnxruntime as ort
from ai_edge_litert.interpreter import Interpreter
saved, tflite, target = sys.argv[1:]
subprocess.run([sys.executable, "-m", "tf2onnx.convert", "--saved-model", saved, "--output", target], check=True,
               capture_output=True)
options = ort.SessionOptions(); options.intra_op_num_threads = options.inter_op_num_threads = 1
session = ort.InferenceSession(target, options, providers=["CPUExecutionProvider"]); name = session.get_inputs()[0].name
lite = Interpreter(tflite, num_threads=1); lite.allocate_tensors(); source = lite.get_input_details()[0]
taken = np.random.default_rng(0).normal(size=source["shape"]).astype("f4"); lite.set_tensor(source["index"], taken)
def one(run):
    run(); start = time.perf_counter_ns(); run(); return time.perf_counter_ns() - start
pairs = [(one(lite.invoke), one(lambda: session.run(None, {name: taken}))) for _ in range(80)][10:]
ours, theirs = np.quantile(np.asarray(pairs), 0.25, axis=0) / 1e6
print(ours, theirs)
"""


def network(name: str) -> tuple[object, object]:
    """(the network as the kit opens it, its preprocessing)."""
    if name not in BUILT:
        return opened(name)
    sys.path.append(str(Path(__file__).resolve().parents[1]))  # the tests' own modules
    from mobilekit.catalog import build
    from mobilekit.preprocess import Preprocessing
    from mobilekit.sources.keras import load
    from sources.families import lived

    model = lived(build(BUILT[name], 1.0, 224, 1000), (224, 224, 3), (0.0, 255.0))
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder, "net.keras"))
        return load(Path(folder, "net.keras")), Preprocessing((224, 224), mean=(0.0,) * 3, std=(1.0,) * 3)


def measure(name: str, onnx: str | None) -> bool:
    from mobilekit.formats.tflite import TFLITE
    from mobilekit.preprocess import normalise

    source, rule = network(name)
    pictures = np.random.default_rng(0).integers(0, 256, (8, *source.input_shape), np.uint8)
    job = job_of(name, source, rule, pictures)
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root)
        images = [normalise(row, rule)[None] for row in pictures]
        kit = TFLITE.convert(job, ("float32", "int8"), folder, lambda _: None)
        files = {
            "float32": kit["float32"],
            "int8": kit["int8"],
            "stock float32": stock(source.model, "float32", images, folder / "stock"),
            "stock int8": stock(source.model, "int8", images, folder / "stock8"),
        }
        found = latencies(files)
        shares = {kind: value / found["float32"] for kind, value in found.items()}
        parts = partitions(files["int8"])
        print(f"{name:13} float32 {found['float32']:6.2f} ms  " + "  ".join(
            f"{kind} {shares[kind]:.2f} x" for kind in files if kind != "float32"
        ) + f"  int8 in {parts} XNNPACK partitions  load {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip
        good = shares["int8"] <= INT8[name] and parts == 1 and 1 / shares["stock float32"] <= SAME
        if onnx:
            ratio = beside_onnx(onnx, source.model, files["float32"], folder)
            print(f"{name:13} float32 {ratio:.2f} x onnxruntime's", flush=True)
            good &= ratio <= SAME
        print(f"{name:13} {'PASS' if good else 'MISS'}")
        return good


def beside_onnx(python: str, model: object, tflite: Path, folder: Path) -> float:
    """The float32 file's latency as a share of onnxruntime's on the same weights."""
    import tensorflow as tf

    # Keras 3's own export writes ops that tf2onnx does not know: the frozen concrete function has none of them.
    shape = (1, *model.input_shape[1:])
    function = tf.function(lambda image: model(image, training=False), input_signature=[tf.TensorSpec(shape)])
    tf.saved_model.save(model, str(folder / "saved"), signatures=function.get_concrete_function())
    arguments = [python, "-c", ONNX, str(folder / "saved"), str(tflite), str(folder / "net.onnx")]
    environment = os.environ | {"PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": "python"}
    done = subprocess.run(arguments, check=True, capture_output=True, text=True, env=environment)
    ours, theirs = map(float, done.stdout.split()[-2:])
    return ours / theirs


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("nets", nargs="*", default=list(INT8))
    parser.add_argument("--onnx")
    wanted = parser.parse_args()
    sys.exit(not all([measure(name, wanted.onnx) for name in wanted.nets]))


if __name__ == "__main__":
    main()
