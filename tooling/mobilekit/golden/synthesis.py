"""One picture a class, made from the network itself: nobody's photograph, and every label exercised.

Gradient ascent on the input from smooth noise, with small random shifts and a total-variation term so that the
picture survives resizing and quantising (Mordvintsev et al. 2015, "Inceptionism"; Mahendran & Vedaldi 2015,
section 3.2). It stops at a confidence of .7 to .9: a saturated softmax would hide a file that drifts.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.errors import MobileKitError
from mobilekit.golden import MAX_BYTES, drawn_images, write_ppm
from mobilekit.preprocess import Pixels, Preprocessing, crop_box, to_tensor, upright
from mobilekit.sources.base import Source
from mobilekit.spec import LOGITS, GoldenImage

Picture = npt.NDArray[np.float32]

LOW, HIGH = 0.7, 0.9
MAX_CLASSES = 16
STEPS = 400
STEP_SIZE = 2.0
"""Mean absolute change a step, in levels of 255."""
SHIFT = 3
VARIATION = 0.02
"""Weight of the total variation, per level of 255, against the cross-entropy."""
ASPECTS = ((4, 3, 0), (3, 4, 90), (1, 1, 180), (3, 2, 270), (2, 3, 0), (5, 4, 90), (4, 5, 270), (16, 9, 180))
"""(width, height, rotation) the pictures are stored in, in turn."""


def synthesise(source: Source, rule: Preprocessing, classes: list[int], seed: int = 0) -> list[GoldenImage]:
    """One picture for each of ``classes``, whose confidence through the whole preprocessing lies in .7 to .9.

    Raises:
        MobileKitError: the ascent does not reach some class.
    """
    climb = _make_climb(source, rule, classes)
    pictures = _smooth_noise(len(classes), rule.size, seed)
    before, done = pictures.copy(), {}
    rng = np.random.default_rng(seed)
    for _ in range(STEPS):
        before, pictures = pictures, climb(pictures, rng.integers(-SHIFT, SHIFT + 1, 2))
        for row, target in enumerate(classes):
            if (
                row not in done
                and _confidence(source, rule, _stored(pictures[row], row, rule, len(classes)), target) >= LOW
            ):
                done[row] = _settle(source, rule, (before[row], pictures[row]), row, classes)
        if len(done) == len(classes):
            return [done[row] for row in range(len(classes))]
    missing = [target for row, target in enumerate(classes) if row not in done]
    raise MobileKitError(
        f"No picture could be synthesised for class {missing[0]} in {STEPS} steps.",
        remedy="Give photographs instead: --golden DIR.",
    )


def write_assets(model: Path, folder: Path) -> list[dict[str, Any]]:
    """Write synthesised and drawn golden images as PNG, and ``index.json`` with name and rotation, into ``folder``.

    Args:
        model: a .keras file that carries its preprocessing, as ``mobilekit train`` writes it.
        folder: made if missing.

    Raises:
        MobileKitError: no such model, no preprocessing in it, or a class that is not reached.
    """
    from PIL import Image

    from mobilekit.presets import from_json
    from mobilekit.sources.keras import load

    source = load(model)
    known = source.embedded or {}
    rule = from_json(known.get("preprocessing"), source.input_shape[:2], None, str(model))
    classes = [k * source.classes // min(source.classes, MAX_CLASSES) for k in range(min(source.classes, MAX_CLASSES))]
    images = [*synthesise(source, rule, classes), *drawn_images()]
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    for image in images:
        Image.fromarray(image.pixels).save(folder / f"{image.name}.png", optimize=True)
        scores = _scores(source, rule, image)
        row = {"name": image.name, "rotation": image.rotation, "top1": int(scores.argmax())}
        rows.append({**row, "confidence": round(float(scores.max()), 4)})
    assert sum(len(write_ppm(image.pixels)) for image in images) < MAX_BYTES
    (folder / "index.json").write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    return rows


def _make_climb(source: Source, rule: Preprocessing, classes: list[int]) -> Callable[[Picture, Any], Picture]:
    """A step: (pictures (N, H, W, 3) float32 in 0..255, shift (2,)) -> pictures closer to their classes."""
    import tensorflow as tf

    targets = tf.constant(classes)
    mean, std = np.asarray(rule.mean, np.float32), np.asarray(rule.std, np.float32)
    order = slice(None) if rule.color_order == "RGB" else slice(None, None, -1)

    def slope_of(pictures: Any, shift: Any) -> Any:  # noqa: ANN401  (tf.Tensor)
        moved = (tf.roll(pictures, shift, [1, 2]) - mean) / std
        scores = source.call(moved[..., order])
        logs = tf.nn.log_softmax(scores) if source.activation == LOGITS else tf.math.log(scores + 1e-12)
        loss = -tf.reduce_sum(tf.gather(logs, targets, axis=1, batch_dims=1))
        across, down = pictures[:, :, 1:] - pictures[:, :, :-1], pictures[:, 1:] - pictures[:, :-1]
        size = rule.size[0] * rule.size[1]
        loss += VARIATION / size * (tf.reduce_sum(tf.abs(across)) + tf.reduce_sum(tf.abs(down)))
        return tf.gradients(loss, pictures)[0]

    gradient = tf.function(slope_of, jit_compile=False)

    def climb(pictures: Picture, shift: Any) -> Picture:  # noqa: ANN401
        slope = gradient(tf.constant(pictures), tf.constant(shift, tf.int32)).numpy()
        scale = np.abs(slope).mean((1, 2, 3), keepdims=True) + 1e-20
        moved: Picture = (pictures - STEP_SIZE * slope / scale).clip(0, 255).astype(np.float32)
        return moved

    return climb


def _settle(
    source: Source, rule: Preprocessing, between: tuple[Picture, Picture], row: int, classes: list[int]
) -> GoldenImage:
    """The picture between the last step below ``LOW`` and the first above it whose confidence is in the range."""
    low, high = 0.0, 1.0
    for _ in range(12):
        share = high if high == 1.0 and low == 0.0 else (low + high) / 2
        image = _stored(between[0] + share * (between[1] - between[0]), row, rule, len(classes))
        confidence = _confidence(source, rule, image, classes[row])
        if LOW <= confidence <= HIGH:
            break
        if share == 1.0:
            share = high = 1.0 - 1e-9
        low, high = (share, high) if confidence < LOW else (low, share)
    return image


def _smooth_noise(count: int, size: tuple[int, int], seed: int) -> Picture:
    """(N, H, W, 3) float32 around middle grey: a few coarse values, interpolated."""
    from PIL import Image

    coarse = np.random.default_rng(seed).integers(88, 168, (count, 8, 8, 3), np.uint8)
    resized = [Image.fromarray(c).resize((size[1], size[0]), Image.Resampling.BICUBIC) for c in coarse]
    return np.stack([np.asarray(image, np.float32) for image in resized])


def _stored(picture: Picture, row: int, rule: Preprocessing, count: int) -> GoldenImage:
    """The network's view as a photograph would hold it: filling the crop box, mirrored outwards, turned."""
    from PIL import Image

    across, down, rotation = ASPECTS[row % len(ASPECTS)]
    spare = MAX_BYTES - sum(len(write_ppm(image.pixels)) for image in drawn_images())
    area = min(1.5 * rule.size[0] * 1.5 * rule.size[1], 0.9 * spare / 3 / count)
    height, width = (int(math.sqrt(area * a / b)) for a, b in ((down, across), (across, down)))
    x0, y0, x1, y1 = crop_box(height, width, rule)
    view = Image.fromarray(picture.round().clip(0, 255).astype(np.uint8)).resize((x1 - x0, y1 - y0))
    margins = ((y0, height - y1), (x0, width - x1), (0, 0))
    pixels: Pixels = np.pad(np.asarray(view), margins, mode="symmetric")
    return GoldenImage(f"class-{row:02d}", upright(pixels, -rotation), rotation)


def _scores(source: Source, rule: Preprocessing, image: GoldenImage) -> npt.NDArray[np.float32]:
    """(classes,) probabilities of one image through the whole preprocessing."""
    from mobilekit.reference import reference_outputs

    scores = reference_outputs(source, to_tensor(image.pixels, rule, image.rotation)[None], rule)
    if source.activation == LOGITS:
        powers = np.exp(scores - scores.max())
        scores = (powers / powers.sum()).astype(np.float32)
    answer: npt.NDArray[np.float32] = scores[0]
    return answer


def _confidence(source: Source, rule: Preprocessing, image: GoldenImage, target: int) -> float:
    return float(_scores(source, rule, image)[target])
