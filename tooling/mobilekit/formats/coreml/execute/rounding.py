"""Modes: what becomes of each result before the next operation takes it.

``float32`` keeps all arithmetic in single precision, weights as they are stored: the program's own error without that
of its arithmetic. ``native`` rounds every result to its declared type, as the specification of ML programs says; inside
an operation sums stay in single precision. ``ane`` adds what has been measured from outside on Neural Engines: sums and
means along axes accumulate in half precision, in an order that Apple does not tell (here: along the last axis first),
and products saturate. All three are reference semantics of the saved program, not the Neural Engine.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

FLOAT32, NATIVE, ANE = "float32", "native", "ane"
MODES = (FLOAT32, NATIVE, ANE)

SATURATION = 32752.0
"""Largest magnitude of a product of matrices or a convolution that public measurements saw leave a Neural Engine."""

PRODUCTS = frozenset({"conv", "linear", "matmul"})
SUMS = frozenset({"reduce_sum", "reduce_mean"})

EXACT = frozenset(
    {
        *("relu", "relu6", "clip", "abs", "identity", "max_pool", "reduce_max", "maximum", "minimum"),
        *("reshape", "expand_dims", "squeeze", "flatten2d", "transpose", "concat", "split"),
        *("slice_by_index", "slice_by_size", "pad"),
    }
)
"""Operations that pick or clamp values and make no new ones: rounding before them or after them is the same."""

Floats = npt.NDArray[np.float32]


def halved(values: Any) -> Floats:  # noqa: ANN401
    """Nearest half-precision numbers, as float32; beyond 65504 infinite."""
    with np.errstate(over="ignore"):
        return np.asarray(values, np.float32).astype(np.float16).astype(np.float32)
