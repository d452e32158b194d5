"""Network output to answer: dequantise, softmax where the output is logits, the best k."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[Any]
Floats = npt.NDArray[np.float32]


def dequantise(values: Values, scale: float, zero_point: int) -> Floats:
    """(...) integers -> float32 ``(q - zero_point) * scale``: subtracted as integers, multiplied in float32.

    Source: LiteRT 8-bit quantisation specification, real = (q - zero_point) * scale.
    """
    return (values.astype(np.int64) - zero_point).astype(np.float32) * np.float32(scale)


def quantise(values: Floats, scale: float, zero_point: int, dtype: str) -> Values:
    """(...) float32 -> ``clamp(round_half_even(x / scale) + zero_point)`` as ``dtype`` (``uint8``, ``int8``...).

    The division is in float32, its result rounded half to even, the zero point added and the sum clamped to the
    range of ``dtype``. What float32 cannot hold is infinite and so clamped.
    """
    limits = np.iinfo(np.dtype(dtype))
    with np.errstate(over="ignore"):
        steps = np.rint(values.astype(np.float32) / np.float32(scale))
    clamped = np.clip(steps.astype(np.float64) + zero_point, limits.min, limits.max)
    return np.asarray(clamped, np.dtype(dtype))


def softmax(logits: Values) -> Floats:
    """(..., classes) -> float32 ``exp(x - max) / sum``, computed in double."""
    wide = logits.astype(np.float64)
    powers = np.exp(wide - wide.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)


def probabilities(output: Values, activation: str) -> Floats:
    """(..., classes) dequantised output -> float32: softmax for ``logits``, else as it is.

    ``softmax`` and ``sigmoid`` say what the network did already; doing it again would flatten the answer.
    """
    return softmax(output) if activation == "logits" else output.astype(np.float32)


def top_k(scores: Values, k: int) -> npt.NDArray[np.int64]:
    """(..., classes) -> (..., min(k, classes)) indices, best first, ties by the lower index, NaN last."""
    return np.argsort(-scores.astype(np.float64), axis=-1, kind="stable")[..., :k].astype(np.int64)


def top_1(scores: Values, activation: str) -> npt.NDArray[np.int64]:
    """(..., classes) scores -> (...) the answer to compare.

    A network with one output answers yes (1) or no (0): yes from probability .5 on, so from 0 on for ``logits``.
    """
    if scores.shape[-1] > 1:
        return top_k(scores, 1)[..., 0]
    threshold = 0.0 if activation == "logits" else 0.5
    return (scores[..., 0] >= threshold).astype(np.int64)
