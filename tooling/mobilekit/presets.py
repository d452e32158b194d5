"""Preprocessing by name or from a file; never guessed from a model."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mobilekit.errors import MobileKitError
from mobilekit.preprocess import Preprocessing

_IMAGENET_MEAN = (0.485 * 255, 0.456 * 255, 0.406 * 255)
_IMAGENET_STD = (0.229 * 255, 0.224 * 255, 0.225 * 255)

PRESETS: dict[str, dict[str, Any]] = {
    # keras.applications.imagenet_utils.preprocess_input(mode="tf"): MobileNet V1 and V2.
    "tf": {"mean": (127.5,) * 3, "std": (127.5,) * 3},
    # The same function's mode "torch"; the numbers are torchvision's.
    "torch": {"mean": _IMAGENET_MEAN, "std": _IMAGENET_STD},
    # Its mode "caffe": BGR, the means of the VGG paper's training set, no scaling.
    "caffe": {"mean": (123.68, 116.779, 103.939), "std": (1.0,) * 3, "color_order": "BGR"},
    "unit": {"mean": (0.0,) * 3, "std": (255.0,) * 3},
    # MobileNet V3 of keras.applications: 0..255 in, Rescaling inside the network.
    "raw": {"mean": (0.0,) * 3, "std": (1.0,) * 3},
}
"""Mean and std per channel on the 0..255 scale in RGB order, by the name people know them under."""

FILE_KEYS = ("size", "crop_fraction", "mean", "std", "color_order")
CHOICES = (
    "tf: [-1, 1], as MobileNet V1 and V2 of Keras; torch: ImageNet mean and std, as torchvision; "
    "caffe: BGR minus the ImageNet mean; unit: [0, 1]; raw: 0..255, as MobileNet V3 of Keras; "
    "or a JSON file with size, crop_fraction, mean and std"
)
DEFAULT_CROP = 0.875
"""Of the short side: the evaluation crop of the MobileNet papers (224 of 256)."""


def preprocessing(choice: str, size: tuple[int, int], crop_fraction: float | None) -> Preprocessing:
    """The preprocessing a user named.

    Args:
        choice: a key of ``PRESETS``, or the path of a JSON file.
        size: (height, width) of the model's input.
        crop_fraction: in (0, 1]; None leaves it to the file, else .875.

    Raises:
        MobileKitError: unknown name, unreadable or contradicting file.
    """
    if choice in PRESETS:
        return Preprocessing(size=size, crop_fraction=crop_fraction or DEFAULT_CROP, **PRESETS[choice])
    path = Path(choice)
    if not path.is_file():
        raise MobileKitError(f"{choice} is neither a preprocessing name nor a file.", remedy=f"Choose: {CHOICES}.")
    return from_json(_read(path), size, crop_fraction, str(path))


Choice = str | Mapping[str, Any] | Preprocessing
"""What a user says: a preset's name, the path of a JSON file, or, in Python, the numbers."""


def chosen(choice: Choice, size: tuple[int, int], crop_fraction: float | None) -> Preprocessing:
    """The preprocessing that a user's choice stands for.

    Raises:
        MobileKitError: as ``preprocessing`` and ``from_json``.
    """
    if isinstance(choice, str):
        return preprocessing(choice, size, crop_fraction)
    return from_json(from_python(choice), size, crop_fraction, "preprocessing")


def from_python(given: Mapping[str, Any] | Preprocessing) -> dict[str, Any]:
    """Numbers given in Python, as the JSON object that says the same; whether they make sense is asked later."""
    values = dataclasses.asdict(given) if isinstance(given, Preprocessing) else dict(given)
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def from_json(values: Any, size: tuple[int, int], crop_fraction: float | None, where: str) -> Preprocessing:  # noqa: ANN401
    """The preprocessing in a JSON object, checked.

    Raises:
        MobileKitError: a missing, unknown or impossible value, or a size other than the model's.
    """
    remedy = 'Give {"size": [h, w], "crop_fraction": 0.875, "mean": [r, g, b], "std": [r, g, b]} on the 0..255 scale.'
    problem = _problem(values, size)
    if problem:
        raise MobileKitError(f"{where}: {problem}.", remedy=remedy)
    return Preprocessing(
        size=size,
        crop_fraction=crop_fraction or float(values.get("crop_fraction", DEFAULT_CROP)),
        mean=tuple(float(v) for v in values["mean"]),
        std=tuple(float(v) for v in values["std"]),
        color_order=values.get("color_order", "RGB"),
    )


def _read(path: Path) -> Any:  # noqa: ANN401
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise MobileKitError(f"{path} is not JSON.", remedy=f"Choose: {CHOICES}.") from error


def _problem(values: Any, size: tuple[int, int]) -> str | None:  # noqa: ANN401
    if not isinstance(values, dict):
        return "not a JSON object"
    unknown = sorted(set(values) - set(FILE_KEYS) - {"resize"})
    if unknown:
        return f"unknown key {unknown[0]}"
    for key in ("mean", "std"):
        numbers = values.get(key)
        if not (isinstance(numbers, list) and len(numbers) == 3 and all(type(v) in (int, float) for v in numbers)):
            return f"{key} is not a list of three numbers"
    if min(values["std"]) <= 0:
        return "std must be positive"
    crop = values.get("crop_fraction", DEFAULT_CROP)
    if type(crop) not in (int, float) or not 0 < crop <= 1:
        return "crop_fraction is not in (0, 1]"
    if list(values.get("size", size)) != list(size):
        return f"size {values['size']} is not the model's {list(size)}"
    if values.get("color_order", "RGB") not in ("RGB", "BGR"):
        return "color_order is neither RGB nor BGR"
    return None
