"""The catalogue's names, and the files that Keras keeps their weights in."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from mobilekit.catalog import Checkpoint, architecture, build, checkpoints, is_catalog_name, parse, written_name
from mobilekit.errors import MobileKitError


def test_every_name_is_read_back() -> None:
    names = [str(checkpoint) for checkpoint in checkpoints()]
    assert len(set(names)) == len(names) == 16 + 22 + 4 + 2
    assert [str(parse(name)) for name in names] == names


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("mobilenet_v1_1.0_224", "mobilenet_1_0_224_tf.h5"),
        ("mobilenet_v1_0.75_128", "mobilenet_7_5_128_tf.h5"),
        ("mobilenet_v1_0.5_160", "mobilenet_5_0_160_tf.h5"),
        ("mobilenet_v1_0.25_192", "mobilenet_2_5_192_tf.h5"),
        ("mobilenet_v2_0.35_96", "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_96.h5"),
        ("mobilenet_v2_1.4_224", "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.4_224.h5"),
        ("mobilenet_v3_small_0.75_224", "weights_mobilenet_v3_small_224_0.75_float.h5"),
        (
            "mobilenet_v3_large_minimalistic_1.0_224",
            "weights_mobilenet_v3_large_minimalistic_224_1.0_float.h5",
        ),
    ],
)
def test_weights_files_are_named_as_keras_names_them(name: str, file: str) -> None:
    assert parse(name).weights_file() == file


def test_a_misspelt_name_offers_the_nearest() -> None:
    with pytest.raises(MobileKitError) as error:
        parse("mobilenet_v2_1.0_225")
    assert error.value.remedy == "Did you mean mobilenet_v2_1.0_224?"


def test_unpublished_combinations_are_no_names() -> None:
    for name in ("mobilenet_v2_1.4_96", "mobilenet_v1_0.35_224", "mobilenet_v3_large_0.5_224"):
        with pytest.raises(MobileKitError):
            parse(name)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("mobilenet_v2_1.0_225", True), ("MobileNetV2", True), ("mobilenet_v2.keras", False), ("mobilenet.h5", False),
     ("./mobilenet_v2", False), ("flowers", False)],
)  # fmt: skip
def test_names_are_told_from_paths(text: str, meant: bool) -> None:
    assert is_catalog_name(text) is meant


def test_what_a_networks_own_name_says() -> None:
    assert written_name("mobilenet_0.25_224") == ("mobilenet_v1", 0.25)
    assert written_name("mobilenetv2_1.00_96") == ("mobilenet_v2", 1.0)
    assert written_name("MobileNetV3Small") == ("mobilenet_v3_small", None)
    assert written_name("MobileNetV3LargeMinimalistic") == ("mobilenet_v3_large_minimalistic", None)
    assert written_name("flowers_v7") == ("flowers_v7", None)


def test_an_unknown_architecture() -> None:
    with pytest.raises(MobileKitError, match="No architecture is called resnet"):
        architecture("resnet")
    assert Checkpoint("mobilenet_v2", 0.5, 96) in checkpoints()


@pytest.mark.parametrize("size", ["small", "large"])
def test_a_minimalistic_network_is_built_and_tells_its_name(size: str) -> None:
    name = f"mobilenet_v3_{size}_minimalistic"
    model = build(name, 0.75, 32, 5)
    kinds = {type(layer).__name__ for layer in model.layers}
    assert (model.input_shape, model.output_shape) == ((None, 32, 32, 3), (None, 5))
    assert "Multiply" not in kinds  # squeeze-and-excite
    assert {layer.kernel_size for layer in model.layers if type(layer).__name__ == "DepthwiseConv2D"} == {(3, 3)}
    assert written_name(model.name) == (name, None)


@pytest.mark.slow
def test_minimalistic_weights_from_kerass_cache_are_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import h5py
    from keras.src.applications import mobilenet_v3
    from keras.src.backend import config
    from keras.src.legacy.saving import legacy_h5_format

    from mobilekit.sources.applications import load_catalog

    monkeypatch.setattr(config, "_KERAS_DIR", str(tmp_path))
    monkeypatch.setattr("mobilekit.sources.applications.imagenet_labels", lambda: ["a"] * 1000)
    model = build("mobilenet_v3_small_minimalistic", 1.0, 224, 1000)
    file = tmp_path / "models" / parse("mobilenet_v3_small_minimalistic_1.0_224").weights_file()
    file.parent.mkdir()
    with h5py.File(file, "w") as opened:
        legacy_h5_format.save_weights_to_hdf5_group(opened, model)
    md5 = hashlib.md5(file.read_bytes()).hexdigest()
    monkeypatch.setitem(mobilenet_v3.WEIGHTS_HASHES, "small_minimalistic_224_1.0_float", (md5, ""))
    source = load_catalog("mobilenet_v3_small_minimalistic_1.0_224")
    assert (source.architecture, source.parameters, source.macs) == (
        "mobilenet_v3_small_minimalistic", 2_056_848, 52_288_448
    )  # fmt: skip
    picture = np.random.default_rng(0).uniform(0, 255, (1, 224, 224, 3)).astype(np.float32)
    assert np.allclose(source.predict(picture), np.asarray(model(picture)), atol=1e-6)
