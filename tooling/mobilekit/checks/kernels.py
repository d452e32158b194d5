"""Does every file hold the same weights, as far as its rounding allows?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mobilekit.checks.base import Answer, Artifact, Context, failed, passed, skipped
from mobilekit.checks.limits import KERNEL_SNR, KERNEL_SNR_OTHERS
from mobilekit.formats.coreml import kernels as coreml
from mobilekit.formats.stored import Kernel
from mobilekit.formats.tflite import kernels as tflite
from mobilekit.metrics import snr_db

READERS: dict[str, Callable[[Path], tuple[Kernel, ...]]] = {"tflite": tflite.kernels, "coreml": coreml.kernels}

EXACT = 999.0
"""Decibels of what is equal."""

REMEDY = "Do not ship this file: convert the model again."


def check_kernels(context: Context, artifact: Artifact) -> Answer:
    """Each kernel of a file, dequantised, against that of the single-precision file of the same format.

    A scale, a table or a bit that is wrong in one kernel of fifty moves the answers less than 8-bit arithmetic does.

    Raises:
        MobileKitError: a file that cannot be read.
    """
    variant = artifact["variant"]
    name, _, recipe = variant.partition("-")
    twin = f"{name}-float32"
    if variant == twin:
        return skipped("the other files of its format are held against this one")
    if not context.sound(twin):
        return skipped(f"there is no {twin} that is right to hold it against")
    theirs, ours = (READERS[name](context.root / context.artifacts[one]["path"]) for one in (twin, variant))
    if [one.values.shape for one in theirs] != [one.values.shape for one in ours]:
        return skipped(f"it computes with other kernels than {twin}: they cannot be laid side by side")
    least = KERNEL_SNR.get(recipe, KERNEL_SNR_OTHERS)
    return _judged(theirs, ours, least)


def _judged(theirs: tuple[Kernel, ...], ours: tuple[Kernel, ...], least: float) -> Answer:
    levels = [_level(one, other) for one, other in zip(theirs, ours, strict=True)]
    if not levels:
        return skipped("there is no kernel of a known type in it")
    worst, name = min(zip(levels, (one.name for one in ours), strict=True))
    found, limits = {"kernels": len(levels), "snr_db": worst}, {"snr_db": least}
    if worst < least:
        message = f"the kernel {name} is not that of the float32 file: SNR {worst:.0f} dB"
        return failed(message, REMEDY, found, limits)
    exactly = "all exact" if worst == EXACT else f"the least exact at {worst:.0f} dB"
    return passed(f"{len(levels)} kernels, {exactly}", found, limits)


def _level(reference: Kernel, target: Kernel) -> float:
    """In decibels, within what a report can hold; a kernel of nothing but zeros has no signal to lose."""
    rows = (one.values.reshape(1, -1) for one in (reference, target))
    level = snr_db(*rows) if reference.values.any() else EXACT
    return max(-EXACT, min(EXACT, level)) if level == level else -EXACT
