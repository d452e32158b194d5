"""Code inside a model file is refused before any Keras reads it, wherever it hides."""

from __future__ import annotations

import copy
import json
import zipfile
from pathlib import Path

import pytest

from mobilekit.errors import MobileKitError
from mobilekit.sources.keras import archive, load
from mobilekit.sources.keras.scan import refuse_code
from sources.nets import head


def refusal(path: Path) -> str:
    with pytest.raises(MobileKitError) as error:
        load(path)
    return error.value.message


@pytest.fixture
def proof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that ``bomb`` leaves when it runs."""
    monkeypatch.setenv("MOBILEKIT_TRAP", str(tmp_path / "proof"))
    return tmp_path / "proof"


def bomb():
    return lambda x: (open(__import__("os").environ["MOBILEKIT_TRAP"], "w").close(), x)[1]  # noqa: PTH123


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_a_lambda_layer_is_refused_and_not_run(suffix: str, proof: Path, tmp_path: Path) -> None:
    import keras

    path = tmp_path / f"net{suffix}"
    head([keras.layers.Lambda(bomb())]).save(path)
    proof.unlink()  # building the network ran it: the trap is live
    assert refusal(path) == f"{path} has a Lambda layer, which holds code of its own; the kit does not run it."
    assert not proof.exists()


def test_the_trap_of_these_tests_is_live(proof: Path, tmp_path: Path) -> None:
    import keras

    path = tmp_path / "net.keras"
    head([keras.layers.Lambda(bomb(), output_shape=(10,))]).save(path)
    proof.unlink(missing_ok=True)
    model = keras.models.load_model(path, safe_mode=False)
    model(keras.ops.zeros((1, 16, 16, 3)))
    assert proof.exists()


def test_a_lambda_of_keras_2_is_refused(proof: Path, tmp_path: Path) -> None:
    import tf_keras

    path = tmp_path / "old.h5"
    layers = tf_keras.layers
    tf_keras.Sequential([layers.InputLayer((8, 8, 3)), layers.Lambda(bomb()), layers.Flatten()]).save(path)
    proof.unlink(missing_ok=True)
    assert refusal(path) == f"{path} has a Lambda layer, which holds code of its own; the kit does not run it."
    assert not proof.exists()


def test_a_lambda_inside_a_nested_model_is_refused(proof: Path, tmp_path: Path) -> None:
    import keras

    inner = keras.Sequential([keras.Input((10,)), keras.layers.Lambda(bomb(), output_shape=(10,))])
    head([keras.Sequential([keras.Input((10,)), inner])]).save(tmp_path / "net.keras")
    assert "has a Lambda layer" in refusal(tmp_path / "net.keras")


def test_a_registered_class_is_refused_even_where_it_is_registered(tmp_path: Path) -> None:
    import keras

    @keras.saving.register_keras_serializable("pack")
    class Mine(keras.layers.Layer):
        def call(self, x):
            return x

    path = tmp_path / "net.keras"
    head([Mine()]).save(path)
    assert refusal(path) == f"{path} has a custom object, pack>Mine, whose code the kit does not load."


CONFIG = {"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense", "config": {"activation": "relu"}}]}}


def test_plain_layers_pass() -> None:
    refuse_code(CONFIG, "net")


@pytest.mark.parametrize(
    "intruder",
    [
        {"class_name": "__lambda__", "config": {"value": "x"}},
        {"class_name": "function", "module": "os", "config": "system", "registered_name": "system"},
        {"class_name": "function", "module": "keras.utils", "config": "get_file", "registered_name": "get_file"},
        {"class_name": "Popen", "module": "subprocess", "config": {"args": "id"}},
        {"class_name": "Dense", "module": "evil.layers", "config": {}},
        {"class_name": "Dense", "module": "keras_evil", "config": {}},
        {"class_name": "TFSMLayer", "module": "keras.layers", "config": {"filepath": "elsewhere"}},
        {"class_name": "TorchModuleWrapper", "module": "keras.layers", "config": {"module": "x"}},
        {"class_name": "StringLookup", "module": "keras.layers", "config": {"vocabulary": "/etc/passwd"}},
        {"class_name": "TFOpLambda", "config": {"function": "io.read_file"}},
        {"class_name": "TensorFlowOpLayer", "config": {"node_def": "ReadFile"}},
        {"class_name": "__typespec__", "module": "os", "spec_name": "x", "config": []},
        {"class_name": ["Dense"], "config": {}},
    ],
    ids=lambda node: str(node["class_name"]),
)
def test_what_runs_reads_or_downloads_is_refused_at_any_depth(intruder: dict) -> None:
    config = copy.deepcopy(CONFIG)
    config["config"]["layers"][0]["config"]["activation"] = {"wrapped": [[intruder]]}
    with pytest.raises(MobileKitError, match="net has a"):
        refuse_code(config, "net")


def test_members_that_repeat_or_leave_are_refused(tiny_model: Path, tmp_path: Path) -> None:
    for name in ("../../evil.py", "/etc/evil", "a/../../b", "config.json"):
        path = tmp_path / "evil.keras"
        path.write_bytes(tiny_model.read_bytes())
        with pytest.warns(UserWarning) if name == "config.json" else pytest.MonkeyPatch.context():  # noqa: SIM117
            with zipfile.ZipFile(path, "a") as opened:
                opened.writestr(name, "{}")
        assert refusal(path) == f"{path} has members that repeat or leave the archive."


def test_a_zip_bomb_is_refused_by_its_directory(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.keras"
    path.write_bytes(tiny_model.read_bytes())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("assets/zeros", bytes(64 << 20))
    monkeypatch.setattr(archive, "MAX_BYTES", 32 << 20)
    assert refusal(path) == f"{path} unpacks to more than a model can be."


def test_an_h5_that_points_elsewhere_or_claims_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import h5py

    monkeypatch.setattr(archive, "MAX_ITEMS", 1000)
    config = json.dumps(CONFIG)
    linked, huge, looped = (tmp_path / f"{name}.h5" for name in ("linked", "huge", "looped"))
    with h5py.File(linked, "w") as file:
        file.attrs["model_config"] = config
        file["model_weights"] = h5py.ExternalLink("/etc/passwd", "/x")
    with h5py.File(huge, "w") as file:
        file.attrs["model_config"] = config
        file.create_dataset("w", (1 << 20, 1 << 12), "f4", chunks=True)
    with h5py.File(looped, "w") as file:
        file.attrs["model_config"] = config
        file["again"] = file["/"]
    assert refusal(linked) == f"{linked} refers to data outside itself."
    assert refusal(huge) == f"{huge} unpacks to more than a model can be."
    assert refusal(looped) == f"{looped} unpacks to more than a model can be."
