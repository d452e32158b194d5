"""A constant of a written file, as it is stored: what the checks on weights look at, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Stored:
    """One constant.

    Attributes:
        name: in the file.
        dtype: numpy's name; ``palette6`` for indices into a table of 64 values, packed into bytes.
        values: as stored, not dequantised.
        scales: quantisation steps, one or one a channel; None where it is not quantised.
        kernel: whether it is the weights of a convolution or matrix product, whose biases do not count.
    """

    name: str
    dtype: str
    values: npt.NDArray[Any]
    scales: npt.NDArray[np.float32] | None
    kernel: bool


@dataclass(frozen=True)
class Kernel:
    """The weights of one convolution or matrix product, as its arithmetic meets them.

    Attributes:
        name: in the file.
        values: float32, unpacked and dequantised, in the axes of the format.
    """

    name: str
    values: npt.NDArray[np.float32]
