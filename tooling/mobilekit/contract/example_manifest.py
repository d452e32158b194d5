"""The manifest that every example in ``examples/`` is a change of: small, invented, each kind of artifact once."""

from __future__ import annotations

from typing import Any


def example_manifest() -> dict[str, Any]:
    """A fresh dictionary that the reader takes."""
    return {
        "schema_version": 1,
        "model": {
            "name": "example_0.35_64",
            "architecture": "mobilenet_v2",
            "width_multiplier": 0.35,
            "resolution": [64, 48],
            "classes": 3,
            "activation": "softmax",
            "parameters": 412000,
            "macs": 5900000,
            "weights": {"origin": "example.keras", "sha256": _sha(1), "license": "CC0-1.0"},
            "description": "An example, not a network.",
            "author": "Zoë Ångström 山田",
            "version": "1",
        },
        "preprocessing": {
            "size": [64, 48],
            "crop_fraction": 0.875,
            "resize": "pillow_bilinear_horizontal_first",
            "color_order": "RGB",
            "mean": [127.5, 127.5, 127.5],
            "std": [127.5, 127.5, 127.5],
        },
        "labels": {"path": "labels.txt", "sha256": _sha(2), "count": 3},
        "golden": {
            "origin": "Drawn by the kit.",
            "images": [
                {"path": "golden/scene.ppm", "rotation": 0, "tensor_sha256": _sha(3), "top5": [2, 0, 1]},
                {"path": "golden/turned.ppm", "rotation": 270, "tensor_sha256": _sha(4), "top5": [0, 1, 2]},
            ],
            "reference": {"path": "golden/reference.f32", "sha256": _sha(5)},
        },
        "calibration": {"origin": "photos", "images": [{"name": "first photo.jpg", "sha256": _sha(6)}]},
        "artifacts": [_tflite_float32(), _tflite_int8(), _coreml_float16()],
        "tools": {"mobilekit": "0.1.0", "tensorflow": "2.19.1"},
        "command": "mobilekit convert example.keras --preprocessing tf",
    }


def _tflite_float32() -> dict[str, Any]:
    return {
        "variant": "tflite-float32",
        "path": "tflite/example_0.35_64-float32.tflite",
        "sha256": _sha(7),
        "bytes": 1650000,
        "inputs": [_tensor("image", [1, 64, 48, 3], "float32", "NHWC")],
        "outputs": [_tensor("probabilities", [1, 3], "float32", "NC")],
        "app_steps": ["rotate", "crop", "resize", "normalise"],
        "minimum": {"litert": "1.14.0"},
        "delegates": [
            {
                "delegate": "gpu",
                "options": {"precision": "fp16"},
                "tolerance": 0.02,
                "unsupported": [{"op": "SHAPE", "rule": "An example of a rule."}],
            },
            {"delegate": "cpu", "options": {"num_threads": 4, "cache": True}, "tolerance": 1e-4, "unsupported": []},
        ],
        "parity": {"images": 2, "max_abs_difference": 1.2e-06, "top1_agreement": 1.0},
    }


def _tflite_int8() -> dict[str, Any]:
    return {
        "variant": "tflite-int8",
        "path": "tflite/example_0.35_64-int8.tflite",
        "sha256": _sha(8),
        "bytes": 620000,
        "inputs": [_tensor("image", [1, 64, 48, 3], "uint8", "NHWC") | {"scale": 0.0078125, "zero_point": 128}],
        "outputs": [_tensor("probabilities", [1, 3], "uint8", "NC") | {"scale": 0.00390625, "zero_point": 0}],
        "app_steps": ["rotate", "crop", "resize", "normalise", "quantise"],
        "minimum": {"litert": "1.14.0"},
        "delegates": [{"delegate": "cpu", "options": {}, "tolerance": 0.1, "unsupported": []}],
        "parity": None,
    }


def _coreml_float16() -> dict[str, Any]:
    return {
        "variant": "coreml-float16",
        "path": "coreml/example_0.35_64-float16.mlpackage",
        "sha256": _sha(9),
        "bytes": 830000,
        "inputs": [_tensor("image", [1, 64, 48, 3], "uint8", "NHWC")],
        "outputs": [
            _tensor("classLabel", [1], "string", "N"),
            _tensor("probabilities", [1, 3], "float32", "NC"),
        ],
        "app_steps": ["rotate", "crop", "resize"],
        "minimum": {"ios": "15.0"},
        "delegates": [
            {"delegate": "cpuAndNeuralEngine", "options": {}, "tolerance": 0.05, "unsupported": []},
            {"delegate": "cpuOnly", "options": {}, "tolerance": 0.01, "unsupported": []},
        ],
        "parity": None,
    }


def _tensor(name: str, shape: list[int], dtype: str, layout: str) -> dict[str, Any]:
    return {"name": name, "shape": shape, "dtype": dtype, "layout": layout, "scale": None, "zero_point": None}


def _sha(digit: int) -> str:
    return f"{digit:x}" * 64
