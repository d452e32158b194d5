"""The wrong ways of preparing a picture's values, once its geometry is right: colour order, scale, doing it twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mobilekit.preprocess import Preprocessing
from mobilekit.spec import Batch

Change = Callable[[Batch], Batch]
"""(N, H, W, 3) float32, RGB on the 0..255 scale -> the same shape: values that a right file is to be fed."""

SCALES = (
    ("values in 0..1", (0.0,) * 3, (255.0,) * 3),
    ("values in -1..1", (127.5,) * 3, (127.5,) * 3),
    ("raw values of 0..255", (0.0,) * 3, (1.0,) * 3),
    ("values less 128, divided by 128", (128.0,) * 3, (128.0,) * 3),
    ("values with ImageNet's mean and deviation", (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)),
    ("values less ImageNet's mean", (123.68, 116.779, 103.939), (1.0,) * 3),
)
"""The normalisations in use: TensorFlow's unit and symmetric ranges, none, whole halves, torchvision's, Caffe's."""


@dataclass(frozen=True)
class Hypothesis:
    """One mistake.

    Attributes:
        name: as it follows "answers as if fed ".
        wrong: what makes a right file see what it would if the mistake were made.
        undo: what makes a file that has the mistake inside see what it should.
    """

    name: str
    wrong: Change
    undo: Change


def hypotheses(rule: Preprocessing, pictures: Batch) -> tuple[Hypothesis, ...]:
    """The mistakes that would feed something else than ``rule`` does, judged on these pictures; no two alike."""
    kept: list[Hypothesis] = []
    seen = [pictures]
    for one in (*_channels(rule), *_scales(rule), *_twice(rule), *_made_for_others(rule), *_turns(rule)):
        values = one.wrong(pictures)
        if not any(np.allclose(values, other, rtol=1e-5, atol=1e-3) for other in seen):
            kept.append(one)
            seen.append(values)
    return tuple(kept)


def _affine(rule: Preprocessing, mean: tuple[float, ...], std: tuple[float, ...]) -> tuple[Change, Change]:
    """Another normalisation expressed in what the right one will make of it, and back."""
    m, s = np.asarray(rule.mean, np.float32), np.asarray(rule.std, np.float32)
    other_m, other_s = np.asarray(mean, np.float32), np.asarray(std, np.float32)

    def wrong(x: Batch) -> Batch:
        return np.asarray((x - other_m) / other_s * s + m, np.float32)

    def undo(x: Batch) -> Batch:
        return np.asarray((x - m) / s * other_s + other_m, np.float32)

    return wrong, undo


def _channels(rule: Preprocessing) -> Iterator[Hypothesis]:
    m, s = np.asarray(rule.mean, np.float32), np.asarray(rule.std, np.float32)

    def swapped(x: Batch) -> Batch:
        return np.ascontiguousarray(x[..., ::-1])

    def swapped_after(x: Batch) -> Batch:
        return np.asarray(((x - m) / s)[..., ::-1] * s + m, np.float32)

    name = "BGR instead of RGB" if rule.color_order == "RGB" else "RGB instead of BGR"
    yield Hypothesis(name, swapped, swapped)
    yield Hypothesis(f"{name}, normalised before the exchange", swapped_after, swapped_after)


def _scales(rule: Preprocessing) -> Iterator[Hypothesis]:
    """Each normalisation in use, fed in the place of the stated one."""
    exchanged = "values with the means of red and blue exchanged", rule.mean[::-1], rule.std[::-1]
    for name, mean, std in (exchanged, *SCALES):
        yield Hypothesis(name, *_affine(rule, mean, std))


def _made_for_others(rule: Preprocessing) -> Iterator[Hypothesis]:
    """The other way round: the stated normalisation, fed to a network that was trained on another."""
    for one in _scales(rule):
        yield Hypothesis(f"the stated values, although it was made for {one.name}", one.undo, one.wrong)


def _twice(rule: Preprocessing) -> Iterator[Hypothesis]:
    m, s = np.asarray(rule.mean, np.float32), np.asarray(rule.std, np.float32)

    def once_more(x: Batch) -> Batch:
        return np.asarray((x - m) / s, np.float32)

    def once_less(x: Batch) -> Batch:
        return np.asarray(x * s + m, np.float32)

    yield Hypothesis("values that are normalised twice", once_more, once_less)
    yield Hypothesis("values that nobody normalises", once_less, once_more)


def _turns(rule: Preprocessing) -> Iterator[Hypothesis]:
    def mirrored(x: Batch) -> Batch:
        return np.ascontiguousarray(x[:, :, ::-1])

    def upside_down(x: Batch) -> Batch:
        return np.ascontiguousarray(x[:, ::-1, ::-1])

    yield Hypothesis("mirrored pictures", mirrored, mirrored)
    yield Hypothesis("pictures turned by 180 degrees", upside_down, upside_down)
    if rule.size[0] == rule.size[1]:
        yield Hypothesis("pictures turned by 90 degrees", _turned(-1), _turned(1))
        yield Hypothesis("pictures turned by 270 degrees", _turned(1), _turned(-1))


def _turned(quarters: int) -> Change:
    return lambda x: np.ascontiguousarray(np.rot90(x, quarters, axes=(1, 2)))


def distance(first: npt.NDArray[np.float32], second: npt.NDArray[np.float32]) -> float:
    """Root of the sum of the squared differences, infinite where one is no number."""
    found = float(np.sqrt(np.square(first.astype(np.float64) - second.astype(np.float64)).sum()))
    return found if np.isfinite(found) else float("inf")
