"""Every threshold of the checks, each with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ParityLimit:
    """How far a target may be from the reference on the golden images.

    Attributes:
        max_abs_difference: of the outputs; None where only the answer counts.
        top1_agreement: smallest share of pictures with the same first answer, in the long run. A bundle has a dozen
            golden images, so the share among them fails only where it would be rarer than ``CHANCE`` if the long-run
            share were the limit; at 1.0 a single flip fails.
    """

    max_abs_difference: float | None
    top1_agreement: float


CHANCE = 0.01
"""Of a false alarm, for a file that keeps its limit exactly (one-sided exact binomial test)."""

PARITY = {
    # float32 conversion is exact up to the order of sums: 1.6e-5 measured on MobileNet V2, 5.7e-5 on V1.
    "tflite-float32": ParityLimit(1e-4, 1.0),
    # Weights rounded to 11 bits: single flips between near-ties over hundreds of photographs (V1 .998, V2 .994).
    "tflite-float16": ParityLimit(5e-2, 0.99),
    # Integer weights move confidences by several points while the answer mostly stays: V1 .970 and .932, V2 .994 and
    # .986 over 500 photographs with TensorFlow's own converter.
    "tflite-dynamic_int8": ParityLimit(None, 0.9),
    "tflite-int8": ParityLimit(None, 0.9),
}
