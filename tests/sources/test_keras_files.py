"""Files old and new are loaded, those that are no image classifier refused with a sentence."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mobilekit.errors import MobileKitError
from mobilekit.sources.base import Source
from mobilekit.sources.keras import file_name, load
from sources.nets import head

PICTURES = np.random.default_rng(3).uniform(-1, 1, (2, 32, 32, 3)).astype(np.float32)


def refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(MobileKitError) as error:
        load(path)
    return error.value.message, error.value.remedy


def with_members(path: Path, new: Path, changes: dict[str, bytes]) -> Path:
    """A copy of a zip with members replaced or added."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(new, "w") as target:
        for name in source.namelist():
            target.writestr(name, changes.get(name, source.read(name)))
        for name in set(changes) - set(source.namelist()):
            target.writestr(name, changes[name])
    return new


def test_what_is_known_of_a_keras_file(tiny: Source, lively_model: Path) -> None:
    import hashlib

    assert (tiny.name, tiny.architecture, tiny.width_multiplier) == ("tiny", "mobilenet_v2", 0.35)
    assert (tiny.input_shape, tiny.classes, tiny.activation) == ((32, 32, 3), 10, "softmax")
    assert tiny.parameters == tiny.model.count_params()
    assert tiny.sha256 == hashlib.sha256(lively_model.read_bytes()).hexdigest()
    assert (tiny.origin, tiny.license, tiny.embedded) == (str(lively_model), "unknown", None)


def test_an_h5_of_keras_3_gives_the_same_answers(tiny: Source, tmp_path: Path) -> None:
    path = tmp_path / "same.h5"
    tiny.model.save(path)
    assert np.allclose(load(path).predict(PICTURES), tiny.predict(PICTURES), atol=1e-6)


def old_net():
    import tf_keras

    tf_keras.utils.set_random_seed(1)
    return tf_keras.Sequential(
        [
            tf_keras.layers.InputLayer((32, 32, 3)),
            tf_keras.layers.DepthwiseConv2D(3),
            tf_keras.layers.GlobalAveragePooling2D(),
            tf_keras.layers.Dense(10, "softmax"),
        ]
    )


@pytest.mark.parametrize("name", ["old.h5", "old.keras", "old.hdf5", "old.model"])
def test_files_of_keras_2_are_loaded_whatever_their_name(name: str, tmp_path: Path) -> None:
    model = old_net()
    saved = tmp_path / f"saved{'.keras' if name.endswith('keras') else '.h5'}"
    model.save(saved)
    source = load(saved.rename(tmp_path / name))
    assert type(source.model).__module__.startswith("tf_keras")
    assert np.allclose(source.predict(PICTURES), model(PICTURES).numpy(), atol=1e-6)


def test_arithmetic_between_the_layers_of_keras_2_is_loaded(tmp_path: Path) -> None:
    import tf_keras

    image = tf_keras.Input((32, 32, 3))
    x = tf_keras.layers.Conv2D(4, 3, name="conv")(image)
    x = x * (tf_keras.layers.ReLU(6.0)(x + 3.0) * (1.0 / 6.0))  # hard-swish, as MobileNet V3 of Keras 2 writes it
    model = tf_keras.Model(image, tf_keras.layers.Dense(10)(tf_keras.layers.GlobalAveragePooling2D()(x)))
    model.save(tmp_path / "swish.h5")
    assert np.allclose(load(tmp_path / "swish.h5").predict(PICTURES), model(PICTURES).numpy(), atol=1e-6)


@pytest.mark.slow
def test_a_v3_of_keras_2_is_loaded(tmp_path: Path) -> None:
    import tf_keras

    model = tf_keras.applications.MobileNetV3Small(input_shape=(32, 32, 3), weights=None, classes=10)
    model.save(tmp_path / "v3.h5")
    assert load(tmp_path / "v3.h5").architecture == "mobilenet_v3_small"


@pytest.mark.slow
@pytest.mark.needs_testdata
def test_the_old_v1_gives_the_same_outputs_as_its_new_twin(testdata: Path) -> None:
    old, new = (load(testdata / "models" / f"mobilenet_v1_0.25_224_imagenet{s}") for s in (".h5", ".keras"))
    pictures = np.random.default_rng(0).uniform(-1, 1, (8, 224, 224, 3)).astype(np.float32)
    assert np.abs(old.predict(pictures) - new.predict(pictures)).max() <= 1e-5
    assert (old.architecture, old.width_multiplier, old.macs) == (new.architecture, new.width_multiplier, new.macs)
    assert (old.width_multiplier, old.parameters, old.macs) == (0.25, 475_544, 41_030_272)


def test_what_train_wrote_into_the_file_is_read_back(tiny_model: Path, tmp_path: Path) -> None:
    about = {
        "net": {"arch": "mobilenet_v2", "alpha": 0.35},
        "labels": ["ä"],
        "card": {"license": "CC0-1.0", "origin": "us"},
    }
    path = with_members(tiny_model, tmp_path / "about.keras", {"mobilekit.json": json.dumps(about).encode()})
    source = load(path)
    assert source.embedded == about
    assert (source.license, source.origin) == ("CC0-1.0", "us")


def test_names_are_safe_in_file_names() -> None:
    assert file_name("my model (1)/ä") == "my_model_1"
    assert file_name("..") == "model"


def test_missing_folder_and_garbage(tmp_path: Path) -> None:
    (tmp_path / "a.keras").write_text("not a model")
    assert refusal(tmp_path / "no.keras")[0] == f"There is no file {tmp_path / 'no.keras'}."
    assert refusal(tmp_path)[0] == f"{tmp_path} is a folder, not a model file."
    assert refusal(tmp_path / "a.keras")[0] == f"{tmp_path / 'a.keras'} is not a Keras model."


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.99])
def test_truncated_files(tiny: Source, tmp_path: Path, suffix: str, share: float) -> None:
    path = tmp_path / f"cut{suffix}"
    tiny.model.save(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert refusal(path)[0] == f"{path} is truncated or damaged."


def test_a_changed_byte_in_the_weights(tiny_model: Path, tmp_path: Path) -> None:
    data = bytearray(tiny_model.read_bytes())
    data[len(data) // 2] ^= 1
    path = tmp_path / "bit.keras"
    path.write_bytes(data)
    assert refusal(path)[0] == f"{path} is truncated or damaged."


def test_weights_only(tiny: Source, tmp_path: Path) -> None:
    new, old = tmp_path / "new.weights.h5", tmp_path / "old.h5"
    tiny.model.save_weights(new)
    old_net().save_weights(old)
    for path in (new, old):
        assert refusal(path) == (
            f"{path} holds weights only, not the network they belong to.",
            "Save the whole model: model.save('name.keras'); or, where it is a network of the catalogue, give --arch, "
            "--alpha and --size.",
        )


def test_other_zips_and_other_h5s(tmp_path: Path) -> None:
    import h5py

    with zipfile.ZipFile(tmp_path / "a.keras", "w") as archive:
        archive.writestr("readme", "x")
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file["x"] = 1
    assert refusal(tmp_path / "a.keras")[0] == f"{tmp_path / 'a.keras'} is a zip file, but not a Keras model."
    assert refusal(tmp_path / "b.h5")[0] == f"{tmp_path / 'b.h5'} is an HDF5 file, but not a Keras model."


def wrong_nets():
    import keras

    layers = keras.layers
    image, row = keras.Input((16, 16, 3)), keras.Input((7,))
    pooled = layers.GlobalAveragePooling2D()(image)
    return {
        "does not take an image: its input has shape (None, 7).": keras.Model(row, layers.Dense(10)(row)),
        "has no fixed height and width.": head([], (None, None, 3)),
        "takes 2 inputs; the kit converts networks that take one image.": keras.Model(
            [image, row], layers.Dense(10)(layers.Concatenate()([pooled, row]))
        ),
        "gives 2 outputs; a classifier gives one.": keras.Model(
            image, [layers.Dense(10)(pooled), layers.Dense(2)(pooled)]
        ),
        "gives no score per class: its output has shape (None, 16, 16, 3).": keras.Model(
            image, layers.Softmax()(image)
        ),
    }


def test_networks_that_are_no_image_classifiers(tmp_path: Path) -> None:
    path = tmp_path / "net.keras"
    for sentence, model in wrong_nets().items():
        model.save(path)
        message, remedy = refusal(path)
        assert message in (f"{path} {sentence}", f"The input of {path} {sentence}")
        assert remedy
