"""Convolution and pooling on numpy arrays, tap by tap: no copy of the picture for each place of the kernel."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.coreml.execute.values import MOST_ELEMENTS

Floats = npt.NDArray[np.float32]
Given = dict[str, Any]
Shape = tuple[int, ...]
Sides = tuple[tuple[int, int], tuple[int, int]]


def sides(given: Given, size: tuple[int, int], kernel: tuple[int, int]) -> Sides:
    """((top, bottom), (left, right)) padding of a convolution or pooling.

    ``same`` keeps ceil(size / stride) places and puts the odd row or column last, ``same_lower`` first
    (coremltools, ops/defs/_utils.py: aggregated_pad).
    """
    kind, pad = given["pad_type"], given["pad"]
    if kind == "custom":
        return (pad[0], pad[1]), (pad[2], pad[3])
    found = []
    for length, taps, step, apart in zip(size, kernel, given["strides"], given.get("dilations", (1, 1)), strict=True):
        whole = max((-(-length // step) - 1) * step + (taps - 1) * apart + 1 - length, 0)
        whole = 0 if kind == "valid" else whole
        less, more = whole // 2, whole - whole // 2
        found.append((more, less) if kind == "same_lower" else (less, more))
    return found[0], found[1]


def padded(x: Floats, given: Given, kernel: tuple[int, int], fill: float = 0.0) -> Floats:
    """``x`` with its edges.

    Raises:
        ValueError: an absurd amount of them.
    """
    around = sides(given, x.shape[2:], kernel)
    made = [size + sum(pair) for size, pair in zip(x.shape[2:], around, strict=True)]
    if prod(made) * prod(x.shape[1:2]) > MOST_ELEMENTS:
        raise ValueError(f"{made} after padding")
    return np.pad(x, ((0, 0), (0, 0), *around), constant_values=fill)


def taps(x: Floats, given: Given, kernel: tuple[int, int]) -> Iterator[tuple[tuple[int, int], Floats]]:
    """For each place of the kernel: (row, column), and what it sees, (N, C, height out, width out)."""
    apart, step = given.get("dilations", (1, 1)), given["strides"]
    reach = [(size - (k - 1) * d - 1) // s + 1 for size, k, d, s in zip(x.shape[2:], kernel, apart, step, strict=True)]
    for row in range(kernel[0]):
        for column in range(kernel[1]):
            top, left = row * apart[0], column * apart[1]
            yield (
                (row, column),
                x[:, :, top : top + reach[0] * step[0] : step[0], left : left + reach[1] * step[1] : step[1]][
                    :, :, : reach[0], : reach[1]
                ],
            )


def conv(given: Given, shape: Shape) -> Floats:
    """Cross-correlation of (N, C, H, W) with (out, C / groups, kernel height, kernel width), plus bias."""
    weight, groups = given["weight"], given["groups"]
    out, inner, *kernel = weight.shape
    if given["x"].shape[1] != inner * groups or out % groups:
        raise ValueError(f"conv of {given['x'].shape} with {weight.shape} in {groups} groups")
    x = padded(given["x"], given, (kernel[0], kernel[1]))
    parts = weight.reshape(groups, out // groups, inner, *kernel)
    total: Any = 0
    for (row, column), seen in taps(x, given, (kernel[0], kernel[1])):
        total = total + _mixed(seen.reshape(len(x), groups, inner, -1), parts[..., row, column])
    total = total.reshape(len(x), out, *shape[2:])
    return np.asarray(total if given["bias"] is None else total + given["bias"].reshape(1, -1, 1, 1))


def _mixed(seen: Floats, part: Floats) -> Floats:
    """(N, groups, inner, places) by (groups, out, inner): a plain product where a group has one channel."""
    if part.shape[2] == 1:
        return np.asarray(seen * part[None])
    return np.asarray(part[None] @ seen)


def max_pool(given: Given, shape: Shape) -> Floats:
    """Largest of each window; edges never win."""
    x = padded(given["x"], given, given["kernel_sizes"], -np.inf)
    return np.asarray(np.maximum.reduce([seen for _, seen in taps(x, given, given["kernel_sizes"])]))


def avg_pool(given: Given, shape: Shape) -> Floats:
    """Mean of each window; edges count as zeros, or not at all."""
    kernel = given["kernel_sizes"]
    total = sum(seen for _, seen in taps(padded(given["x"], given, kernel), given, kernel))
    return np.asarray(total / shares(given, given["x"].shape[2:]))


def shares(given: Given, size: tuple[int, int]) -> Floats:
    """By how many values a window's sum is divided: (1, 1, height out, width out), or one number for all."""
    kernel = given["kernel_sizes"]
    if not given["exclude_padding_from_average"]:
        return np.full((), prod(kernel), np.float32)
    ones = padded(np.ones((1, 1, *size), np.float32), given, kernel)
    return np.asarray(sum(seen for _, seen in taps(ones, given, kernel)), np.float32)
