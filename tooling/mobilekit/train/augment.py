"""Pictures changed at random as they are learnt, the same way again for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from mobilekit.preprocess import Preprocessing
from mobilekit.train.store import Split

if TYPE_CHECKING:
    import tensorflow as tf


@dataclass(frozen=True)
class Augmentation:
    """How far a picture may be changed.

    Attributes:
        title: one line of help.
        mirror: whether left and right may be swapped.
        shift: largest shift, as a share of the side.
        zoom: largest zoom in or out, as a share.
        light: largest change of brightness, as a share of white, and of contrast and saturation, as a factor.
        erase: side of the square that is painted grey, as a share of the side (DeVries & Taylor 2017, "Cutout").
    """

    title: str
    mirror: bool = True
    shift: float = 0.0
    zoom: float = 0.0
    light: float = 0.0
    erase: float = 0.0


AUGMENTATIONS = {
    "none": Augmentation("the pictures as they are", mirror=False),
    "mirror": Augmentation("left and right swapped"),
    "upright": Augmentation("shift and zoom without mirroring: for letters, signs, left and right hands", mirror=False,
                            shift=0.125, zoom=0.1),
    "standard": Augmentation("mirror, shift, zoom", shift=0.125, zoom=0.1),
    "strong": Augmentation("also light, colour, and a grey square", shift=0.125, zoom=0.2, light=0.2, erase=0.25),
}  # fmt: skip
"""The choices of ``--augment``."""


def augmented(split: Split, rule: Preprocessing, row: Augmentation, batch_size: int, seed: int) -> tf.data.Dataset:
    """One epoch of shuffled, augmented batches: (B, size, size, 3) float32, normalised, and (B,) int32.

    The last batch is left out unless it is whole. Each batch draws from its own seed, so that any number of them can
    be made at once.
    """
    import tensorflow as tf

    order = np.random.default_rng(seed).permutation(len(split.classes))
    batches = len(order) // batch_size
    rows = order[: batches * batch_size].reshape(batches, batch_size)
    side = split.images.shape[1]

    # A closure over the whole array would embed it in the graph; numpy_function gathers instead.
    def gather(index: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
        return split.pictures(index), split.classes[index]

    def make(number: Any, index: Any) -> tuple[Any, Any]:  # noqa: ANN401  (tf.Tensor)
        images, classes = tf.numpy_function(gather, [index], (tf.uint8, tf.int32))
        images = tf.ensure_shape(images, (batch_size, side, side, 3))
        pixels = _changed(images, rule.size[0], row, tf.stack([tf.constant(seed, tf.int64), number]))
        return (pixels - rule.mean) / rule.std, tf.ensure_shape(classes, (batch_size,))

    data = tf.data.Dataset.from_tensor_slices((np.arange(batches, dtype=np.int64), rows))
    return data.map(make, num_parallel_calls=2, deterministic=True).prefetch(4)


def _changed(images: Any, size: int, row: Augmentation, seed: Any) -> Any:  # noqa: ANN401  (tf.Tensor)
    """(B, S, S, 3) uint8 -> (B, size, size, 3) float32 on the 0..255 scale.

    One bilinear gather does the shift, the zoom, the mirror and the resize: ``crop_and_resize`` mirrors where a
    box's ends are swapped. The picture is padded by reflection first, so that no box leaves it.
    """
    import tensorflow as tf

    count, side = images.shape[0], images.shape[1]
    drawn = tf.random.stateless_uniform((count, 9), seed, -1.0, 1.0)
    pad = int(np.ceil(side * (row.shift + row.zoom / 2))) + 1
    whole = side + 2 * pad
    half = 0.5 - 0.5 / size  # from the centre of the picture to the centre of its outermost output pixel
    centre, reach = drawn[:, :2] * row.shift, half * (1 + drawn[:, 2] * row.zoom)
    mirrored = reach * tf.where((drawn[:, 3] < 0) & row.mirror, -1.0, 1.0)
    ends = [centre[:, 0] - reach, centre[:, 1] - mirrored, centre[:, 0] + reach, centre[:, 1] + mirrored]
    boxes = (tf.stack(ends, 1) * side + (whole - 1) / 2) / (whole - 1)
    padded = tf.pad(images, [[0, 0], [pad, pad], [pad, pad], [0, 0]], "SYMMETRIC")
    pixels = tf.image.crop_and_resize(padded, boxes, tf.range(count), (size, size))
    if row.light:
        pixels = _lit(pixels, drawn[:, 4:7] * row.light)
    return _erased(pixels, drawn[:, 7:9], row.erase) if row.erase else pixels


def _lit(pixels: Any, by: Any) -> Any:  # noqa: ANN401  (tf.Tensor)
    """Brightness, contrast about the picture's mean, saturation about its grey; ``by`` is (B, 3)."""
    import tensorflow as tf

    by = by[:, :, None, None, None]
    mean = tf.reduce_mean(pixels, (1, 2, 3), keepdims=True)
    pixels = mean + (pixels - mean) * (1 + by[:, 1]) + 255 * by[:, 0]
    grey = tf.reduce_mean(pixels, 3, keepdims=True)
    return tf.clip_by_value(grey + (pixels - grey) * (1 + by[:, 2]), 0.0, 255.0)


def _erased(pixels: Any, centre: Any, share: float) -> Any:  # noqa: ANN401  (tf.Tensor)
    """A square about ``centre`` (B, 2) in [-1, 1] becomes mid-grey; at the border a part of it lies outside."""
    import tensorflow as tf

    at = tf.linspace(-1.0, 1.0, pixels.shape[1])[None]
    down, right = (tf.abs(at - centre[:, k : k + 1]) < share for k in (0, 1))
    return tf.where(down[:, :, None, None] & right[:, None, :, None], 127.5, pixels)
