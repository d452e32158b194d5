"""Real files: the tiny bundle's, sound and with a fault put into one layer."""

import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from divergence.nets import edited
from fault_makers.coreml import edit
from mobilekit.checks.base import rule_of
from mobilekit.divergence import diverge, first_drop
from mobilekit.divergence.kinds import kinds_of
from mobilekit.divergence.measure import Subject, compare
from mobilekit.formats import FORMATS
from mobilekit.manifest import read_manifest

PICTURES = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3), np.uint8)
LAYERS = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")


def silent(text):
    pass


@pytest.fixture(scope="module")
def manifest(tiny_bundle):
    return read_manifest((tiny_bundle / "manifest.json").read_bytes())


@pytest.fixture(scope="module")
def curves(tiny_bundle, manifest):
    return {curve.target: curve for curve in diverge(tiny_bundle, manifest, silent)}


def opened(root, manifest, variant, path=None):
    artifact = next(a for a in manifest["artifacts"] if a["variant"] == variant)
    path = path or root / artifact["path"]
    runner = FORMATS[variant.split("-")[0]].runner(
        path, rule_of(manifest["preprocessing"]), tuple(artifact["app_steps"])
    )
    return Subject(variant, runner, kinds_of(variant, path))


def faulty(root, manifest, variant, change, folder):
    """The curve of a variant of which one file was changed."""
    artifact = next(a for a in manifest["artifacts"] if a["variant"] == variant)
    path = edited(root / artifact["path"], folder / "faulty.tflite", change)
    reference = opened(root, manifest, "tflite-float32")
    return compare(reference, [opened(root, manifest, variant, path)], PICTURES, silent)[variant]


def weights_of(graph, layer):
    """The weights' tensor of the first op that has a constant and comes at this place among those with weights."""
    found = [op for op in graph.operators if len(op.inputs) == 3]
    return found[layer].inputs[1], found[layer].inputs[2], found[layer].outputs[0]


def test_every_variant_but_the_reference_has_a_curve_in_order(curves, manifest):
    assert list(curves) == [a["variant"] for a in manifest["artifacts"] if a["variant"] != "tflite-float32"]
    assert {curve.reference for curve in curves.values()} == {"tflite-float32"}


@pytest.mark.parametrize("recipe", ["float16", "dynamic_int8", "int8"])
def test_every_result_of_the_reference_has_its_counterpart_in_tflite(curves, recipe):
    curve = curves[f"tflite-{recipe}"]
    assert curve.unmatched == () and len(curve.rows) >= 5
    assert curve.rows[-1].reference == "probabilities" and curve.rows[-1].depth == 1


@pytest.mark.parametrize("recipe", ["float32", "float16", "weight_int8", "palettized_6bit"])
def test_every_result_of_the_reference_has_its_counterpart_in_core_ml(curves, recipe):
    curve = curves[f"coreml-{recipe}"]
    assert curve.unmatched == () and len(curve.rows) >= 5


def test_single_precision_meets_and_eight_bits_do_not(curves):
    assert min(row.snr_db for row in curves["coreml-float32"].rows) > 80
    assert 5 < min(row.snr_db for row in curves["tflite-int8"].rows) < 60
    assert all(row.max_abs_difference < 1e-3 for row in curves["coreml-float32"].rows)


def test_ops_are_the_files_own_words(curves):
    assert curves["tflite-int8"].rows[0].op == "CONV_2D RELU6"
    assert curves["coreml-float32"].rows[0].op == "relu6"


@pytest.mark.parametrize("layer", range(3))
def test_zeroed_weights_are_found_at_their_layer(tiny_bundle, manifest, tmp_path, layer):
    names = {}

    def change(graph, buffers):
        weights, _, result = weights_of(graph, layer)
        names["faulty"] = graph.tensors[result].name.decode()
        data = buffers[graph.tensors[weights].buffer]
        data.data = bytes(len(data.data))

    curve = faulty(tiny_bundle, manifest, "tflite-float32", change, tmp_path)
    drop = first_drop(curve)
    assert drop.row.target == names["faulty"]
    index = curve.rows.index(drop.row)
    assert all(row.snr_db == math.inf for row in curve.rows[:index])
    assert drop.row.snr_db < 10


@pytest.mark.parametrize("layer", range(3))
def test_a_doubled_scale_is_found_at_its_layer(tiny_bundle, manifest, tmp_path, layer):
    names = {}

    def change(graph, buffers):
        weights, bias, result = weights_of(graph, layer)
        names["faulty"] = graph.tensors[result].name.decode()
        for index in (weights, bias):  # LiteRT refuses a bias whose scale is not the product of the others
            quantization = graph.tensors[index].quantization
            quantization.scale = [2 * value for value in quantization.scale]

    drop = first_drop(faulty(tiny_bundle, manifest, "tflite-int8", change, tmp_path))
    assert drop.row.target == names["faulty"]
    assert drop.row.snr_db < 10 and (drop.row.before_db is None or drop.row.before_db > drop.row.snr_db + 10)


@pytest.mark.parametrize("layer", range(2))
def test_zeroed_weights_are_found_in_a_package_too(tiny_bundle, manifest, tmp_path, layer):
    artifact = next(a for a in manifest["artifacts"] if a["variant"] == "coreml-float32")
    path = Path(shutil.copytree(tiny_bundle / artifact["path"], tmp_path / "faulty.mlpackage"))
    edit(path, lambda package: package.array(package.ops("conv")[layer], "weight").fill(0))
    reference = opened(tiny_bundle, manifest, "tflite-float32")
    target = opened(tiny_bundle, manifest, "coreml-float32", path)
    curve = compare(reference, [target], PICTURES, silent)["coreml-float32"]
    assert curve.unmatched == ()
    assert first_drop(curve).row.reference == curve.rows[layer].reference
    assert all(row.snr_db > 80 for row in curve.rows[:layer])


def test_a_file_that_cannot_be_run_gets_a_curve_that_says_so(tiny_bundle, manifest, tmp_path):
    root = shutil.copytree(tiny_bundle, tmp_path / "bundle")
    (root / next(a["path"] for a in manifest["artifacts"] if a["variant"] == "tflite-float16")).write_bytes(b"no")
    wanted = {"tflite-float32", "tflite-float16", "tflite-dynamic_int8"}
    few = manifest | {"artifacts": [a for a in manifest["artifacts"] if a["variant"] in wanted]}
    curves = {curve.target: curve for curve in diverge(root, few, silent)}
    assert curves["tflite-float16"].rows == () and "not a TFLite model" in curves["tflite-float16"].note
    assert curves["tflite-dynamic_int8"].rows


def test_core_ml_stands_in_where_there_is_no_tflite(tiny_bundle, manifest):
    wanted = {"coreml-float32", "coreml-float16", "tflite-int8"}
    few = manifest | {"artifacts": [a for a in manifest["artifacts"] if a["variant"] in wanted]}
    curves = {curve.target: curve for curve in diverge(tiny_bundle, few, silent)}
    assert {curve.reference for curve in curves.values()} == {"coreml-float32"}
    assert len(curves["coreml-float16"].rows) > len(curves["tflite-int8"].rows) >= 4
