"""Peak memory and time of a conversion that calibrates on many pictures, beside one on few.

    MOBILEKIT_TEST_DATA=DIR python tests/bench/calibration_memory.py [--few 100] [--many 5000]

Converts the packaged network to tflite-int8 and coreml-w8a8, which are the variants that run every calibration picture,
on CIFAR-10's training pictures; each run is a process of its own. Exits 1 where many pictures need more than 3 % more
memory than few: the allocator's own variation from run to run is 1 %.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

from agreement import DATA

MOST = 1.03


def unpack(folder: Path, count: int) -> None:
    with tarfile.open(DATA / "cifar10.tar.xz") as archive:
        for member in archive:
            if member.isfile() and "train" in Path(member.name).parts:
                archive.extract(member, folder, filter="data")
                count -= 1
                if count == 0:
                    return


def measure(pictures: Path, count: int) -> float:
    """Peak memory, GB."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["convert", "--variant", "tflite-int8", "--variant", "coreml-w8a8", "--calibration", str(pictures),
                 "--calibration-limit", str(count), "--out", str(Path(folder, "bundle")), "--quiet"]  # fmt: skip
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "mobilekit", *words], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit("The conversion failed.")
        manifest = json.loads(Path(folder, "bundle", "manifest.json").read_text())
        used = len(manifest["calibration"]["images"])
        assert used == count, f"{used} pictures were used"
    peak = usage.ru_maxrss / 1e6
    print(f"{count:6} pictures: peak {peak:.3f} GB, {time.perf_counter() - start:.0f} s", flush=True)
    return peak


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--few", type=int, default=100)
    parser.add_argument("--many", type=int, default=5000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        unpack(Path(folder), given.many)
        few, many = (measure(Path(folder), count) for count in (given.few, given.many))
    print(f"ratio {many / few:.3f} (limit {MOST})")
    sys.exit(many > MOST * few)


if __name__ == "__main__":
    main()
