"""Ask one consumer for its five best answers, in a process of its own: ``python -m mobilekit.checks.consume``.

In: as arguments, the consumer's package, a JSON object of names to .tflite files, and an .npy file of (N, H, W, 3)
uint8 RGB pictures. Out: on the last line of standard output a JSON object, name -> for each picture the five best
indices, or a sentence; the name "" stands for the consumer itself.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from mobilekit.preprocess import Pixels

BEST = 5
Ask = Callable[[Pixels], list[int]]


def task_library(path: str) -> Ask:
    """tflite-support's Task Library."""
    from tflite_support.task import core, processor, vision

    best = processor.ClassificationOptions(max_results=BEST)
    options = vision.ImageClassifierOptions(core.BaseOptions(file_name=path), best)
    classifier = vision.ImageClassifier.create_from_options(options)
    return lambda pixels: _indices(classifier.classify(vision.TensorImage.create_from_array(pixels)))


def mediapipe(path: str) -> Ask:
    """MediaPipe's image classifier task; it lives as long as the process."""
    import mediapipe as mp

    base = mp.tasks.BaseOptions(model_asset_path=path)
    options = mp.tasks.vision.ImageClassifierOptions(base, max_results=BEST)
    classifier = mp.tasks.vision.ImageClassifier.create_from_options(options)
    OPEN.append(classifier)
    return lambda pixels: _indices(
        classifier.classify(mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(pixels)))
    )


OPENERS = {"tflite_support": task_library, "mediapipe": mediapipe}
OPEN: list[Any] = []
"""To be closed before Python takes itself apart, in which MediaPipe's own clean-up hangs."""


def _indices(result: Any) -> list[int]:  # noqa: ANN401
    return [int(one.index) for one in result.classifications[0].categories]


def answers(package: str, files: dict[str, str], pictures: Pixels) -> dict[str, Any]:
    """Name -> five best of every picture, or the sentence of the consumer that would not."""
    # Neither needs TensorFlow, and both load it where they find it: four seconds, and for tflite-support a crash, since
    # each registers StatusCode in a module called pybind11_abseil.status.
    sys.modules["tensorflow"] = None  # type: ignore[assignment]
    try:
        __import__(package)
    except Exception as error:  # a library that is missing is told in many ways
        return {"": _sentence(error)}
    said: dict[str, Any] = {}
    for name, path in files.items():
        try:
            ask = OPENERS[package](path)
            said[name] = [ask(pixels) for pixels in pictures]
        except Exception as error:
            said[name] = _sentence(error)
    return said


def _sentence(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines or [type(error).__name__])[0][:300]


if __name__ == "__main__":
    found = answers(sys.argv[1], json.loads(sys.argv[2]), np.load(sys.argv[3]))
    for one in OPEN:
        one.close()
    print("\n" + json.dumps(found))
