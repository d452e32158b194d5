"""A bundle opened in Python: its variants answer pictures as an app would let them."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from mobilekit import postprocess
from mobilekit.bundle import identity, require_bundle, size_of
from mobilekit.checks.base import BUNDLE, FAILED, Context
from mobilekit.checks.files import check_files
from mobilekit.checks.manifest import check_manifest
from mobilekit.decoding import pixels_of
from mobilekit.errors import MobileKitError
from mobilekit.formats.base import Runner
from mobilekit.labels import read_labels
from mobilekit.preprocess import Pixels, Preprocessing, load_image, to_tensor
from mobilekit.spec import Batch

Picture = str | os.PathLike[str] | Image.Image | npt.NDArray[np.uint8]
"""A file, an open Pillow image, or (H, W, 3) uint8 RGB."""


class UnknownVariant(MobileKitError, KeyError):
    """A bundle has no such variant; the remedy holds the nearest."""


@dataclass(frozen=True)
class Prediction:
    """One class and how sure the network is of it.

    Attributes:
        label: of the class.
        probability: 0..1.
        index: of the class among the outputs.
    """

    label: str
    probability: float
    index: int


@dataclass(frozen=True, eq=False)
class Classification:
    """What a network says of one picture.

    Attributes:
        top: the best classes, best first; equal ones by their index.
        probabilities: (classes,) float32.
        scores: (classes,) float32: the network's output, dequantised; the same numbers unless it gives logits.
    """

    top: tuple[Prediction, ...]
    probabilities: npt.NDArray[np.float32] = field(repr=False)
    scores: npt.NDArray[np.float32] = field(repr=False)

    @property
    def label(self) -> str:
        """Of the best class."""
        return self.top[0].label

    @property
    def probability(self) -> float:
        """Of the best class."""
        return self.top[0].probability

    def __repr__(self) -> str:
        return f"<Classification: {', '.join(f'{p.label} {p.probability:.3f}' for p in self.top)}>"


class Model:
    """One variant of a bundle. Its file is loaded at the first picture.

    Attributes:
        variant: such as ``tflite-int8``.
        info: its entry in the manifest: tensors, app steps, delegates, measured parity.
    """

    def __init__(self, bundle: Bundle, variant: str, context: Context) -> None:
        self.variant, self.info = variant, context.artifacts[variant]
        self._bundle, self._context = bundle, context

    @property
    def path(self) -> Path:
        """The ``.tflite`` file or ``.mlpackage`` folder."""
        return self._bundle.path / str(self.info["path"])

    @property
    def bytes(self) -> int:
        """Size on disk."""
        return size_of(self.path)

    def run(self, image: Picture, top: int = 5, rotation: int = 0) -> Classification:
        """Classify one picture: the whole of the contract's preprocessing, the network, the best ``top`` classes.

        Args:
            image: a file (turned by its EXIF orientation), a Pillow image (likewise), or (H, W, 3) uint8 RGB.
            top: classes to name, best first.
            rotation: degrees clockwise that turn it upright besides: 0, 90, 180 or 270.

        Raises:
            MobileKitError: no picture, or a file of the bundle that does not load here.
        """
        return self.run_many([image], top, rotation)[0]

    def run_many(self, images: Iterable[Picture], top: int = 5, rotation: int = 0) -> list[Classification]:
        """As ``run``, for several."""
        rule, labels = self._bundle.preprocessing, self._bundle.labels
        tensors = [to_tensor(_pixels(image), rule, _quarter(rotation)) for image in images]
        return [self._answer(scores, labels, top) for scores in self.scores(np.stack(tensors))] if tensors else []

    def scores(self, tensors: Pixels) -> Batch:
        """(N, height, width, 3) uint8 RGB of the network's size, geometry done -> (N, classes) float32, dequantised."""
        return self._runner.run(tensors)

    def __repr__(self) -> str:
        return f"<Model {self.variant} of {self._bundle.name}: {self.bytes / 1e6:.2f} MB>"

    @cached_property
    def _runner(self) -> Runner:
        return self._context.runner(self.variant)

    def _answer(self, scores: npt.NDArray[np.float32], labels: tuple[str, ...], top: int) -> Classification:
        found = postprocess.probabilities(scores, self._context.activation)
        best = [int(index) for index in postprocess.top_k(found, top)]
        predictions = tuple(Prediction(labels[index], float(found[index]), index) for index in best)
        return Classification(predictions, found, scores)


class Bundle(Mapping[str, Model]):
    """A bundle whose every file matched its hash when it was opened: variant -> model, in the manifest's order.

    Attributes:
        path: its folder.
        manifest: ``manifest.json`` as plain values.
        labels: in output order.
        preprocessing: what is done to a picture before any of its networks.
        identity: sha256 of its ``SHA256SUMS``.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open and verify.

        Raises:
            MobileKitError: no bundle; a file that is missing, changed or not listed; a manifest that breaks the
                contract.
        """
        self.path = Path(path)
        context = verified(self.path)
        self.manifest: dict[str, Any] = context.accepted
        self.labels = read_labels(self.path / self.manifest["labels"]["path"])
        self.preprocessing: Preprocessing = context.rule
        self.identity = identity(self.path)
        self._models = {variant: Model(self, variant, context) for variant in context.artifacts}

    @property
    def name(self) -> str:
        """Of the model."""
        return str(self.manifest["model"]["name"])

    def __getitem__(self, variant: str) -> Model:
        if variant not in self._models:
            near = difflib.get_close_matches(str(variant), self._models, n=1, cutoff=0.3)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise UnknownVariant(
                f"{self.path} has no variant {variant}.", remedy=f"{hint}It has {', '.join(self._models)}."
            )
        return self._models[variant]

    def __iter__(self) -> Iterator[str]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)

    def __repr__(self) -> str:
        height, width = self.preprocessing.size
        return f"<Bundle {self.name}: {len(self.labels)} classes, {height}x{width}, {', '.join(self)}>"


def verified(root: Path) -> Context:
    """A bundle whose files and manifest were accepted.

    Raises:
        MobileKitError: as ``Bundle``.
    """
    require_bundle(root)
    context = Context(root)
    check_files(context)
    answer = check_manifest(context)[BUNDLE]
    if answer.status == FAILED:
        raise MobileKitError(f"{root}: {answer.message}.", remedy=answer.remedy)
    return context


def _pixels(image: Picture) -> Pixels:
    if isinstance(image, (str, os.PathLike)):
        return load_image(Path(image))
    if isinstance(image, Image.Image):
        return pixels_of(image)
    if not isinstance(image, np.ndarray):
        raise MobileKitError(
            f"A {type(image).__name__} is no picture.", remedy="Give a path, a PIL image or a uint8 array."
        )
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or 0 in image.shape:
        raise MobileKitError(
            f"An array of {image.dtype} with shape {image.shape} is no picture.",
            remedy="Give (height, width, 3) uint8 RGB, 0..255 and not normalised: the kit does that.",
        )
    return image


def _quarter(rotation: int) -> int:
    if rotation not in (0, 90, 180, 270):
        raise MobileKitError(f"A picture is not turned by {rotation} degrees.", remedy="Give 0, 90, 180 or 270.")
    return rotation
