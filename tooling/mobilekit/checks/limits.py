"""Every threshold of the checks, each with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ParityLimit:
    """How far a target may be from the reference on the golden images.

    Attributes:
        max_abs_difference: of the outputs; None where only the answer counts.
        top1_agreement: smallest share of images with the same first answer.
    """

    max_abs_difference: float | None
    top1_agreement: float


PARITY = {
    # float32 conversion is exact up to the order of sums: 1.6e-5 measured on MobileNet V2, 5.7e-5 on V1.
    "tflite-float32": ParityLimit(1e-4, 1.0),
    # Weights rounded to 11 bits: single flips between near-ties over hundreds of photographs (V1 .998).
    "tflite-float16": ParityLimit(5e-2, 0.9),
    # Integer weights move confidences by several points while the answer stays: V1 .972 and .936 over 500
    # photographs with TensorFlow's own converter, so one golden image in ten may flip between near-ties.
    "tflite-dynamic_int8": ParityLimit(None, 0.9),
    "tflite-int8": ParityLimit(None, 0.9),
}
