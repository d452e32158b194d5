"""One door for whatever a user has; each thing that does not fit through it has its sentence and its remedy."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mobilekit.errors import MobileKitError
from mobilekit.request import parse_size
from mobilekit.sources import archives
from mobilekit.sources.live import load_live
from mobilekit.sources.load import Loading, load_source
from sources import families
from sources.zoo import answers, keras2, keras3

PICTURES = np.random.default_rng(3).uniform(-1, 1, (2, 32, 32, 3)).astype(np.float32)


def refusal(path: Path, **known) -> tuple[str, str]:
    with pytest.raises(MobileKitError) as error:
        load_source(str(path), Loading(**known))
    return error.value.message, error.value.remedy


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return path


# Archives and folders ---------------------------------------------------------------------------------------------


def test_a_folder_with_a_keras_file_and_labels(tiny_model: Path, tmp_path: Path) -> None:
    (tmp_path / "keras_model.keras").write_bytes(tiny_model.read_bytes())
    (tmp_path / "labels.txt").write_text("".join(f"{k} Class {k}\n" for k in range(10)))
    assert load_source(str(tmp_path)).embedded["labels"][9] == "Class 9"
    (tmp_path / "other.keras").write_bytes(tiny_model.read_bytes())
    assert refusal(tmp_path) == (
        f"{tmp_path} holds several models: keras_model.keras, other.keras.",
        "Give one of them.",
    )


def test_a_zip_is_told_of_under_its_own_name(tiny_model: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "pets.zip", inner__net_dot_keras=tiny_model.read_bytes())
    source = load_source(str(path))
    assert (source.name, source.origin) == ("pets", str(path))
    assert source.sha256 == __import__("hashlib").sha256(path.read_bytes()).hexdigest()
    bad = zipped(tmp_path / "bad.zip", net_dot_h5=b"\x89HDF\r\n\x1a\nnothing")
    assert refusal(bad)[0] == f"{bad}/net.h5 is truncated or damaged."


@pytest.mark.parametrize("name", ["../evil.h5", "/etc/evil.h5", "a/../../evil.h5", "c:evil.h5"])
def test_members_that_leave_an_archive_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("labels.txt", "a")
        archive.writestr(name, "x")
    assert refusal(path)[0] == f"{path} has members that leave the archive."
    assert not (tmp_path.parent / "evil.h5").exists()


def test_links_bombs_and_cut_archives_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    linked = tmp_path / "linked.tar.gz"
    with tarfile.open(linked, "w:gz") as tar:
        member = tarfile.TarInfo("variables")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(member)
    assert refusal(linked)[0] == f"{linked} has members that are links or devices."
    bomb = zipped(tmp_path / "bomb.zip", a_dot_h5=b"")
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(1 << 20))
    monkeypatch.setattr(archives, "MAX_BYTES", 1 << 16)
    assert refusal(bomb)[0] == f"{bomb} unpacks to more than a model can be."
    monkeypatch.undo()
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as tar:
        member = tarfile.TarInfo("saved_model.pb")
        member.size = 100_000
        tar.addfile(member, io.BytesIO(np.random.default_rng(0).bytes(100_000)))
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(whole.getvalue()[:50_000])
    assert refusal(cut)[0] == f"{cut} is truncated or damaged."


def test_too_many_files_in_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_FILES", 2)
    path = zipped(tmp_path / "many.zip", labels_dot_txt=b"a", b=b"b", c=b"c")
    assert refusal(path)[0] == f"{path} unpacks to more than a model can be."


# Weights alone ----------------------------------------------------------------------------------------------------


def test_weights_need_the_whole_name_of_their_network(tiny_model: Path, tmp_path: Path) -> None:
    import keras

    path = tmp_path / "w.weights.h5"
    keras.models.load_model(tiny_model).save_weights(path)
    message, remedy = refusal(path, arch="mobilenet_v2")
    assert message == f"The weights in {path} belong to a network that has to be named whole."
    assert "--alpha and --size" in remedy
    assert "--arch" in refusal(path)[1]
    known = {"alpha": 0.35, "size": (32, 32)}
    assert refusal(path, arch="mobilenet_v9", **known)[0] == "No architecture is called mobilenet_v9."
    message, remedy = refusal(path, arch="mobilenet_v1", **known)
    assert message.startswith(f"{path} does not hold the weights of mobilenet_v1 0.35: it has ")
    assert "save the whole of it" in remedy


def test_weights_of_another_width_name_the_first_array_that_does_not_fit(tmp_path: Path) -> None:
    import keras

    path = tmp_path / "w.weights.h5"
    keras.applications.MobileNet(input_shape=(32, 32, 3), alpha=0.25, weights=None, classes=4).save_weights(path)
    message, _ = refusal(path, arch="mobilenet_v1", alpha=0.5, size=(32, 32))
    assert message.startswith(f"{path} does not hold the weights of mobilenet_v1 0.5: ")
    assert "in the file" in message


def test_what_is_no_file_of_weights(tiny_model: Path, tmp_path: Path) -> None:
    import h5py
    import keras

    known = {"arch": "mobilenet_v1", "alpha": 0.25, "size": (32, 32)}
    assert refusal(tmp_path / "no.h5", **known)[0] == f"There is no file {tmp_path / 'no.h5'}."
    assert refusal(tiny_model, **known)[0] == f"{tiny_model} is no file of weights."
    whole, other, linked = (tmp_path / name for name in ("whole.h5", "other.h5", "linked.h5"))
    keras.models.load_model(tiny_model).save(whole)
    assert refusal(whole, **known)[0] == f"{whole} holds a whole model."
    with h5py.File(other, "w") as file:
        file["x"] = 1
    assert refusal(other, **known)[0] == f"{other} holds no weights of Keras."
    with h5py.File(linked, "w") as file:
        file["layers"] = h5py.ExternalLink("/etc/passwd", "/x")
    assert refusal(linked, **known)[0] == f"{linked} refers to data outside itself."


# A live model -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keras", [keras3, keras2], ids=["keras", "tf_keras"])
def test_a_live_model_answers_as_itself(keras) -> None:
    model = families.classifier(keras())
    source = load_live(model)
    assert np.allclose(source.predict(PICTURES), answers(model)(PICTURES), atol=1e-6)
    assert source.origin == f"a live {keras().__name__} model called {model.name}"
    before = source.sha256
    assert load_live(model).sha256 == before
    model.set_weights([weight + 0.1 for weight in model.get_weights()])
    assert load_live(model).sha256 != before


def test_a_live_models_own_layers_are_taken() -> None:
    import keras

    class Doubling(keras.layers.Layer):
        def call(self, x):
            return x * 2

    model = families.classifier(keras)
    image = keras.Input((32, 32, 3))
    twice = keras.Model(image, model(Doubling()(image)))
    assert np.allclose(load_live(twice).predict(PICTURES), answers(model)(PICTURES * 2), atol=1e-5)


def test_what_is_no_live_model() -> None:
    import keras

    class Written(keras.Model):
        def call(self, x):
            return x

    for thing, words in ((object(), "A object is no Keras model."), (Written(name="w"), "was written as a class")):
        with pytest.raises(MobileKitError, match=words) as error:
            load_live(thing)
        assert "keras" in error.value.remedy


def test_another_backend_is_refused(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import keras

    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    message, remedy = refusal(tiny_model)
    assert message == "Keras runs on jax here; converting needs it on TensorFlow."
    assert "KERAS_BACKEND=tensorflow" in remedy


# Sizes and signatures ---------------------------------------------------------------------------------------------


def test_sizes_are_read_and_others_refused() -> None:
    assert parse_size("224") == (224, 224)
    assert parse_size("192x256") == (192, 256)
    assert parse_size(None) is None
    for text in ("", "x", "224x", "0", "1x2x3", "-5", "99999", "22 4", "224.5"):
        with pytest.raises(MobileKitError, match="is no size of a picture"):
            parse_size(text)


def test_a_size_where_the_network_has_one(tiny_model: Path) -> None:
    assert load_source(str(tiny_model), Loading(size=(32, 32))).input_shape == (32, 32, 3)
    message, remedy = refusal(tiny_model, size=(64, 64))
    assert message == f"{tiny_model} takes pictures of 32 x 32, not of 64 x 64."
    assert remedy == "Leave --size out."


def test_a_signature_where_there_are_none(tiny_model: Path) -> None:
    assert refusal(tiny_model, signature="x")[0] == f"{tiny_model} is no SavedModel folder, so it has no signatures."


def test_channels_first_is_named(tmp_path: Path) -> None:
    import keras

    image = keras.Input((3, 16, 24))
    pooled = keras.layers.GlobalAveragePooling2D(data_format="channels_first")(image)
    keras.Model(image, keras.layers.Dense(4)(pooled)).save(tmp_path / "nchw.keras")
    assert "takes its channels first" in refusal(tmp_path / "nchw.keras")[0]


def test_a_hard_sigmoid_is_no_plain_score(tmp_path: Path) -> None:
    import keras

    model = families.classifier(keras, activation="hard_sigmoid")
    model.save(tmp_path / "hard.keras")
    assert "ends in Relu6 and " in refusal(tmp_path / "hard.keras")[0]


def test_a_layer_that_enlarges_without_measure_is_refused(tmp_path: Path) -> None:
    import keras

    image = keras.Input((32, 32, 3))
    pooled = keras.layers.GlobalMaxPooling2D()(keras.layers.UpSampling2D((9000, 9000))(image))
    keras.Model(image, keras.layers.Dense(4)(pooled)).save(tmp_path / "giant.keras")
    message, _ = refusal(tmp_path / "giant.keras")
    assert message.startswith(f"A layer of {tmp_path / 'giant.keras'} (")


def test_a_catalogue_name_with_a_size_of_its_own() -> None:
    assert "says its architecture" in refusal(Path("mobilenet_v2_0.35_96"), size=(64, 64))[0]


@pytest.mark.parametrize("name", ["half.keras", "half.h5"])
def test_half_precision_is_said_and_gone(name: str, tmp_path: Path) -> None:
    import keras

    keras.mixed_precision.set_global_policy("mixed_float16")
    try:
        families.classifier(keras).save(tmp_path / name)
    finally:
        keras.mixed_precision.set_global_policy("float32")
    source = load_source(str(tmp_path / name))
    assert "half precision" in source.notices[0]
    kinds = {tensor.dtype.name for op in source.compiled.graph.get_operations() for tensor in op.outputs}
    assert not kinds & {"float16", "bfloat16"}
