"""The model that comes with the kit: trained by it, its golden images made by it."""

from __future__ import annotations

import json
from pathlib import Path

from mobilekit.preprocess import load_image
from mobilekit.sources.base import Source
from mobilekit.spec import GoldenImage

ASSETS = Path(__file__).parent / "assets"
MODEL = ASSETS / "mobilenet_v2_0.35_96_cifar10.keras"
GOLDEN = ASSETS / "golden"
GOLDEN_ORIGIN = "one picture a class synthesised from the model itself, and scenes drawn by the kit"


def load() -> Source:
    """The packaged MobileNetV2 0.35 at 96x96, ten CIFAR-10 classes."""
    from mobilekit.sources.keras import load as load_file

    return load_file(MODEL)


def golden() -> tuple[GoldenImage, ...]:
    """Its golden images, in the order of ``golden/index.json``."""
    index = json.loads((GOLDEN / "index.json").read_text("utf-8"))
    return tuple(GoldenImage(row["name"], load_image(GOLDEN / f"{row['name']}.png"), row["rotation"]) for row in index)
