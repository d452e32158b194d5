"""Catalogue names: Keras' own cache is enough; without it and without a network there is one sentence, soon."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from mobilekit.errors import MobileKitError
from mobilekit.sources.applications import imagenet_labels, load_catalog


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty ``~/.keras``, and a network that answers no one."""
    import urllib.error

    from keras.src.backend import config
    from keras.src.utils import file_utils

    def unreachable(*_: object) -> None:
        raise urllib.error.URLError("Name or service not known")

    monkeypatch.setattr(config, "_KERAS_DIR", str(tmp_path))
    monkeypatch.setattr(file_utils, "urlretrieve", unreachable)
    (tmp_path / "models").mkdir()
    return tmp_path


def test_offline_is_one_sentence_and_no_wait(cache: Path) -> None:
    start = time.monotonic()
    with pytest.raises(MobileKitError) as error:
        load_catalog("mobilenet_v2_0.35_96")
    assert error.value.message == "The ImageNet weights of mobilenet_v2_0.35_96 could not be downloaded."
    assert "network" in error.value.remedy
    assert time.monotonic() - start < 10
    assert list((cache / "models").iterdir()) == []


def test_a_server_that_never_answers_is_given_up(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket
    from urllib.request import urlretrieve

    from keras.src.utils import file_utils

    from mobilekit.sources import applications

    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/x"
        monkeypatch.setattr(file_utils, "urlretrieve", lambda _, *rest: urlretrieve(address, *rest))
        monkeypatch.setattr(applications, "TIMEOUT", 0.5)
        with pytest.raises(MobileKitError, match="could not be downloaded"):
            load_catalog("mobilenet_v2_0.35_96")
    assert socket.getdefaulttimeout() is None


@pytest.mark.slow
def test_a_network_from_the_cache_carries_its_preprocessing(cache: Path) -> None:
    import hashlib

    import h5py
    import keras
    from keras.src.legacy.saving import legacy_h5_format

    model = keras.applications.MobileNetV2(input_shape=(96, 96, 3), alpha=0.35, weights=None)
    file = cache / "models" / "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_96.h5"
    with h5py.File(file, "w") as opened:  # the published files are of Keras 2's format, which nothing public writes now
        legacy_h5_format.save_weights_to_hdf5_group(opened, model)
    source = load_catalog("mobilenet_v2_0.35_96")
    pictures = np.random.default_rng(0).uniform(-1, 1, (1, 96, 96, 3)).astype(np.float32)
    assert np.allclose(source.predict(pictures), np.asarray(model(pictures)), atol=1e-6)
    assert source.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (source.name, source.license, source.macs // 10**6) == ("mobilenet_v2_0.35_96", "Apache-2.0", 11)
    assert source.embedded is not None
    assert source.embedded["preprocessing"]["mean"] == [127.5] * 3
    assert "labels" not in source.embedded


def test_labels_are_unique_and_in_output_order(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from keras.applications import imagenet_utils

    index = {str(k): [f"n{k:08d}", f"big_thing_{k}"] for k in range(1000)}
    index["134"][1] = index["517"][1] = "crane"
    (cache / "models" / "imagenet_class_index.json").write_text(json.dumps(index))
    monkeypatch.setattr("keras.src.applications.imagenet_utils.CLASS_INDEX", index)
    assert imagenet_utils.decode_predictions is not None
    labels = imagenet_labels()
    assert (labels[0], labels[134], labels[517]) == ("big thing 0", "crane (n00000134)", "crane (n00000517)")
    assert len(set(labels)) == 1000
