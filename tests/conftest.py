"""Fixtures every test file shares."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
DEFAULT_TESTDATA = Path(__file__).resolve().parents[2] / "shared" / "testdata"


def testdata_folder() -> Path | None:
    """The folder of real weights and photos, or None where this machine has none."""
    folder = Path(os.environ.get("MOBILEKIT_TEST_DATA", DEFAULT_TESTDATA))
    return folder if (folder / "models").is_dir() else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs the test data, with a reason, where there is none."""
    if testdata_folder():
        return
    skip = pytest.mark.skip(reason="needs real weights and photos: set MOBILEKIT_TEST_DATA to their folder")
    for item in items:
        if "needs_testdata" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def testdata() -> Path:
    folder = testdata_folder()
    assert folder is not None, "mark this test needs_testdata"
    return folder


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five layers with ten classes, which tell pictures and channels apart: unlike a MobileNet of random weights."""
    import keras

    keras.utils.set_random_seed(1)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(8, 3, strides=2, kernel_initializer="he_normal"),
            layers.BatchNormalization(),
            layers.ReLU(6.0),
            layers.DepthwiseConv2D(3),
            layers.GlobalMaxPooling2D(),
            layers.Dense(10, "softmax", kernel_initializer=keras.initializers.RandomNormal(0, 1)),
        ],
        name="mobilenetv2_0.35_32",
    )
    path = tmp_path_factory.mktemp("model") / "tiny.keras"
    model.save(path)
    return path


@pytest.fixture(scope="session")
def tiny_labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("labels") / "labels.txt"
    path.write_text("".join(f"label {k}\n" for k in range(10)), "utf-8")
    return path


@pytest.fixture(scope="session")
def tiny_bundle(tiny_model: Path, tiny_labels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole bundle of eight variants. Tests that change it copy it first."""
    from mobilekit.pipeline import convert
    from mobilekit.request import Options, resolve

    out = tmp_path_factory.mktemp("bundle") / "tiny"
    options = Options(preprocessing="tf", labels=tiny_labels)
    convert(resolve(str(tiny_model), options, print), out, print)
    return out


@pytest.fixture
def broken(tiny_bundle: Path, tmp_path: Path) -> Path:
    """A copy of the tiny bundle to damage."""
    return Path(shutil.copytree(tiny_bundle, tmp_path / "bundle"))


Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def mobilekit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run the command line in this process: (exit code, stdout, stderr)."""

    def run(*arguments: object) -> tuple[int, str, str]:
        from mobilekit.cli import main

        monkeypatch.setattr("sys.argv", ["mobilekit", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        out, err = capsys.readouterr()
        return int(stop.value.code or 0), out, err

    return run
