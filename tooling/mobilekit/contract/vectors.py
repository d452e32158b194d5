"""Writes ``vectors/``: what the two apps must compute to the bit (or, for softmax, to a stated tolerance).

Run as ``python -m mobilekit.contract.vectors``. A vector is the recipe of its picture and the sha256 of the result,
not the pixels. README.md explains each file.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from mobilekit.contract.frames import FRAMES, Frame, memory, pixels, row_strides
from mobilekit.contract.pictures import PATTERNS, picture
from mobilekit.contract.refusals import FOLDER
from mobilekit.contract.vector_cases import GEOMETRY, NORMALISE, QUANTISE, SCORES, Geometry
from mobilekit.postprocess import dequantise, probabilities, quantise, top_k
from mobilekit.preprocess import Preprocessing, crop_box, normalise, to_tensor, upright


def sha256(values: Any) -> str:  # noqa: ANN401
    """Of the array's bytes, row by row, little-endian."""
    little = np.ascontiguousarray(values)
    return hashlib.sha256(little.astype(little.dtype.newbyteorder("<")).tobytes()).hexdigest()


def geometry_rule(case: Geometry) -> Preprocessing:
    """The preprocessing of a geometry vector."""
    return Preprocessing(size=case.size, crop_fraction=case.crop_fraction)


def preprocess_vectors() -> dict[str, list[dict[str, Any]]]:
    """``vectors/preprocess.json``: the picture generator on its own, then geometry (rotate, crop, resize)."""
    pictures = [
        {
            "pattern": pattern,
            "width": 29,
            "height": 17,
            "seed": 4294967295,
            "sha256": sha256(picture(pattern, 29, 17, 2**32 - 1)),
        }
        for pattern in PATTERNS
    ]
    return {"pictures": pictures, "tensors": [_tensor_vector(i, case) for i, case in enumerate(GEOMETRY)]}


def _tensor_vector(number: int, case: Geometry) -> dict[str, Any]:
    pixels = picture(case.pattern, case.width, case.height, case.seed)
    rule = geometry_rule(case)
    height, width = upright(pixels, case.rotation).shape[:2]
    return {
        "id": f"{number:03}-{case.pattern}-{case.width}x{case.height}",
        "width": case.width,
        "height": case.height,
        "seed": case.seed,
        "pattern": case.pattern,
        "rotation": case.rotation,
        "size": list(case.size),
        "crop_fraction": case.crop_fraction,
        "box": list(crop_box(height, width, rule)),
        "sha256": sha256(to_tensor(pixels, rule, case.rotation)),
    }


def frame_vectors() -> dict[str, list[dict[str, Any]]]:
    """``vectors/frames.json``: a camera's memory -> crop rectangle, rotation, then as any picture."""
    return {"frames": [_frame_vector(i, frame) for i, frame in enumerate(FRAMES)]}


def _frame_vector(number: int, frame: Frame) -> dict[str, Any]:
    stride, chroma_stride = row_strides(frame)
    tensor = to_tensor(pixels(frame), Preprocessing(frame.size), frame.rotation)
    return {
        "id": f"{number:03}-{frame.layout}-{frame.width}x{frame.height}",
        "layout": frame.layout,
        "width": frame.width,
        "height": frame.height,
        "seed": frame.seed,
        "pattern": frame.pattern,
        "row_stride": stride,
        "chroma_row_stride": chroma_stride,
        "crop": list(frame.rectangle),
        "rotation": frame.rotation,
        "size": list(frame.size),
        "crop_fraction": 0.875,
        "memory_sha256": hashlib.sha256(b"".join(memory(frame))).hexdigest(),
        "sha256": sha256(tensor),
    }


def input_vectors() -> dict[str, list[dict[str, Any]]]:
    """``vectors/input.json``: the float and quantised network inputs that a noise picture becomes."""
    source = {"pattern": "noise", "width": 31, "height": 23, "seed": 7}
    pixels = picture("noise", 31, 23, 7)
    rows = []
    for mean, std, order in NORMALISE:
        values = normalise(pixels, Preprocessing((23, 31), mean=mean, std=std, color_order=order))
        row: dict[str, Any] = {**source, "mean": list(mean), "std": list(std), "color_order": order}
        row["float32_sha256"] = sha256(values)
        row["quantised"] = [
            {"scale": scale, "zero_point": zero, "dtype": dtype, "sha256": sha256(quantise(values, scale, zero, dtype))}
            for scale, zero, dtype in QUANTISE
        ]
        rows.append(row)
    return {"inputs": rows}


def output_vectors() -> dict[str, list[dict[str, Any]]]:
    """``vectors/output.json``: raw output -> dequantised -> probabilities -> best five, as numbers."""
    rows = []
    for raw, dtype, scale, zero_point, activation in SCORES:
        values = np.array(raw, dtype)
        floats = values.astype(np.float32) if scale is None else dequantise(values, scale, zero_point or 0)
        chances = probabilities(floats, activation)
        rows.append(
            {
                "raw": raw,
                "dtype": dtype,
                "scale": scale,
                "zero_point": zero_point,
                "activation": activation,
                "dequantised": floats.astype(float).tolist(),
                "probabilities": chances.astype(float).tolist(),
                "top5": top_k(chances, 5).tolist(),
            }
        )
    return {"outputs": rows}


def vector_files() -> dict[str, bytes]:
    """File name in ``vectors/`` -> bytes: one vector a line."""
    tables = {
        "preprocess": preprocess_vectors(),
        "frames": frame_vectors(),
        "input": input_vectors(),
        "output": output_vectors(),
    }
    return {f"{name}.json": _lines(table).encode() for name, table in tables.items()}


def _lines(table: dict[str, list[dict[str, Any]]]) -> str:
    parts = (f'"{name}": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]" for name, rows in table.items())
    return "{" + ",\n".join(parts) + "}\n"


def write_vectors(folder: Path) -> None:
    """Write every file of ``vector_files`` into ``folder``."""
    folder.mkdir(exist_ok=True)
    for name, data in vector_files().items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    write_vectors(FOLDER / "vectors")
