"""What `--qat` wins for int8 and `--teacher` for a smaller network, on CIFAR-10's 5,000 test images.

    MOBILEKIT_TEST_DATA=DIR python tests/bench/train_gains.py [--work FOLDER] [--teacher FILE] [--epochs N] [--size S]

Trains MobileNetV1 0.25 from its ImageNet weights twice with the same pictures, epochs and learning rate: without and
with a teacher. Then goes on from the first for as long, without and with int8's rounding in place. Each file is
converted by `mobilekit convert` and its int8 asked by a plain interpreter. A row has the float and the int8 accuracy,
how often int8 gives the float network's answer, and McNemar's exact p of its int8 against the row it is to beat. What
is in FOLDER already is not trained again. Exits 1 unless `--qat` keeps more of the float network's answers than its
control, and the taught network is right more often than the untaught with p < 0.05.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np

DATA = Path(os.environ.get("MOBILEKIT_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "testdata"))
WEIGHTS = DATA / "models" / "mobilenet_v1_0.25_224_imagenet.keras"
CALIBRATED_ON = 20
"""Training pictures of each class."""
BEATS = {"--qat": "control", "--teacher": "base"}
"""Row -> what it is to be better than."""


def mobilekit(*words: object) -> None:
    subprocess.run([sys.executable, "-m", "mobilekit", *map(str, words)], check=True)


def train(out: Path, *words: object) -> Path:
    if not out.is_file():
        mobilekit("train", out.parent / "cifar10", *words, "--out", out)
    return out


def unpack(work: Path) -> None:
    """The data set, and pictures to calibrate with."""
    if not (work / "cifar10").is_dir():
        with tarfile.open(DATA / "cifar10.tar.xz") as archive:
            archive.extractall(work, filter="data")
    for folder in sorted((work / "cifar10" / "train").iterdir()):
        for path in sorted(folder.iterdir())[:CALIBRATED_ON]:
            target = work / "calibration" / f"{folder.name}_{path.name}"
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())


def int8_scores(model: Path, tensors: np.ndarray) -> np.ndarray:
    """(N, classes) of the kit's tflite-int8 file for (N, H, W, 3) uint8."""
    from ai_edge_litert.interpreter import Interpreter

    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder, "bundle")
        calibration = model.parent / "calibration"
        mobilekit(
            "convert", model, "--variant", "tflite-int8", "--calibration", calibration, "--out", bundle, "--quiet"
        )
        interpreter = Interpreter(str(next(bundle.glob("tflite/*int8.tflite"))), num_threads=2)
    interpreter.allocate_tensors()
    source, target = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    found = []
    for tensor in tensors:  # uint8 0..255 is what the file takes
        interpreter.set_tensor(source["index"], tensor[None])
        interpreter.invoke()
        found.append(interpreter.get_tensor(target["index"])[0].astype(np.float32))
    return np.stack(found)


def test_pictures(work: Path, size: int) -> tuple[np.ndarray, np.ndarray]:
    from mobilekit.preprocess import Preprocessing, load_image, to_tensor

    folders = sorted((work / "cifar10" / "test").iterdir())
    paths = [(path, k) for k, folder in enumerate(folders) for path in sorted(folder.iterdir())]
    rule = Preprocessing((size, size), 1.0)
    return np.stack([to_tensor(load_image(path), rule) for path, _ in paths]), np.array([k for _, k in paths])


def mcnemar(right: np.ndarray, other: np.ndarray) -> float:
    """Exact two-sided p of two answerers on the same pictures (McNemar 1947)."""
    from scipy.stats import binomtest

    gained, lost = int((right & ~other).sum()), int((other & ~right).sum())
    return float(binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, default=Path("train_gains"))
    parser.add_argument("--teacher", type=Path)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--more", type=int, default=3)
    parser.add_argument("--size", type=int, default=64)
    given = parser.parse_args()
    work = given.work
    work.mkdir(parents=True, exist_ok=True)
    unpack(work)
    student = ("--weights", WEIGHTS, "--size", given.size, "--epochs", given.epochs, "--rate", "0.02", "--freeze", 0)
    base = train(work / "base.keras", *student)
    same, rate = ("--weights", base, "--size", given.size, "--freeze", 0), "0.002"
    rows = {
        "base": base,
        "control": train(work / "control.keras", *same, "--epochs", given.more, "--rate", rate),
        "--qat": train(work / "qat.keras", *same, "--epochs", f"0,qat={given.more}", "--rate", f"qat={rate}", "--qat"),
    }
    if given.teacher:
        rows["--teacher"] = train(work / "taught.keras", *student, "--teacher", given.teacher)
    return report(rows, work, given.size)


def report(rows: dict[str, Path], work: Path, size: int) -> int:
    from mobilekit.preprocess import Preprocessing, normalise
    from mobilekit.sources.keras import load

    tensors, truth = test_pictures(work, size)
    rule = Preprocessing((size, size), 1.0)
    found = {}
    for name, path in rows.items():
        starts = range(0, len(tensors), 500)
        source = load(path)
        floats = np.concatenate([source.predict(normalise(tensors[k : k + 500], rule)) for k in starts]).argmax(1)
        found[name] = (floats, int8_scores(path, tensors).argmax(1))
    print(f"{'':12} float    int8   agreement   p of the int8   load {os.getloadavg()[0]:.1f}")
    for name, (floats, ints) in found.items():
        against = found[BEATS.get(name, name)][1] == truth
        print(
            f"{name:12} {(floats == truth).mean():.4f}  {(ints == truth).mean():.4f}  {(floats == ints).mean():.4f}"
            f"      {mcnemar(ints == truth, against):.3g} against {BEATS.get(name, name)}",
            flush=True,
        )
    return 0 if kept(found) and taught(found, truth) else 1


def kept(found: dict[str, tuple]) -> bool:
    """Whether int8 gives the float network's answer more often after `--qat`."""
    qat, control = ((floats == ints).mean() for floats, ints in (found["--qat"], found["control"]))
    return bool(qat > control)


def taught(found: dict[str, tuple], truth: np.ndarray) -> bool:
    """Whether the taught network's int8 is right more often, and not by chance; True where there was no teacher."""
    if "--teacher" not in found:
        return True
    student, alone = (found[name][1] == truth for name in ("--teacher", "base"))
    return bool(student.mean() > alone.mean()) and mcnemar(student, alone) < 0.05


if __name__ == "__main__":
    sys.exit(main())
