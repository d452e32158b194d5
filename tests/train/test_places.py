"""Archives and CIFAR-10's own files: read safely, and never fetched."""

from __future__ import annotations

import io
import pickle
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mobilekit.preprocess import load_image
from mobilekit.train.places import locate, set_name, settle


def nothing() -> None:
    pass


def png() -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (4, 4), (1, 2, 3)).save(packed, "PNG")
    return packed.getvalue()


def tar(path: Path, names: list[str], mode: str = "w:xz") -> Path:
    with tarfile.open(path, mode) as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(png())
            archive.addfile(info, io.BytesIO(png()))
    return path


@pytest.mark.parametrize(("name", "mode"), [("set.tar.xz", "w:xz"), ("set.tgz", "w:gz"), ("set.tar", "w")])
def test_a_tar_archive_is_unpacked_once_and_its_outer_folder_entered(name: str, mode: str, tmp_path: Path) -> None:
    names = ["set/train/a/0.png", "set/train/b/1.png", "set/readme.txt", "set/test/a/2.png"]
    archive = tar(tmp_path / name, names, mode)
    counted: list[int] = []
    folder = settle(archive, tmp_path / "state" / "pictures", lambda: counted.append(1))
    assert folder == tmp_path / "state" / "pictures" / "set"
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.*")) == [
        "test/a/2.png", "train/a/0.png", "train/b/1.png",
    ]  # fmt: skip
    assert len(counted) == 3
    assert settle(archive, tmp_path / "state" / "pictures", lambda: counted.append(1)) == folder
    assert len(counted) == 3


def test_a_zip_archive_without_an_outer_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        for name in ("a/0.png", "b/1.png"):
            archive.writestr(name, png())
    folder = settle(tmp_path / "set.zip", tmp_path / "out", nothing)
    assert sorted(p.name for p in folder.iterdir()) == ["a", "b"]


def test_a_lone_train_folder_is_not_entered(tmp_path: Path) -> None:
    folder = settle(tar(tmp_path / "s.tar.xz", ["train/a/0.png", "train/b/1.png"]), tmp_path / "out", nothing)
    assert [p.name for p in folder.iterdir()] == ["train"]


@pytest.mark.parametrize("name", ["../evil.png", "/evil.png", "a/../../evil.png", "c:evil.png", "a\\..\\..\\evil.png"])
def test_a_member_that_leaves_the_folder_is_refused(name: str, tmp_path: Path, refusal: Any) -> None:
    archive = tar(tmp_path / "s.tar.xz", ["a/0.png", name])
    assert "has a member outside its folder" in refusal(settle, archive, tmp_path / "in" / "out", nothing)
    assert not (tmp_path / "in" / "out").exists()
    assert not list(tmp_path.rglob("evil*"))


def test_links_and_devices_are_left_out(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "s.tar", "w") as archive:
        for name, kind in (
            ("a/link.png", tarfile.SYMTYPE),
            ("a/hard.png", tarfile.LNKTYPE),
            ("a/fifo.png", tarfile.FIFOTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("a/0.png")
        info.size = len(png())
        archive.addfile(info, io.BytesIO(png()))
    folder = settle(tmp_path / "s.tar", tmp_path / "out", nothing)
    assert [p.name for p in folder.rglob("*.png")] == ["0.png"]


def test_a_damaged_archive_leaves_nothing(tmp_path: Path, refusal: Any) -> None:
    archive = tar(tmp_path / "s.tar.xz", [f"a/{k}.png" for k in range(50)])
    archive.write_bytes(archive.read_bytes()[:150])
    assert "is damaged" in refusal(settle, archive, tmp_path / "out", nothing)
    assert not (tmp_path / "out").exists()
    (tmp_path / "t.zip").write_bytes(b"no zip")
    assert "is damaged" in refusal(settle, tmp_path / "t.zip", tmp_path / "out", nothing)


def test_an_archive_without_pictures(tmp_path: Path, refusal: Any) -> None:
    archive = tar(tmp_path / "s.tar", ["a/readme.txt"], "w")
    assert refusal(settle, archive, tmp_path / "out", nothing) == f"{archive} holds no images."


def cifar(folder: Path, extra: Any = None) -> Path:
    """CIFAR-10 as Python pickles, two pictures a file: red fading downwards, and a single blue pixel."""
    folder.mkdir(parents=True)
    rows = np.zeros((2, 3, 32, 32), np.uint8)
    rows[0, 0] = np.arange(32)[:, None] * 8
    rows[1, 2, 3, 5] = 200
    for name in [*(f"data_batch_{k}" for k in range(1, 6)), "test_batch"]:
        batch = {b"data": rows.reshape(2, 3072), b"labels": [0, 1], b"extra": extra}
        (folder / name).write_bytes(pickle.dumps(batch, 4))
    (folder / "batches.meta").write_bytes(pickle.dumps({b"label_names": [b"airplane", b"bird"]}, 4))
    return folder


def test_the_name_cifar10_finds_keras_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    copy = cifar(tmp_path / "home" / "datasets" / "cifar-10-batches-py")
    assert locate("cifar10") == copy
    folder = settle(copy, tmp_path / "out", nothing)
    assert len(list(folder.glob("train/airplane/*.png"))) == 5
    assert len(list(folder.glob("test/*/*.png"))) == 2
    red = load_image(folder / "test" / "airplane" / "test_batch_00000.png")
    assert red[31, 0].tolist() == [248, 0, 0]
    assert red[0, 31].tolist() == [0, 0, 0]
    blue = load_image(folder / "test" / "bird" / "test_batch_00001.png")
    assert np.argwhere(blue).tolist() == [[3, 5, 2]]
    tar(Path("cifar10.tar.xz"), ["a/0.png"])
    assert locate("cifar10") == Path("cifar10.tar.xz")
    Path("cifar10").mkdir()
    assert locate("cifar10") == Path("cifar10")


def test_cifar10_is_not_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: Any) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert refusal(locate, "cifar10") == "CIFAR-10 is not on this machine, and the kit downloads nothing by itself."


class Evil:
    def __reduce__(self) -> Any:
        return Path.touch, (Path("evil-ran"),)


def test_a_pickle_with_code_in_it_is_refused_unrun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    copy = cifar(tmp_path / "cifar-10-batches-py", Evil())
    assert "is no part of CIFAR-10" in refusal(settle, copy, tmp_path / "out", nothing)
    assert not Path("evil-ran").exists()


def test_what_is_no_data_set(tmp_path: Path, refusal: Any) -> None:
    (tmp_path / "x.txt").write_text("x")
    assert (
        refusal(locate, str(tmp_path / "x.txt")) == f"{tmp_path / 'x.txt'} is neither a folder, a CSV nor an archive."
    )
    assert refusal(locate, str(tmp_path / "no")) == f"There is no folder {tmp_path / 'no'}."


def test_the_name_of_a_set_is_that_of_its_file() -> None:
    assert [set_name(text) for text in ("a/b/flowers/", "x/cifar10.tar.xz", "list.csv", "cifar10")] == [
        "flowers", "cifar10", "list.csv", "cifar10",
    ]  # fmt: skip
