"""Every threshold of the checks, each with the measurement or publication it comes from.

"Photographs" are 500 of ImageNet's training split; V1 and V2 are the trained nets at width 1.0 and 224 x 224, V1 .25
the narrowest of them; "golden images" are the 16 to 18 that a bundle carries. Measured on x86-64 with LiteRT 2.3 and
the kit's own executor of Core ML programs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mobilekit.spec import LOGITS, Batch


@dataclass(frozen=True)
class ParityLimit:
    """How far a target may be from the reference on the golden images.

    Attributes:
        max_abs_difference: of the outputs; None where only the answer counts.
        top1_agreement: smallest share of pictures with the same first answer, in the long run. A bundle has a dozen
            golden images, so the share among them fails only where it would be rarer than ``CHANCE`` if the long-run
            share were the limit; at 1.0 a single flip fails. Below 1.0 only images count on which the network itself
            is steady (see ``noise``).
        snr_db: smallest signal-to-noise ratio of the outputs; None where the difference says it already.
        below_noise_db: how far below the network's own signal-to-noise ratio under input noise it may be at most, where
            that leaves more room: answers to drawn scenes are flat and waver (22 dB for V2, 44 on photographs).
    """

    max_abs_difference: float | None
    top1_agreement: float
    snr_db: float | None = None
    below_noise_db: float = 0.0


CHANCE = 0.01
"""Of a false alarm, for a file that keeps its limit exactly (one-sided exact binomial test)."""

PARITY = {
    # Single precision is exact up to the order of sums: golden images 5.3e-6 (V1 .25), 1.5e-6 (V2); over more pictures
    # 1.6e-5 on V2 and 5.7e-5 on V1. The smallest seeded fault, one relu6 turned relu, moved a net by 4.6e-3 and
    # left every answer as it was: so the value decides, not the answer.
    "tflite-float32": ParityLimit(1e-4, 1.0),
    "coreml-float32": ParityLimit(1e-4, 1.0),
    # Weights rounded to 11 bits: single flips between near-ties, V1 .998, V2 .994, V1 .25 .986 of the photographs;
    # differences of .024 at most on golden images, .034 on photographs. SNR of any 16 photographs in turn: 27.8 dB at
    # least (V1 .25).
    "tflite-float16": ParityLimit(5e-2, 0.98, 20, 15),
    # The same with every result rounded to 11 bits: V1 .996, V2 .996, V1 .25 .986; differences .025, .034; SNR 27.5 dB.
    "coreml-float16": ParityLimit(6e-2, 0.98, 20, 15),
    # Integer weights move confidences by several points while the answer mostly stays: dynamic V1 .970, V2 .994; int8
    # V1 .934, V2 .970; 8-bit packages V1 .970, V2 .996, with TensorFlow's and coremltools' own ways of rounding. The
    # narrow V1 .25 is worse than any limit worth having (.848, .760, .860), yet its confident golden images keep their
    # answers, at 15.8, 14.8 and 18.3 dB. Below 6 dB a quarter of the signal is wrong, below 3 dB half. On drawn scenes
    # the same files are 19 (dynamic) and 25 dB (palette) below what input noise does to V1 .25, half precision 3 above.
    "tflite-dynamic_int8": ParityLimit(None, 0.9, 6, 30),
    "tflite-int8": ParityLimit(None, 0.9, 3, 30),
    "coreml-weight_int8": ParityLimit(None, 0.9, 6, 30),
    # 64 values a tensor but for the smallest: V1 .928, V2 .934, V1 .25 .688 of the photographs; golden images 41.5,
    # 28.9 and 8.1 dB. With palettes for the smallest too it was .828, .872 and .496.
    "coreml-palettized_6bit": ParityLimit(None, 0.9, 3, 30),
    # Corrected and, with four bits, rounded for their inputs: V1 .986, V2 .990, V3-Small .982; .958, .914, .976; .926,
    # .884 and .97.
    "coreml-w8a8": ParityLimit(None, 0.9, 3, 30),
    "coreml-weight_int4": ParityLimit(None, 0.85, 3, 30),
    "coreml-palettized_4bit": ParityLimit(None, 0.8, 3, 30),
    # A net that was not trained for it does not survive: V2 .12, however the rest makes up for what goes.
    "coreml-pruned_50": ParityLimit(None, 0.9, 3, 30),
    "coreml-pruned_50_palettized_6bit": ParityLimit(None, 0.9, 3, 30),
}

SUM_FLOAT = 5e-3
"""How far scores of a softmax may be from a sum of 1. Single precision: 4e-7 measured; half precision, 1000 classes
each rounded to 11 bits: 2.7e-4 measured, 5e-4 possible for scores that halve exactly between two values."""
SUM_QUANTISED = 0.25
"""The same for scores in steps of 1/256, of the sum that the reference has in such steps: a flat answer to 1000 classes
loses a third of itself, as all that is below half a step vanishes. .055 measured on photographs, .105 on drawn scenes
(V1 .25). An output scale that is halved is .41 off at least."""

RECORDED_FLIPS = 1
"""Answers by which another processor may differ from the one that recorded the parity."""
RECORDED = 2e-5
"""Change of the largest |difference| that another order of sums may make in single precision: XNNPACK and TFLite's own
kernels differed by 1.5e-6 on five nets, five layouts of the vector registers are to be allowed for."""
RECORDED_SHARE = {"float32": 0.0, "float16": 0.25, "dynamic_int8": 0.6, "int8": 0.6, "weight_int8": 0.25, "w8a8": 0.6}
"""The same relative to the difference, where a rounding can tip over: XNNPACK against TFLite's own kernels gave .251
and .181, .019 and .009 (dynamic), .086 and .067 (int8), and the same three digits in half precision."""
RECORDED_OTHERS = 0.25
"""For recipes that are not in the table above."""

REPRODUCIBLE = {"tflite": 0.0, "coreml": 1e-3}
"""Largest change of a score when a picture is asked again, alone. LiteRT takes one picture at a time: the same bits.
The executor of Core ML programs takes many at once; 0 measured here, but a matrix product may sum in another order
for another number of rows, and half precision rounds what comes out."""


@dataclass(frozen=True)
class StoredAs:
    """How a variant keeps its weights.

    Attributes:
        large: dtype of every constant of more than ``LARGE`` elements.
        others: dtypes that smaller ones may have besides.
        each_channel: whether a large kernel has a quantisation step for each channel.
        spared: share of the bytes of large constants that may be of the ``others`` all the same.
    """

    large: str
    others: tuple[str, ...] = ()
    each_channel: bool = False
    spared: float = 0.0


LARGE = 2048
"""A constant of more elements is compressed: coremltools' ``weight_threshold``. TensorFlow begins at 1024."""
SMALLEST_KERNEL = 64
"""Elements from which a kernel of zeros is a fault: a pruned or dead 3 x 3 filter is smaller."""

INDICES = ("int32", "int64")
"""Axes, shapes and paddings."""

STORED = {
    "tflite-float32": StoredAs("float32", INDICES),
    "tflite-float16": StoredAs("float16", ("float32", *INDICES)),
    "tflite-dynamic_int8": StoredAs("int8", ("float32", *INDICES), each_channel=True),
    "tflite-int8": StoredAs("int8", INDICES, each_channel=True),
    "coreml-float32": StoredAs("float32", INDICES),
    "coreml-float16": StoredAs("float16", INDICES),
    "coreml-weight_int8": StoredAs("int8", ("float16", *INDICES), each_channel=True),
    # The most sensitive 4 % of the elements have 8 bits, 5 % of the bytes.
    "coreml-palettized_6bit": StoredAs("palette6", ("int8", "float16", "uint8", *INDICES), spared=0.2),
    "coreml-w8a8": StoredAs("int8", ("float16", *INDICES), each_channel=True),
    # Beside these, scales or tables (a sixteenth to a quarter of the bytes), and a bit a place of a sparse kernel.
    "coreml-weight_int4": StoredAs("int4", ("int8", "float16", *INDICES), spared=0.35),
    "coreml-palettized_4bit": StoredAs("palette4", ("int8", "float16", *INDICES), spared=0.35),
    "coreml-pruned_50": StoredAs("float16", ("sparse_mask", "int8", *INDICES), spared=0.3),
    "coreml-pruned_50_palettized_6bit": StoredAs("palette6", ("sparse_mask", "int8", "float16", *INDICES), spared=0.4),
}
"""Read back from five nets of each variant. The programs of compressed packages compute in half precision, so a
constant of single precision in one says that they do not."""

COVERED = 1.0
"""Share of the elements of large kernels that a compressed variant stores compressed. coremltools' own int4 call with
blocks of 32 covers 29 of MobileNetV2's 43."""

SPARSITY = {"coreml-pruned_50": 0.49, "coreml-pruned_50_palettized_6bit": 0.49}
"""Least share of weights that a pruned kernel leaves out: the half, to within the rounding of a count."""

LIKENESS = 0.5
"""A wrong preparation is named where the file is this much nearer to it than to the right one: a ratio of distances,
each the root of the sum of squares over the golden outputs. A file that is right is at least as near to the right
one: its own error adds to both distances."""
LIKENESS_TWIN = 0.25
"""The same for single precision, which is either exact or wrong."""


def scaled(limit: float, reference: Batch, activation: str) -> float:
    """A limit on differences of scores, as it applies to these outputs.

    Raw scores have no fixed scale, and floating point errs in proportion to them: the limit grows with the largest.
    """
    return limit * max(1.0, float(np.abs(reference).max())) if activation == LOGITS else limit


CONSUMER_TIE_FLOAT = 1e-3
"""Difference of two scores below which they have no order: single precision's limit on parity, ten times over."""
CONSUMER_TIE = 0.1
"""The same for 8-bit files, which other kernels round otherwise: .07 between XNNPACK and TFLite's own on V1 .25."""

GENEROUS = 2.0
"""Times its recipe's own tolerance that a rung of the ladder may allow: room for a kit of another version."""

KERNEL_SNR = {"float16": 50.0, "dynamic_int8": 25.0, "int8": 25.0, "weight_int8": 25.0, "palettized_6bit": 20.0}
"""Least signal-to-noise ratio of a kernel to the single-precision one, dB. The worst kernel of the packaged net, V1, V1
.25, V2 and V3-Small: 70 in half precision (11 bits), 37 in 8 bits, 29 in 64 values. A doubled scale gives 0 or less, a
reversed palette -6, two exchanged channels 3 to 9, one exponent bit of the largest weight 23."""
KERNEL_SNR_OTHERS = 10.0
"""For recipes that are not in the table above: a tenth of the kernel's power wrong."""

CLIP_SNR = 25.0
"""Least ratio of an intermediate result to what clipping takes from it, dB. The worst result of a file calibrated on
pictures of the app's kind: 66 dB (V2), 78 (V1), none clipped at all in the packaged net, V1 .25 and V3-Small. On
noise instead: 14 (35 of 64 results below 40), on black pictures 7."""

RESULT_SNR = 20.0
"""Least signal-to-noise ratio of a result in 8 bits to what it was computed as, dB."""
