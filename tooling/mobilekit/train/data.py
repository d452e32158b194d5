"""An image folder becomes arrays, and arrays become augmented batches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from mobilekit.errors import MobileKitError
from mobilekit.preprocess import IMAGE_SUFFIXES, Preprocessing, load_image, to_tensor
from mobilekit.train.recipe import Recipe

if TYPE_CHECKING:
    import tensorflow as tf


@dataclass(frozen=True)
class Split:
    """Decoded pictures of one split.

    Attributes:
        images: (N, S, S, 3) uint8 RGB; S is the stored side, not the network's input.
        classes: (N,) int32, index into the sorted class names.
    """

    images: npt.NDArray[np.uint8]
    classes: npt.NDArray[np.int32]

    def take(self, rows: npt.NDArray[np.intp]) -> Split:
        """The pictures at ``rows``."""
        return Split(self.images[rows], self.classes[rows])


def class_names(folder: Path) -> list[str]:
    """Names of the class folders below ``folder``, sorted: the order of the network's outputs.

    Raises:
        MobileKitError: fewer than two class folders.
    """
    names = (
        sorted(p.name for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")) if folder.is_dir() else []
    )
    if len(names) < 2:
        raise MobileKitError(
            f"{folder} has {len(names)} class folders; training needs at least two.",
            remedy="Give a folder with one folder of images per class (or train/ and test/ with those inside).",
        )
    return names


def image_files(folder: Path) -> list[Path]:
    """Image files directly in ``folder``, sorted by name."""
    return sorted(p for p in folder.iterdir() if p.suffix.lower() in IMAGE_SUFFIXES)


def stored_side(folder: Path, names: list[str], size: int) -> int:
    """Side at which pictures are kept in memory: the input's with room to crop, or their own where that is less."""
    first = [image_files(folder / n)[0] for n in names if image_files(folder / n)]
    own = max(min(load_image(p).shape[:2]) for p in first) if first else size
    return min(own, size * 8 // 7)


def read_split(folder: Path, names: list[str], side: int, step: Callable[[], None]) -> Split:
    """Decode every picture below ``folder/<class>/``, cut to its centre square and resized to ``side``.

    Args:
        folder: has one folder per name.
        names: class names in output order.
        side: side of the stored pictures, pixels.
        step: called once a picture, for a progress bar.

    Raises:
        MobileKitError: a picture that cannot be decoded, or no pictures at all.
    """
    square = Preprocessing(size=(side, side), crop_fraction=1.0)
    images, classes = [], []
    for index, name in enumerate(names):
        for path in image_files(folder / name) if (folder / name).is_dir() else []:
            images.append(to_tensor(load_image(path), square))
            classes.append(index)
            step()
    if not images:
        raise MobileKitError(
            f"{folder} holds no images.", remedy=f"Put files ending in {', '.join(sorted(IMAGE_SUFFIXES))} there."
        )
    return Split(np.stack(images), np.asarray(classes, np.int32))


def hold_out(split: Split, share: float, seed: int) -> tuple[Split, Split]:
    """Split off ``share`` of every class for validation: (training, validation)."""
    rng = np.random.default_rng(seed)
    held: list[npt.NDArray[np.intp]] = []
    for index in np.unique(split.classes):
        rows = np.flatnonzero(split.classes == index)
        held.append(rng.permutation(rows)[: max(1, round(len(rows) * share))])
    validation = np.sort(np.concatenate(held))
    return split.take(np.setdiff1d(np.arange(len(split.classes)), validation)), split.take(validation)


def augmented(split: Split, rule: Preprocessing, recipe: Recipe, epoch: int) -> tf.data.Dataset:
    """One epoch of shuffled, augmented batches: (B, size, size, 3) float32, normalised, and (B,) int32.

    One bilinear gather does the shift, the zoom, the mirror and the resize: ``crop_and_resize`` mirrors where a
    box's ends are swapped. The picture is padded by reflection first, so that no box leaves it.
    """
    import tensorflow as tf

    size, side = rule.size[0], split.images.shape[1]
    pad = int(np.ceil(side * (recipe.shift + recipe.zoom))) + 1
    whole = side + 2 * pad
    seed = recipe.seed * 1000 + epoch
    half = 0.5 - 0.5 / size  # from the centre of the picture to the centre of its outermost output pixel

    def batch(images: Any, classes: Any) -> tuple[Any, Any]:  # noqa: ANN401  (tf.Tensor)
        count = tf.shape(images)[0]
        scale = 1 + tf.random.uniform((count, 1), -recipe.zoom, recipe.zoom)
        centre = tf.random.uniform((count, 2), -recipe.shift, recipe.shift)
        mirror = tf.where(tf.random.uniform((count,)) < 0.5, -1.0, 1.0)
        reach = half * scale[:, 0]
        ends = [
            centre[:, 0] - reach,
            centre[:, 1] - reach * mirror,
            centre[:, 0] + reach,
            centre[:, 1] + reach * mirror,
        ]
        boxes = (tf.stack(ends, 1) * side + (whole - 1) / 2) / (whole - 1)
        padded = tf.pad(images, [[0, 0], [pad, pad], [pad, pad], [0, 0]], "SYMMETRIC")
        pixels = tf.image.crop_and_resize(padded, boxes, tf.range(count), (size, size))
        return (pixels - rule.mean) / rule.std, classes

    order = np.random.default_rng(seed).permutation(len(split.classes))
    tf.random.set_seed(seed)
    rows = tf.data.Dataset.from_tensor_slices(order).batch(recipe.batch_size, drop_remainder=True)

    # Two closures over the whole arrays would embed them in the graph; numpy_function gathers instead.
    def gather(index: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
        return split.images[index], split.classes[index]

    def load(index: Any) -> tuple[Any, Any]:  # noqa: ANN401  (tf.Tensor)
        images, classes = tf.numpy_function(gather, [index], (tf.uint8, tf.int32))
        images.set_shape((None, side, side, 3))
        classes.set_shape((None,))
        return images, classes

    return rows.map(load).map(batch).prefetch(4)


def plain(split: Split, rule: Preprocessing, batch_size: int) -> tf.data.Dataset:
    """Unaugmented batches in order, resized as the contract says: what validation and test are measured on."""
    import tensorflow as tf

    pixels = np.stack([to_tensor(image, rule) for image in split.images])
    data = tf.data.Dataset.from_tensor_slices((pixels, split.classes)).batch(batch_size)
    return data.map(lambda x, y: ((tf.cast(x, tf.float32) - rule.mean) / rule.std, y)).prefetch(2)
