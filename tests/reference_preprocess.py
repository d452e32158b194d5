"""The preprocessing contract a second time, from its text alone: plain numpy, no Pillow, nothing of the kit.

``contract/README.md`` numbers the steps; so do the comments here. Slow and literal on purpose.
"""

from __future__ import annotations

import numpy as np

BITS = 22


def rotate(pixels, degrees):
    """Step 1: clockwise, spelt as moves of pixels rather than a library's turn."""
    for _ in range(degrees // 90):
        pixels = pixels[::-1].transpose(1, 0, 2)
    return pixels


def box_of(height, width, size, fraction):
    """Step 2: left, top, right, bottom of the centre crop."""
    ratio = size[1] / size[0]
    if size[0] == size[1]:
        side_w = side_h = max(1, int(fraction * min(width, height)))
    elif width * size[0] >= height * size[1]:
        side_h = max(1, int(fraction * height))
        side_w = max(1, min(width, int(side_h * ratio)))
    else:
        side_w = max(1, int(fraction * width))
        side_h = max(1, min(height, int(side_w * (size[0] / size[1]))))
    left, top = (width - side_w) // 2, (height - side_h) // 2
    return left, top, left + side_w, top + side_h


def weights_of(length, start, end, count, *, antialias=True):
    """Step 3: for each of ``count`` outputs the first pixel read and the integer weights, from float32 ends."""
    low, high = np.float32(start), np.float32(end)
    scale = float(np.float32(high - low)) / count
    reach = max(scale, 1.0) if antialias else 1.0
    rows = []
    for index in range(count):
        center = float(low) + (index + 0.5) * scale
        first = max(0, int(center - reach + 0.5))
        last = min(length, int(center + reach + 0.5))
        raw = [max(0.0, 1.0 - abs((x - center + 0.5) * (1.0 / reach))) for x in range(first, last)]
        total = 0.0
        for weight in raw:
            total += weight
        rows.append((first, [int(0.5 + weight / total * 2**BITS) for weight in raw]))
    return rows


def pass_over_rows(pixels, start, end, count, *, antialias=True):
    """One pass along axis 0; the other axis is the same pass over the transposed picture."""
    length = pixels.shape[0]
    if count == length and (start, end) == (0, length):
        return pixels
    result = np.empty((count, *pixels.shape[1:]), np.uint8)
    for index, (first, weights) in enumerate(weights_of(length, start, end, count, antialias=antialias)):
        total = np.full(pixels.shape[1:], 1 << (BITS - 1), np.int32)
        for offset, weight in enumerate(weights):
            total += pixels[first + offset].astype(np.int32) * np.int32(weight)
        result[index] = np.clip(total >> BITS, 0, 255)
    return result


def horizontal(pixels, start, end, count, **options):
    return pass_over_rows(pixels.transpose(1, 0, 2), start, end, count, **options).transpose(1, 0, 2)


def to_tensor(pixels, size, fraction, degrees=0):
    turned = rotate(pixels, degrees)
    left, top, right, bottom = box_of(*turned.shape[:2], size, fraction)
    return pass_over_rows(horizontal(turned, left, right, size[1]), top, bottom, size[0])


def vertical_first(pixels, size, fraction, degrees=0):
    """A fault to be caught: the order that Pillow 13 picks for tall pictures."""
    turned = rotate(pixels, degrees)
    left, top, right, bottom = box_of(*turned.shape[:2], size, fraction)
    return horizontal(pass_over_rows(turned, top, bottom, size[0]), left, right, size[1])


def cropped_first(pixels, size, fraction, degrees=0):
    """A fault to be caught: the filter no longer sees the pixels beside the box."""
    turned = rotate(pixels, degrees)
    left, top, right, bottom = box_of(*turned.shape[:2], size, fraction)
    return to_tensor(turned[top:bottom, left:right], size, 1.0)


def not_antialiased(pixels, size, fraction, degrees=0):
    """A fault to be caught: two neighbours whatever the scale, as most platforms' resize does."""
    turned = rotate(pixels, degrees)
    left, top, right, bottom = box_of(*turned.shape[:2], size, fraction)
    across = horizontal(turned, left, right, size[1], antialias=False)
    return pass_over_rows(across, top, bottom, size[0], antialias=False)


def turned_counterclockwise(pixels, size, fraction, degrees=0):
    """A fault to be caught: a quarter turn the wrong way."""
    return to_tensor(pixels, size, fraction, (360 - degrees) % 360)
