"""How nervous is the network itself: how much do its answers change when every pixel is off by half a step?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mobilekit.checks.base import BUNDLE, TWINS, Answer, Context, passed, skipped
from mobilekit.checks.figures import figures, words
from mobilekit.preprocess import Pixels
from mobilekit.spec import Batch

DRAWS = 3
"""Of noise for each picture: enough to see a near-tie flip, few enough to cost less than one more variant."""
SEED = 20240229
HALF_STEP = 0.5
"""What rounding to 8 bits loses at most: pictures that differ by less are the same picture to any camera."""


def check_noise(context: Context) -> dict[str, Answer]:
    """The single-precision twin under uniform noise of +-0.5 of 255, against itself without.

    The figures are those of parity, so that each variant's can be laid beside them: what part of a disagreement is
    the network's own.
    """
    twin = context.twin
    if twin is None:
        return {BUNDLE: skipped(f"there is no single-precision file to ask: add {' or '.join(TWINS)} with --variant")}
    calm = context.outputs[twin]
    noisy = nervous_outputs(context, twin)
    context.nervous = noisy
    found = figures(np.concatenate([calm] * DRAWS), noisy.reshape(-1, calm.shape[1]), context.activation)
    message = f"{twin} against itself under +-{HALF_STEP:g}/255 input noise, {DRAWS} draws: {words(found)}"
    return {BUNDLE: passed(message, found | {"draws": DRAWS, "amplitude": HALF_STEP})}


def nervous_outputs(context: Context, twin: str) -> Batch:
    """(draws, N, classes): the twin's outputs under noise."""
    runner = context.runner(twin)
    return np.stack([runner.run_values(shaken(context.tensors, SEED + draw)) for draw in range(DRAWS)])


def shaken(tensors: Pixels, seed: int) -> npt.NDArray[np.float32]:
    """(N, H, W, 3) uint8 -> float32 with uniform noise of half a step; the same on every machine."""
    draw = np.random.Generator(np.random.PCG64(seed))
    noise = draw.random(tensors.shape, np.float32) - np.float32(HALF_STEP)
    return np.asarray(tensors + noise, np.float32)
