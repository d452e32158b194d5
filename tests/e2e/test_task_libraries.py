"""Two independent consumers read what the kit wrote: tflite-support's Task Library and MediaPipe."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

PHOTOS = 500
TIE = 1e-4
"""Scores closer than float32 parity allows have no order to keep."""

SCRIPT = """
import json, sys
import numpy as np
consumer, model, pictures = sys.argv[1:]
tensors = np.load(pictures)
if consumer == "tflite_support":
    import tensorflow  # it and tflite-support both register StatusCode under one name: hide TensorFlow's meanwhile
    kept = sys.modules.pop("pybind11_abseil.status", None)
    from tflite_support.task import core, processor, vision
    best = processor.ClassificationOptions(max_results=5)
    options = vision.ImageClassifierOptions(core.BaseOptions(file_name=model), best)
    classifier = vision.ImageClassifier.create_from_options(options)
    def top(pixels):
        image = vision.TensorImage.create_from_array(pixels)
        return [c.index for c in classifier.classify(image).classifications[0].categories]
else:
    import mediapipe as mp
    options = mp.tasks.vision.ImageClassifierOptions(mp.tasks.BaseOptions(model_asset_path=model), max_results=5)
    classifier = mp.tasks.vision.ImageClassifier.create_from_options(options)
    def top(pixels):
        image = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(pixels))
        return [c.index for c in classifier.classify(image).classifications[0].categories]
print("TOP", json.dumps([top(pixels) for pixels in tensors]))
if consumer != "tflite_support":
    classifier.close()
"""


def consume(consumer: str, model: Path, pictures: Path) -> list[list[int]]:
    """Top-5 of every picture, by a consumer in a process of its own (it cannot always live beside TensorFlow)."""
    if importlib.util.find_spec(consumer) is None:
        pytest.skip(f"{consumer} is not installed: it is in the extra task-library")
    words = [sys.executable, "-c", SCRIPT, consumer, str(model), str(pictures)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=900)
    if any(library in done.stderr for library in ("libusb", "libEGL", "libGLESv2")):
        pytest.skip(f"{consumer} needs a system library: {done.stderr.strip().splitlines()[-1][:200]}")
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[list[int]] = json.loads(done.stdout.split("TOP", 1)[1])
    return found


def out_of_order(scores: np.ndarray, answer: list[int]) -> bool:
    """Whether ``answer`` is another top-5 than that of ``scores``, ties apart."""
    best = np.sort(scores)[::-1][:5]
    return bool(np.abs(scores[answer] - best).max() > TIE)


@pytest.fixture(scope="module")
def v2(testdata: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Path], Path, np.ndarray]:
    """V2 as float32 and int8, 500 photographs as the model sees them, and Keras' scores."""
    from mobilekit.formats.tflite import TFLITE
    from mobilekit.preprocess import Preprocessing, load_image, to_tensor
    from mobilekit.reference import reference_outputs
    from mobilekit.sources.base import trace
    from mobilekit.sources.keras import load
    from mobilekit.spec import Card, Job

    folder = tmp_path_factory.mktemp("v2")
    rule = Preprocessing(size=(224, 224))
    files = sorted((testdata / "imagenet_photos").glob("*.jp*g"))[:PHOTOS]
    tensors = np.stack([to_tensor(load_image(path), rule) for path in files])
    np.save(folder / "pictures.npy", tensors)
    source = load(testdata / "models" / "mobilenet_v2_1.0_224_dequant_tf2ptq.keras")
    labels = tuple(f"class {k}" for k in range(source.classes))
    function, left = trace(source, rule)
    job = Job(function, labels, left, tuple(tensors[::5]), Card("v2", "d", "a", "Apache-2.0", "1", "softmax"))
    files_by_name = TFLITE.convert(job, ("float32", "int8"), folder, lambda _: None)
    return files_by_name, folder / "pictures.npy", reference_outputs(source, tensors, rule)


@pytest.mark.slow
@pytest.mark.needs_testdata
@pytest.mark.parametrize("consumer", ["tflite_support", "mediapipe"])
def test_a_consumer_gives_the_order_of_keras_for_float32(v2, consumer: str) -> None:
    models, pictures, scores = v2
    answers = consume(consumer, models["float32"], pictures)
    wrong = [k for k, answer in enumerate(answers) if out_of_order(scores[k], answer)]
    assert len(answers) == len(scores)
    assert wrong == []


@pytest.mark.slow
@pytest.mark.needs_testdata
@pytest.mark.parametrize("consumer", ["tflite_support", "mediapipe"])
def test_a_consumer_gives_the_answers_of_keras_for_int8(v2, consumer: str) -> None:
    models, pictures, scores = v2
    answers = consume(consumer, models["int8"], pictures)
    first = np.mean([answer[0] == best for answer, best in zip(answers, scores.argmax(1), strict=True)])
    found = [kept(row, answer) for row, answer in zip(scores, answers, strict=True)]
    print(f"{consumer}: int8 first answer {first:.3f}, Keras' five best found {np.concatenate(found).mean():.3f}")
    assert first >= 0.97
    assert np.concatenate(found).mean() >= 0.95  # what int8 itself loses: .966 and .967 measured


def kept(scores: np.ndarray, answer: list[int]) -> list[bool]:
    """Whether each of the five best of ``scores`` is in ``answer``; those below two of 256 steps tie with zero."""
    best = np.argsort(-scores)[:5]
    return [int(k) in answer for k in best if scores[k] >= 2 / 256]


def test_a_wrong_order_would_be_seen() -> None:
    scores = np.array([0.4, 0.3, 0.1, 0.08, 0.07, 0.05])
    assert not out_of_order(scores, [0, 1, 2, 3, 4])
    assert out_of_order(scores, [1, 0, 2, 3, 4])
