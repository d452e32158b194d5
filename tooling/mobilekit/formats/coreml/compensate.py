"""Rounding a kernel so that each weight's error is made up for by the weights that are not yet rounded.

Frantar et al., "GPTQ: Accurate Post-Training Quantization for Generative Pre-trained Transformers" (ICLR 2023), and
Frantar and Alistarh, "SparseGPT" (ICML 2023), after Hassibi and Stork's Optimal Brain Surgeon (1993): of a layer's
inputs it takes their second moments. Here those about the mean: a shift of the mean is what the bias makes up for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Nearest = Callable[[Floats, int], Any]
"""(outputs,) weights of one input, and its number -> the values that can be stored for them."""

DAMPING = 0.01
"""Share of the mean variance that is added to each, as in GPTQ: inputs that hardly vary would else cost nothing."""
AT_ONCE = 64
"""Inputs whose errors are passed on one by one before the rest is told of all of them: only for speed."""


def compensated(rows: npt.NDArray[Any], spread: Floats, nearest: Nearest) -> Floats:
    """``rows`` rounded by ``nearest``, input by input.

    Args:
        rows: (outputs, inputs).
        spread: (inputs, inputs) covariance of what they are applied to.
        nearest: what can be stored.

    Returns:
        (outputs, inputs), every value one that ``nearest`` gave.
    """
    left, made = rows.astype(np.float64), np.empty(rows.shape)
    passed_on = _factor(spread)
    for start in range(0, rows.shape[1], AT_ONCE):
        here = slice(start, min(start + AT_ONCE, rows.shape[1]))
        errors = np.empty((len(rows), here.stop - start))
        for k in range(start, here.stop):
            made[:, k] = nearest(left[:, k], k)
            errors[:, k - start] = (left[:, k] - made[:, k]) / passed_on[k, k]
            left[:, k + 1 : here.stop] -= np.outer(errors[:, k - start], passed_on[k, k + 1 : here.stop])
        left[:, here.stop :] -= errors @ passed_on[here, here.stop :]
    return made


def _factor(spread: Floats) -> Floats:
    """Upper triangle U, U' U the inverse of the damped ``spread``: row k says how an error of input k is passed on."""
    damped = spread + np.eye(len(spread)) * max(DAMPING * float(np.trace(spread)) / len(spread), 1e-12)
    return np.asarray(np.linalg.cholesky(np.linalg.inv(damped)).T)
