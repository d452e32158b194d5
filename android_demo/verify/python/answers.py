"""What Python answers on the golden images of bundles: one file a bundle, named by the bundle's identity.

Run by ``verify/run`` as ``python answers.py FOLDER BUNDLE...``. Each file: variant -> the best five classes of each
golden image, in the manifest's order.
"""

import hashlib
import json
import sys
from pathlib import Path

from mobilekit.checks.base import Context
from mobilekit.formats.tflite.run import Runner
from mobilekit.manifest import read_manifest
from mobilekit.postprocess import top_k


def answers(root: Path) -> dict[str, list[list[int]]]:
    """Variant -> (images, 5) class indices, best first."""
    context = Context(root)
    context.manifest = read_manifest(context.manifest_bytes)
    table = {}
    for artifact in context.manifest["artifacts"]:
        if artifact["variant"].startswith("tflite-"):
            runner = Runner(root / artifact["path"], context.rule, tuple(artifact["app_steps"]))
            table[artifact["variant"]] = top_k(runner.run(context.tensors), 5).tolist()
    return table


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for bundle in map(Path, sys.argv[2:]):
        target = folder / f"{hashlib.sha256((bundle / 'SHA256SUMS').read_bytes()).hexdigest()}.json"
        target.write_text(json.dumps(answers(bundle)), "utf-8")
