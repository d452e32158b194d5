"""The catalogue's names, and the files that Keras keeps their weights in."""

from __future__ import annotations

import pytest

from mobilekit.catalog import Checkpoint, architecture, checkpoints, is_catalog_name, parse, written_name
from mobilekit.errors import MobileKitError


def test_every_name_is_read_back() -> None:
    names = [str(checkpoint) for checkpoint in checkpoints()]
    assert len(set(names)) == len(names) == 16 + 22 + 4
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
    assert written_name("flowers_v7") == ("flowers_v7", None)


def test_an_unknown_architecture() -> None:
    with pytest.raises(MobileKitError, match="No architecture is called resnet"):
        architecture("resnet")
    assert Checkpoint("mobilenet_v2", 0.5, 96) in checkpoints()
