"""Start-up: `mobilekit --help` and `mobilekit inspect`, beside `python -c "import click"`.

    python tests/bench/startup.py BUNDLE

Prints the best of eleven runs of each and the ratio; exits 1 over the limits (--help .25 s and 4 x click,
inspect .6 s).
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

RUNS = 11
COMMAND = Path(sys.executable).parent / "mobilekit"


def best(*words: object) -> float:
    """Seconds of the fastest of ``RUNS`` runs: the others measure the machine's other work."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([*map(str, words)], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    bundle = Path(sys.argv[1])
    click, shown = best(sys.executable, "-c", "import click"), best(COMMAND, "--help")
    print(f"import click   {click:.3f} s")
    print(f"--help         {shown:.3f} s   {shown / click:.2f} x (limits .25 s, 4 x)")
    good = shown <= 0.25 and shown <= 4 * click
    files = [bundle, next(bundle.glob("tflite/*-int8.tflite")), next(bundle.glob("coreml/*-float16.mlpackage"))]
    for path in files:
        seconds = best(COMMAND, "inspect", path)
        good &= seconds <= 0.6
        print(f"inspect        {seconds:.3f} s   {path.name} (limit .6 s)")
    sys.exit(not good)


if __name__ == "__main__":
    main()
