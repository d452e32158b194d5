"""What the kit answers on a bundle's golden images, for a demo's self-check where Core ML does not run.

Run as ``python record_outputs.py BUNDLE FOLDER``: writes ``FOLDER/<variant>.f32`` for each Core ML variant,
little-endian float32, golden images x classes.
"""

import sys
from pathlib import Path

from mobilekit.checks.base import Context
from mobilekit.manifest import read_manifest


def record(root: Path, folder: Path) -> list[Path]:
    """The files written, in the manifest's order."""
    context = Context(root)
    context.manifest = read_manifest(context.manifest_bytes)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for variant in context.artifacts:
        if variant.startswith("coreml-"):
            scores = context.runner(variant).run(context.tensors)
            written.append(folder / f"{variant}.f32")
            written[-1].write_bytes(scores.astype("<f4").tobytes())
    return written


if __name__ == "__main__":
    record(Path(sys.argv[1]), Path(sys.argv[2]))
