"""Faults of the golden images and the reference: wrong geometry, stale answers, another picture."""

from __future__ import annotations

import numpy as np
from PIL import Image

from fault_makers import tflite
from fault_makers.base import Fault, Make
from fault_makers.bundle import Bundle, ToTensor
from fault_makers.kit import Kit
from mobilekit.golden import write_ppm
from mobilekit.preprocess import Pixels, Preprocessing, crop_box, to_tensor, upright

TWIN = "tflite-float32"


def _resized(image: Image.Image, rule: Preprocessing, box: tuple[int, int, int, int]) -> Pixels:
    height, width = rule.size
    across = image.resize((width, image.height), Image.Resampling.BILINEAR, box=(box[0], 0, box[2], image.height))
    return np.asarray(across.resize((width, height), Image.Resampling.BILINEAR, box=(0, box[1], width, box[3])))


def stretched(pixels: Pixels, rule: Preprocessing, rotation: int) -> Pixels:
    """The whole picture squeezed into the square."""
    image = Image.fromarray(upright(pixels, rotation))
    return _resized(image, rule, (0, 0, image.width, image.height))


def off_by_one(pixels: Pixels, rule: Preprocessing, rotation: int) -> Pixels:
    """A crop rounded the other way: one pixel to the left and up, or smaller where there is no room."""
    turned = upright(pixels, rotation)
    x0, y0, x1, y1 = crop_box(*turned.shape[:2], rule)
    dx, dy = int(x0 > 0), int(y0 > 0)
    cut = int(dx + dy == 0)
    return _resized(Image.fromarray(turned), rule, (x0 - dx, y0 - dy, x1 - dx - cut, y1 - dy - cut))


def without_antialias(pixels: Pixels, rule: Preprocessing, rotation: int) -> Pixels:
    """Four neighbours however far the picture shrinks: what most graphics libraries call bilinear."""
    turned = upright(pixels, rotation).astype(np.float64)
    x0, y0, x1, y1 = crop_box(*turned.shape[:2], rule)
    height, width = rule.size

    def line(start: int, end: int, count: int, most: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        at = np.clip(start + (np.arange(count) + 0.5) * (end - start) / count - 0.5, 0, most - 1)
        low = np.minimum(at.astype(int), most - 1)
        return low, np.minimum(low + 1, most - 1), at - low

    top, bottom, down = line(y0, y1, height, turned.shape[0])
    left, right, across = line(x0, x1, width, turned.shape[1])
    rows = turned[top] * (1 - down)[:, None, None] + turned[bottom] * down[:, None, None]
    values = rows[:, left] * (1 - across)[None, :, None] + rows[:, right] * across[None, :, None]
    return np.floor(values + 0.5).astype(np.uint8)


def not_turned(pixels: Pixels, rule: Preprocessing, rotation: int) -> Pixels:
    """The sensor's picture as it lies."""
    return to_tensor(pixels, rule, 0)


def mirrored(pixels: Pixels, rule: Preprocessing, rotation: int) -> Pixels:
    """As a front camera's preview."""
    return np.ascontiguousarray(to_tensor(pixels, rule, rotation)[:, ::-1])


def made_with(wrong: ToTensor) -> Make:
    """A kit whose own preprocessing has the fault: tensors and reference agree with one another."""

    def make(bundle: Bundle, kit: Kit) -> None:
        tensors = bundle.tensors(wrong)
        bundle.write_tensor_hashes(tensors)
        bundle.write_reference(bundle.answers(TWIN, tensors))

    return make


def answered_with(wrong: ToTensor) -> Make:
    """The reference run on pictures prepared in another way than the manifest says; the tensors are right."""

    def make(bundle: Bundle, kit: Kit) -> None:
        bundle.write_reference(bundle.answers(TWIN, bundle.tensors(wrong)))

    return make


def of_another_training(bundle: Bundle, kit: Kit) -> None:
    """Reference outputs of the network before its last hour of training: weights a few per cent elsewhere."""
    path = bundle.path(TWIN)
    kept, draw = path.read_bytes(), np.random.default_rng(4)

    def older(net: tflite.Net) -> None:
        weights = net.ops("FULLY_CONNECTED")[0].inputs[1]
        net.change(weights, lambda w: w * (1 + 0.05 * draw.standard_normal(w.shape)).astype(np.float32))

    tflite.edit(path, older)
    answers = bundle.answers(TWIN, bundle.tensors())
    path.write_bytes(kept)
    bundle.write_reference(answers)


def in_another_order(bundle: Bundle, kit: Kit) -> None:
    """A golden image sorted elsewhere after the reference had run."""
    bundle.write_reference(np.roll(bundle.reference(), 1, axis=0))


def another_picture(bundle: Bundle, kit: Kit) -> None:
    """A golden image replaced, and its tensor's hash with it; the answers are the old picture's."""
    image = bundle.manifest["golden"]["images"][0]
    pixels, _ = bundle.pictures()[5]
    (bundle.root / image["path"]).write_bytes(write_ppm(pixels))
    bundle.write_tensor_hashes(bundle.tensors())


def retouched(bundle: Bundle, kit: Kit) -> None:
    """A golden image with one other pixel, its tensor's hash left."""
    image = bundle.manifest["golden"]["images"][0]
    pixels = bundle.pictures()[0][0].copy()
    pixels[40, 40] ^= 64
    (bundle.root / image["path"]).write_bytes(write_ppm(pixels))


def turned(bundle: Bundle, kit: Kit) -> None:
    image = bundle.manifest["golden"]["images"][0]
    image["rotation"] = (image["rotation"] + 90) % 360


def no_number(bundle: Bundle, kit: Kit) -> None:
    values = bundle.reference().copy()
    values[3, 7] = np.nan
    bundle.write_reference(values)


def cropped(bundle: Bundle, kit: Kit) -> None:
    bundle.manifest["preprocessing"]["crop_fraction"] = 0.875


WRONG = {
    "stretched instead of cropped": stretched,
    "cropped a pixel off": off_by_one,
    "resized without antialias": without_antialias,
    "not turned upright": not_turned,
    "mirrored": mirrored,
}

CAUSE = {
    "stretched instead of cropped": "stretched",
    "resized without antialias": "antialias",
    "not turned upright": "not rotated",
    "mirrored": "mirrored",
}
"""What the message names: the mistakes that have a name of their own."""

FAULTS = (
    *(Fault(f"golden tensors {name}", made_with(how), "golden", "bundle") for name, how in WRONG.items()),
    *(
        Fault(f"reference {name}", answered_with(how), "preprocessing", "bundle", CAUSE[name], "*")
        for name, how in WRONG.items()
        if name in CAUSE
    ),
    Fault("reference cropped a pixel off", answered_with(off_by_one), "cross_format", "bundle", "stale", "*"),
    Fault("a crop that the tensors do not have", cropped, "golden", "bundle", reach="*"),
    Fault("a rotation that is not the picture's", turned, "golden", "bundle"),
    Fault("one pixel of a golden image retouched", retouched, "golden", "bundle"),
    Fault("a golden image replaced", another_picture, "cross_format", "bundle", "stale", "*"),
    Fault("reference of another training", of_another_training, "cross_format", "bundle", "stale", "*"),
    Fault("reference in another order", in_another_order, "cross_format", "bundle", "stale", "*"),
    Fault("a reference that is no number", no_number, "golden", "bundle"),
)
