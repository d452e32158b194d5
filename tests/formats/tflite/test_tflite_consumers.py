"""Programs that are not ours read what we write: tflite-support's Task Library and displayer, MediaPipe."""

from __future__ import annotations

import importlib.util
import json
import sys

import numpy as np
import pytest

from formats.frozen import CARD
from formats.tflite.tflite_jobs import APP_STEPS, SIZE, pictures
from mobilekit.formats.tflite import TFLITE
from mobilekit.formats.tflite.run import Runner, dequantise
from mobilekit.preprocess import Preprocessing, normalise

SHARED = "pybind11_abseil.status"


def installed(package, *libraries):
    """Import ``package``, or skip where it, or a system library it needs, is not installed."""
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed: it is in the extra task-library")
    try:
        return importlib.import_module(package)
    except (ImportError, OSError) as error:
        if not any(library in str(error) for library in libraries):
            raise
        pytest.skip(f"{package} needs a system library: {error}")


def task_library():
    """tflite_support. It and TensorFlow both register StatusCode under ``SHARED``: hide TensorFlow's meanwhile."""
    pytest.importorskip("tensorflow")
    kept = sys.modules.pop(SHARED, None)
    try:
        return installed("tflite_support", "libusb")
    finally:
        if kept is not None:
            sys.modules[SHARED] = kept


@pytest.fixture(scope="module")
def answers(model):
    """Twelve pictures and the network's own five best for each."""
    batch = np.stack(pictures(12, seed=5))
    scores = model(normalise(batch, Preprocessing(SIZE)), training=False).numpy()
    return batch, np.argsort(-scores, axis=1, kind="stable")[:, :5]


def with_task_library(path, batch):
    task = task_library().task
    vision, core, processor = task.vision, task.core, task.processor
    options = vision.ImageClassifierOptions(
        core.BaseOptions(file_name=str(path)), processor.ClassificationOptions(max_results=5)
    )
    classifier = vision.ImageClassifier.create_from_options(options)
    results = [classifier.classify(vision.TensorImage.create_from_array(image)) for image in batch]
    return [result.classifications[0].categories for result in results]


def with_mediapipe(path, batch):
    mediapipe = installed("mediapipe", "libEGL", "libGLES", "libGL", "libgthread")
    tasks = mediapipe.tasks
    options = tasks.vision.ImageClassifierOptions(
        base_options=tasks.BaseOptions(model_asset_path=str(path)), max_results=5
    )
    with tasks.vision.ImageClassifier.create_from_options(options) as classifier:
        images = [mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=image) for image in batch]
        return [classifier.classify(image).classifications[0].categories for image in images]


@pytest.mark.parametrize("consumer", [with_task_library, with_mediapipe])
def test_consumers_give_the_networks_own_five_best_of_a_float_file(consumer, files, answers):
    batch, best = answers
    found = consumer(files["float32"], batch)
    assert [[category.index for category in categories] for categories in found] == best.tolist()
    assert found[0][0].category_name == f"thing {best[0][0]}"


@pytest.mark.parametrize("consumer", [with_task_library, with_mediapipe])
def test_consumers_feed_a_uint8_file_rightly(consumer, files, answers):
    batch, best = answers
    found = consumer(files["int8"], batch)
    same = [categories[0].index == five[0] for categories, five in zip(found, best, strict=True)]
    assert np.mean(same) >= 0.9


@pytest.mark.parametrize("name", ["float32", "float16", "dynamic_int8", "int8"])
def test_compiled_model_finds_the_signature_and_answers_like_our_runner(name, files, answers):
    from ai_edge_litert.compiled_model import CompiledModel
    from ai_edge_litert.hardware_accelerator import HardwareAccelerator

    picture, runner = answers[0][:1], Runner(files[name], Preprocessing(SIZE), APP_STEPS)
    compiled = CompiledModel.from_file(str(files[name]), hardware_accel=HardwareAccelerator.CPU)
    assert compiled.get_signature_list() == {"serving_default": {"inputs": ["image"], "outputs": ["probabilities"]}}
    takes, gives = compiled.create_input_buffers(0), compiled.create_output_buffers(0)
    takes[0].write(runner.prepare(picture))
    compiled.run_by_index(0, takes, gives)
    output = TFLITE.readback(files[name]).outputs[0]
    found = dequantise(gives[0].read(10, np.dtype(output.dtype).type), output)
    assert np.abs(found - runner.run(picture)[0]).max() < 2 / 256


def test_the_displayer_reads_our_metadata(files):
    displayer = task_library().metadata.MetadataDisplayer.with_model_file(str(files["int8"]))
    shown = json.loads(displayer.get_metadata_json())
    image = shown["subgraph_metadata"][0]["input_tensor_metadata"][0]
    scores = shown["subgraph_metadata"][0]["output_tensor_metadata"][0]
    assert (shown["name"], shown["author"], shown["license"]) == (CARD.name, CARD.author, CARD.license)
    assert image["content"]["content_properties"] == {
        "color_space": "RGB", "default_size": {"width": 32, "height": 33},
    }  # fmt: skip
    assert image["process_units"][0]["options"] == {"mean": [127.5] * 3, "std": [127.5] * 3}
    assert scores["associated_files"][0]["type"] == "TENSOR_AXIS_LABELS"
    assert displayer.get_associated_file_buffer("labels.txt").splitlines()[3] == b"thing 3"
