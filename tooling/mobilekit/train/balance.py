"""Classes of unequal size: what each picture's loss is multiplied by."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mobilekit.errors import MobileKitError

UNEQUAL = 3.0
"""Ratio of the commonest class to the rarest above which the user is told of ``--class-weights``."""


def class_weights(choice: str | tuple[float, ...], counts: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """(classes,) weights.

    Args:
        choice: ``none``; ``balanced``, ``N / (classes * N_class)`` as scikit-learn defines it; or one weight a class.
        counts: pictures of each class.
    """
    if choice == "none":
        return np.ones(len(counts), np.float32)
    if choice == "balanced":
        return np.asarray(sum(counts) / (len(counts) * np.asarray(counts, np.float64)), np.float32)
    return np.asarray(choice, np.float32)


def parse_weights(text: str, names: tuple[str, ...]) -> str | tuple[float, ...]:
    """``none``, ``balanced``, or ``cat=2,dog=0.5`` with 1 for every class that is not named.

    Raises:
        MobileKitError: a class that is none of ``names``, or a weight that is no positive number.
    """
    if text in ("none", "balanced"):
        return text
    weights = dict.fromkeys(names, 1.0)
    for part in text.split(","):
        name, _, value = part.rpartition("=")
        if name.strip() not in weights:
            raise MobileKitError(
                f"--class-weights names {name.strip() or part!r}, which is no class of the images.",
                remedy="Write none, balanced, or for example cat=2,dog=0.5.",
            )
        weights[name.strip()] = _positive(value)
    return tuple(weights.values())


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise MobileKitError(
            f"--class-weights was given {text!r}, which is no positive number.", remedy="Write for example cat=2."
        )
    return value
