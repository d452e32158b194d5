"""Pictures that int8 calibrates on, and what the manifest says of them."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobilekit.errors import MobileKitError
from mobilekit.picture_store import PictureStore, spread
from mobilekit.preprocess import IMAGE_SUFFIXES, Pixels, Preprocessing, load_image, to_tensor

if TYPE_CHECKING:
    from mobilekit.spec import GoldenImage

LIMIT = 500
"""Pictures read unless more are asked for: ranges settle far earlier, and each costs some runs of the network."""
SAMPLES = ("china.jpg", "flower.jpg")
DEFAULT_ORIGIN = "the golden images and the sample photographs that scikit-learn installs"


@dataclass(frozen=True)
class Calibration:
    """Pictures ready for the network, geometry done.

    Attributes:
        origin: where they come from.
        names: one per picture, relative to their folder, with ``/``.
        sha256s: of each picture's file; of the pixels (H, W, 3) where there is none.
        tensors: (H, W, 3) uint8 RGB each, read from disk as they are asked for.
    """

    origin: str
    names: tuple[str, ...]
    sha256s: tuple[str, ...]
    tensors: Sequence[Pixels]

    def as_json(self) -> dict[str, Any]:
        """The manifest's ``calibration``."""
        pairs = zip(self.names, self.sha256s, strict=True)
        return {"origin": self.origin, "images": [{"name": name, "sha256": digest} for name, digest in pairs]}


def image_paths(folder: Path) -> list[Path]:
    """Image files below ``folder``, at any depth, sorted by the bytes of their relative path; links are not followed.

    Raises:
        MobileKitError: no such folder, or no images in it.
    """
    if not folder.is_dir():
        raise MobileKitError(f"There is no folder {folder}.", remedy="Check the path.")
    found = [Path(root, name) for root, _, files in os.walk(folder) for name in files]
    images = [path for path in found if path.suffix.lower() in IMAGE_SUFFIXES and not path.name.startswith(".")]
    if not images:
        raise MobileKitError(
            f"{folder} holds no images.", remedy=f"Put files ending in {', '.join(sorted(IMAGE_SUFFIXES))} there."
        )
    return sorted(images, key=lambda path: os.fsencode(path.relative_to(folder).as_posix()))


def read_calibration(
    folder: Path, rule: Preprocessing, limit: int | None = None, step: Callable[[], None] = lambda: None
) -> Calibration:
    """The pictures below ``folder``, geometry done.

    Args:
        folder: searched at any depth.
        rule: the network's preprocessing; its geometry is applied here.
        limit: pictures at most, evenly spread; None: 500.
        step: called once a picture, for a progress bar.

    Raises:
        MobileKitError: no such folder, no images, one that cannot be read, or no space for them.
    """
    everything = image_paths(folder)
    paths = spread(everything, limit or LIMIT)
    tensors, digests = PictureStore(rule.size), []
    for path in paths:
        tensors.append(to_tensor(load_image(path), rule))
        digests.append(hashlib.sha256(path.read_bytes()).hexdigest())
        step()
    names = tuple(path.relative_to(folder).as_posix() for path in paths)
    some = f"{len(paths)} of the {len(everything)}" if len(paths) < len(everything) else f"{len(paths)}"
    return Calibration(f"{some} pictures of the folder {folder.name}", names, tuple(digests), tensors)


def default_calibration(golden: Sequence[GoldenImage], rule: Preprocessing) -> Calibration:
    """What int8 calibrates on when the user gives nothing: the golden images and two photographs."""
    named = [
        (image.name, _pixels_sha256(image.pixels), to_tensor(image.pixels, rule, image.rotation)) for image in golden
    ]
    for path in sample_photographs():
        named.append((path.name, hashlib.sha256(path.read_bytes()).hexdigest(), to_tensor(load_image(path), rule)))
    names, digests, tensors = zip(*named, strict=True)
    return Calibration(DEFAULT_ORIGIN, names, digests, tensors)


def sample_photographs() -> list[Path]:
    """The photographs beside scikit-learn's ``load_sample_images``, found without importing scikit-learn.

    Raises:
        MobileKitError: scikit-learn is not installed whole.
    """
    spec = importlib.util.find_spec("sklearn")
    roots = list(spec.submodule_search_locations or []) if spec else []
    paths = [Path(roots[0], "datasets", "images", name) for name in SAMPLES] if roots else []
    if not paths or not all(path.is_file() for path in paths):
        raise MobileKitError(
            "scikit-learn's sample photographs are not installed.",
            remedy="Install scikit-learn again, or give --calibration DIR.",
        )
    return paths


def _pixels_sha256(pixels: Pixels) -> str:
    return hashlib.sha256(pixels.tobytes()).hexdigest()
