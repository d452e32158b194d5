"""Jobs for the Core ML tests, and a small executor of saved programs on coremltools' own loader and TensorFlow."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from formats.frozen import CARD
from mobilekit.preprocess import Preprocessing
from mobilekit.spec import Job

SIZE = (40, 32)
"""(height, width): not square, so that a swap shows."""


def tiny_model(classes=10):
    """A MobileNet's layers with weights of more than 2,048 elements, one of them with channels of zeros."""
    import keras

    keras.utils.set_random_seed(7)
    spread = keras.initializers.VarianceScaling(4.0)
    image = keras.Input((*SIZE, 3))
    net = keras.layers.Conv2D(24, 3, 2, "same", use_bias=False, kernel_initializer=spread)(image)
    norm = keras.layers.BatchNormalization()
    net = keras.layers.ReLU(6.0)(norm(net))
    deep = keras.layers.DepthwiseConv2D(5, padding="same", depthwise_initializer=keras.initializers.HeNormal())(net)
    net = keras.layers.Add()([net, keras.layers.ReLU(6.0)(deep)])
    wide = keras.layers.Conv2D(96, 1, kernel_initializer=spread)
    net = keras.layers.ReLU(6.0)(wide(net))
    net = keras.layers.Conv2D(64, 1, kernel_initializer=spread)(net)
    flat = keras.layers.GlobalAveragePooling2D()(net)
    model = keras.Model(image, keras.layers.Dense(classes, "softmax", kernel_initializer=spread)(flat))
    norm.set_weights([np.random.default_rng(seed).uniform(0.5, 1.5, 24) for seed in range(4)])
    kernel, bias = wide.get_weights()
    kernel[..., :3] = 0
    wide.set_weights([kernel, bias])
    return model


def pictures(count, size=SIZE, seed=0):
    """(N, H, W, 3) uint8 RGB noise."""
    return np.random.default_rng(seed).integers(0, 256, (count, *size, 3), dtype=np.uint8)


def make_job(function, size=SIZE, classes=10, **changes):
    labels = tuple(f"thing {index} é" for index in range(classes))
    values = {"function": function, "labels": labels, "rule": Preprocessing(size), "card": CARD}
    return Job(**{**values, "calibration": (), **changes})


def contents(package: Path) -> dict[str, str]:
    """SHA-256 of each file: pytest would draw the difference of megabytes for an hour."""
    files = sorted(file for file in package.rglob("*") if file.is_file())
    return {str(file.relative_to(package)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def load(package: Path):
    """coremltools' own reading of a package: its main function with every weight in memory."""
    import coremltools as ct
    from coremltools.converters.mil.frontend.milproto.load import load as load_program

    spec = ct.utils.load_spec(str(package))
    weights = str(package / "Data" / "com.apple.CoreML" / "weights")
    program = load_program(spec, spec.specificationVersion, weights)
    return program.functions["main"]


def run(function, pixels):
    """(H, W, 3) uint8 -> (classes,) float32, as Core ML would: raw channel-first pixels go in."""
    values = {"image": pixels.astype(np.float32).transpose(2, 0, 1)[None]}

    def value(var):
        if isinstance(var, (list, tuple)):
            return [value(one) for one in var]
        return values.get(var.name, var.val)

    for op in function.operations:
        if op.op_type == "const":
            continue
        if op.op_type.startswith("constexpr_"):
            values[op.outputs[0].name] = op.materialized_val_inference()
            continue
        given = {name: value(var) for name, var in op.inputs.items() if var is not None}
        if op.op_type == "classify":
            return np.asarray(given["probabilities"]).ravel()
        values[op.outputs[0].name] = np.asarray(OPS[op.op_type](given))
    raise AssertionError("the program has no classify op")


def _conv(given):
    import tensorflow as tf

    x, weight = np.asarray(given["x"]), np.asarray(given["weight"])
    top, bottom, left, right = _padding(given, x, weight)
    x = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))
    per_group = weight.shape[1]
    parts = []
    outputs = weight.shape[0] // int(given["groups"])
    for group in range(int(given["groups"])):
        part = x[:, group * per_group : (group + 1) * per_group].transpose(0, 2, 3, 1)
        kernel = weight[group * outputs : (group + 1) * outputs].transpose(2, 3, 1, 0)
        parts.append(tf.nn.conv2d(part.astype(np.float32), kernel.astype(np.float32), list(given["strides"]), "VALID"))
    result = np.concatenate(parts, -1).transpose(0, 3, 1, 2)
    bias = given.get("bias")
    return result if bias is None else result + np.asarray(bias, np.float32).reshape(1, -1, 1, 1)


def _padding(given, x, weight):
    kind = given["pad_type"]
    if kind == "valid":
        return 0, 0, 0, 0
    if kind == "custom":
        return tuple(given["pad"])
    assert kind == "same"
    sides = []
    for size, kernel, step in zip(x.shape[2:], weight.shape[2:], given["strides"], strict=True):
        whole = max((-(-size // step) - 1) * step + kernel - size, 0)
        sides += [whole // 2, whole - whole // 2]
    return tuple(sides)


def _pad(given):
    pairs = np.asarray(given["pad"]).reshape(-1, 2)
    rank = np.asarray(given["x"]).ndim
    return np.pad(given["x"], [(0, 0)] * (rank - len(pairs)) + [tuple(p) for p in pairs])


def _softmax(given):
    x = np.asarray(given["x"], np.float32)
    raised = np.exp(x - x.max(int(given["axis"]), keepdims=True))
    return raised / raised.sum(int(given["axis"]), keepdims=True)


def _matmul(given):
    assert not given["transpose_x"] and not given["transpose_y"]
    return np.asarray(given["x"]) @ np.asarray(given["y"], np.float32)


def _mean(given):
    return np.asarray(given["x"], np.float32).mean(tuple(given["axes"]), keepdims=bool(given["keep_dims"]))


OPS = {
    "mul": lambda g: np.asarray(g["x"]) * g["y"],
    "add": lambda g: np.asarray(g["x"]) + g["y"],
    "cast": lambda g: (
        np.asarray(g["x"]).astype({"fp16": np.float16, "fp32": np.float32}[g["dtype"]]).astype(np.float32)
    ),
    "conv": _conv,
    "relu6": lambda g: np.clip(g["x"], 0, 6),
    "relu": lambda g: np.maximum(g["x"], 0),
    "pad": _pad,
    "reduce_mean": _mean,
    "transpose": lambda g: np.transpose(g["x"], g["perm"]),
    "linear": lambda g: np.asarray(g["x"]) @ np.asarray(g["weight"], np.float32).T + np.asarray(g["bias"], np.float32),
    "matmul": _matmul,
    "softmax": _softmax,
}
