"""Every mistake a user makes has its sentence, its remedy and exit code 2, and leaves nothing half-written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

Cli = Callable[..., tuple[int, str, str]]


def fails(result: tuple[int, str, str], sentence: str, remedy: str = "") -> None:
    code, out, err = result
    lines = err.strip().split("\n")
    assert (code, out) == (2, "")
    assert lines[0] == f"Error: {sentence}"
    assert len(lines) == 2
    assert remedy in lines[1]


@pytest.fixture
def convert(mobilekit: Cli, tiny_labels: Path, tmp_path: Path):
    """Run convert with good settings but for what the test gives, and see that nothing is left behind."""

    def run(source: object, *arguments: object) -> tuple[int, str, str]:
        out = tmp_path / "made" / "out"
        result = mobilekit(
            "convert", source, "--preprocessing", "tf", "--labels", tiny_labels, "--out", out, *arguments
        )
        assert not out.exists()
        assert not out.parent.exists() or list(out.parent.iterdir()) == []
        return result

    return run


def test_a_missing_file(convert, tmp_path: Path) -> None:
    path = tmp_path / "no.keras"
    fails(convert(path), f"There is no file {path}.", "Check the path")


def test_no_model(convert, tmp_path: Path) -> None:
    path = tmp_path / "notes.keras"
    path.write_text("not a model")
    fails(convert(path), f"{path} is not a Keras model.", ".keras")


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_truncated_keras_file(convert, tiny_model: Path, tmp_path: Path, keep: float) -> None:
    path = tmp_path / "cut.keras"
    data = tiny_model.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    fails(convert(path), f"{path} is truncated or damaged.", "again")


def test_a_truncated_h5_file(convert, tiny_model: Path, tmp_path: Path) -> None:
    import keras

    whole, path = tmp_path / "whole.h5", tmp_path / "cut.h5"
    keras.models.load_model(tiny_model).save(whole)
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    fails(convert(path), f"{path} is truncated or damaged.", "again")


def test_a_lambda_layer_is_refused_and_not_run(convert, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import keras

    path, proof = tmp_path / "lambda.keras", tmp_path / "proof"
    monkeypatch.setenv("MOBILEKIT_TRAP", str(proof))
    inputs = keras.Input((32, 32, 3))
    trap = keras.layers.Lambda(lambda x: (open(__import__("os").environ["MOBILEKIT_TRAP"], "w").close(), x)[1])  # noqa: PTH123
    pooled = keras.layers.GlobalAveragePooling2D()(trap(inputs))
    keras.Model(inputs, keras.layers.Dense(10, "softmax")(pooled)).save(path)
    proof.unlink()  # building the network ran it: the trap is live
    fails(convert(path), f"{path} has a Lambda layer, which holds code of its own; the kit does not run it.", "Replace")
    assert not proof.exists()


def test_a_wrong_label_count(convert, tiny_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "nine.txt"
    path.write_text("label\n" * 9)
    sentence = f"{path} has 9 labels, the model has 10 outputs."
    fails(convert(tiny_model, "--labels", path), sentence, "one label per output")


def test_labels_in_another_encoding(convert, tiny_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes("café\n".encode("latin-1") * 10)
    fails(convert(tiny_model, "--labels", path), f"{path} is not UTF-8.", "Save it as UTF-8")


def test_an_empty_calibration_folder(convert, tiny_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    fails(convert(tiny_model, "--calibration", folder), f"{folder} holds no images.", "")


def test_a_broken_calibration_image(convert, tiny_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    Image.new("RGB", (40, 40)).save(folder / "a.png")
    (folder / "b.jpg").write_bytes((folder / "a.png").read_bytes()[:60])
    fails(convert(tiny_model, "--calibration", folder), f"{folder / 'b.jpg'} cannot be read as an image.", "Remove it")


def test_an_unknown_variant_offers_the_nearest(convert, tiny_model: Path) -> None:
    result = convert(tiny_model, "--variant", "tflite-int-8")
    fails(result, "No variant is called tflite-int-8.", "Did you mean tflite-int8?")


def test_an_output_folder_that_exists(mobilekit: Cli, tiny_model: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    result = mobilekit("convert", tiny_model, "--preprocessing", "tf", "--out", tmp_path / "out")
    fails(result, f"{tmp_path / 'out'} exists.", "--force")


def test_force_does_not_delete_what_is_no_bundle(mobilekit: Cli, tiny_model: Path, tmp_path: Path) -> None:
    precious = tmp_path / "out" / "thesis.tex"
    precious.parent.mkdir()
    precious.write_text("years of work")
    result = mobilekit("convert", tiny_model, "--preprocessing", "tf", "--out", tmp_path / "out", "--force")
    fails(result, f"{tmp_path / 'out'} exists and is not a bundle, so --force will not delete it.", "another --out")
    assert precious.read_text() == "years of work"


def test_an_output_below_a_file(mobilekit: Cli, tiny_model: Path, tiny_labels: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    out = tmp_path / "file" / "out"
    result = mobilekit("convert", tiny_model, "--preprocessing", "tf", "--labels", tiny_labels, "--out", out)
    fails(result, f"{out} cannot be written.", "may write to")


def isolated(tmp_path: Path, mount: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command line in a mount namespace of its own, after the shell line ``mount``."""
    words = " ".join(f"'{word}'" for word in (sys.executable, "-m", "mobilekit", *arguments))
    user = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
    if subprocess.run(["unshare", *user, "--mount", "true"], capture_output=True, check=False).returncode:
        pytest.skip("mount namespaces are refused here")
    script = f"{mount} && exec {words}"
    return subprocess.run(
        ["unshare", *user, "--mount", "sh", "-c", script], capture_output=True, text=True, check=False
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mount", "sentence"),
    [
        ("mount -t tmpfs -o size=300k none {0}", "No space left for {0}/out."),
        ("mount -t tmpfs -o ro none {0}", "{0}/out cannot be written."),
    ],
)
def test_a_full_or_read_only_disk(
    tiny_model: Path, tiny_labels: Path, tmp_path: Path, mount: str, sentence: str
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    options = ["--preprocessing", "tf", "--labels", tiny_labels, "--variant", "tflite-float32"]
    done = isolated(tmp_path, mount.format(disk), "convert", tiny_model, *options, "--out", disk / "out")
    fails((done.returncode, done.stdout, done.stderr), sentence.format(disk))


def test_a_net_whose_input_is_no_image(convert, tmp_path: Path) -> None:
    import keras

    path = tmp_path / "table.keras"
    keras.Sequential([keras.Input((7,)), keras.layers.Dense(10, "softmax")]).save(path)
    fails(convert(path), f"{path} does not take an image: its input has shape (None, 7).", "(height, width, 3)")


def test_a_catalogue_name_without_network(convert) -> None:
    sentence = "The ImageNet weights of mobilenet_v2_1.0_224 could not be downloaded."
    fails(convert("mobilenet_v2_1.0_224"), sentence, "network")


def test_a_misspelt_catalogue_name(convert) -> None:
    result = convert("mobilenet_v2_1.0_225")
    assert result[0] == 2
    assert "mobilenet_v2_1.0_224" in result[2]


def test_preprocessing_is_never_guessed(mobilekit: Cli, tiny_model: Path, tiny_labels: Path, tmp_path: Path) -> None:
    result = mobilekit("convert", tiny_model, "--labels", tiny_labels, "--out", tmp_path / "out")
    sentence = f"{tiny_model} does not say how its pictures were preprocessed, and the kit never guesses."
    fails(result, sentence, "tf: [-1, 1]")


def test_outputs_without_names(mobilekit: Cli, tiny_model: Path, tmp_path: Path) -> None:
    result = mobilekit("convert", tiny_model, "--preprocessing", "tf", "--out", tmp_path / "out")
    fails(result, f"{tiny_model} does not say what its 10 outputs mean.", "--labels")


def test_validate_of_something_else(mobilekit: Cli, tmp_path: Path) -> None:
    result = mobilekit("validate", tmp_path)
    fails(result, f"{tmp_path} is not a bundle: it has no manifest.json and SHA256SUMS.", "mobilekit convert")


def test_inspect_of_nothing_and_of_garbage(mobilekit: Cli, tmp_path: Path) -> None:
    fails(mobilekit("inspect", tmp_path / "no"), f"There is nothing at {tmp_path / 'no'}.", "Check the path")
    path = tmp_path / "x.tflite"
    path.write_bytes(bytes(range(256)) * 10)
    fails(mobilekit("inspect", path), f"{path} is not a TFLite model.", "")


@pytest.mark.parametrize("name", ["../up", "a/b", ".hidden", "with space"])
def test_a_name_that_leaves_the_bundle(convert, tiny_model: Path, name: str) -> None:
    fails(convert(tiny_model, "--name", name), f"{name} cannot name files.", "letters, digits")


def test_a_misspelt_command(mobilekit: Cli) -> None:
    code, _, err = mobilekit("convrt")
    assert code == 2
    assert "Did you mean convert?" in err


def test_an_archive_that_leaves_its_folder(convert, tiny_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "evil.keras"
    path.write_bytes(tiny_model.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../evil.py", "x")
    code, _, err = convert(path)
    assert code == 2
    assert err.startswith(f"Error: {path}")


def test_a_bug_keeps_its_traceback(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mobilekit import inspection
    from mobilekit.cli import main

    monkeypatch.setattr(inspection, "inspect_path", lambda _: json.loads("{"))
    monkeypatch.setattr("sys.argv", ["mobilekit", "inspect", str(tiny_model)])
    with pytest.raises(json.JSONDecodeError):
        main()
