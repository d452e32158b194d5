"""The bundle in the Android demo's assets is the kit's own output on the packaged model, and stays so."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from demos.same_bundle import converted, described, differences
from mobilekit.bundle import sums_text
from mobilekit.golden import read_ppm
from mobilekit.manifest import read_manifest
from mobilekit.packaged import MODEL, golden
from mobilekit.preprocess import Preprocessing, to_tensor

BUNDLE = Path(__file__).resolve().parents[2] / "android_demo" / "app" / "src" / "main" / "assets" / "bundle"
MANIFEST = json.loads((BUNDLE / "manifest.json").read_text("utf-8"))
VARIANTS = [f"tflite-{recipe}" for recipe in ("float32", "float16", "dynamic_int8", "int8")]


def is_whole(bundle):
    return (bundle / "SHA256SUMS").read_text("utf-8") == sums_text(bundle)


def test_committed_bundle_is_whole_and_its_manifest_is_accepted():
    assert is_whole(BUNDLE)
    assert read_manifest((BUNDLE / "manifest.json").read_bytes()) == MANIFEST


def test_a_change_to_the_committed_bundle_would_be_seen(tmp_path):
    bundle = shutil.copytree(BUNDLE, tmp_path / "bundle")
    path = bundle / MANIFEST["artifacts"][0]["path"]
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert not is_whole(bundle)


def test_its_golden_images_give_the_promised_tensors():
    rule = Preprocessing(tuple(MANIFEST["preprocessing"]["size"]), MANIFEST["preprocessing"]["crop_fraction"])
    for row in MANIFEST["golden"]["images"]:
        tensor = to_tensor(read_ppm((BUNDLE / row["path"]).read_bytes()), rule, row["rotation"])
        assert hashlib.sha256(tensor.tobytes()).hexdigest() == row["tensor_sha256"]


def test_its_weights_are_the_packaged_model():
    assert MANIFEST["model"]["weights"]["sha256"] == hashlib.sha256(MODEL.read_bytes()).hexdigest()


def test_its_golden_images_are_the_packaged_ones():
    images = golden()
    assert len(images) == len(MANIFEST["golden"]["images"])
    for image, row in zip(images, MANIFEST["golden"]["images"], strict=True):
        assert row["rotation"] == image.rotation
        assert (read_ppm((BUNDLE / row["path"]).read_bytes()) == image.pixels).all()


def test_it_holds_what_android_runs_and_nothing_else():
    assert [artifact["variant"] for artifact in MANIFEST["artifacts"]] == VARIANTS


@pytest.mark.slow
def test_converting_the_packaged_model_again_gives_the_committed_bytes(tmp_path):
    out = converted(VARIANTS, tmp_path / "bundle")
    fresh = json.loads((out / "manifest.json").read_text("utf-8"))
    if fresh["tools"]["tensorflow"] != MANIFEST["tools"]["tensorflow"]:
        pytest.skip(f"the bundle was made with TensorFlow {MANIFEST['tools']['tensorflow']}, which writes other bytes")
    assert described(out) == described(BUNDLE)
    assert differences(out, BUNDLE) == [], "make the demo's bundle again"
