"""The nouns of the kit: plain frozen records, no framework behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from mobilekit.preprocess import Pixels, Preprocessing

if TYPE_CHECKING:
    from mobilekit.lowering import Lowered

Batch = npt.NDArray[np.float32]
Step = Callable[[str], None]
"""Called with one sentence as a step of long work begins: what a progress bar shows."""

SOFTMAX, SIGMOID, LOGITS = "softmax", "sigmoid", "logits"
ACTIVATIONS = (SOFTMAX, SIGMOID, LOGITS)

GEOMETRY = ("rotate", "crop", "resize")
"""Preprocessing that no file ever holds: the app does it, bit-exactly, for each artifact."""
NORMALISE, QUANTISE = "normalise", "quantise"
"""Preprocessing that an artifact may leave to the app; the manifest's ``app_steps`` names those it does."""


AUTO = "auto"
"""The kit chooses, by what it measures."""


@dataclass(frozen=True)
class Variant:
    """One way of writing the model: a format and the name of a recipe in it. Prints as ``tflite-int8``."""

    format: str
    recipe: str

    def __str__(self) -> str:
        return f"{self.format}-{self.recipe}"


@dataclass(frozen=True)
class Tensor:
    """An input or output as read back from the written file.

    Attributes:
        name: as a runtime addresses it.
        shape: static, batch included; for an image of a Core ML model (1, height, width, 3).
        dtype: numpy name: ``float32``, ``uint8``...
        layout: ``NHWC`` for images, ``NC`` for class scores.
        scale: quantisation step; None where not quantised.
        zero_point: quantised value of 0; None where not quantised.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    layout: str
    scale: float | None = None
    zero_point: int | None = None


@dataclass(frozen=True)
class Unsupported:
    """An op that would not run on a delegate, and the rule that says so (with its source)."""

    op: str
    rule: str


@dataclass(frozen=True)
class Rung:
    """One step of a delegate ladder: tried in order, CPU last.

    Attributes:
        delegate: ``cpu`` | ``gpu`` | ``npu`` (TFLite), a compute-units name (Core ML).
        options: as the runtime takes them; keys after LiteRT's and Core ML's own option names.
        tolerance: largest |difference| from the golden outputs that still counts as PASS.
        unsupported: ops that static rules say will not run there; empty when none is known.
    """

    delegate: str
    options: dict[str, Any]
    tolerance: float
    unsupported: tuple[Unsupported, ...] = ()


@dataclass(frozen=True)
class Card:
    """What people want to know of a model; written into every file's metadata.

    Attributes:
        name: of the bundle and of its files, such as ``mobilenet_v2_0.35_96``.
        description: one or two sentences.
        author: who made the weights.
        license: SPDX identifier or a sentence.
        version: of the weights.
        activation: ``softmax`` | ``sigmoid`` | ``logits``: what the output already went through.
    """

    name: str
    description: str
    author: str
    license: str
    version: str
    activation: str


@dataclass(frozen=True)
class GoldenImage:
    """One picture of a bundle.

    Attributes:
        name: of its file, without suffix.
        pixels: (H, W, 3) uint8 RGB as stored.
        rotation: degrees clockwise that turn it upright: 0, 90, 180 or 270.
    """

    name: str
    pixels: Pixels
    rotation: int


@dataclass(frozen=True)
class Job:
    """All that a format needs to write its variants of one model.

    Attributes:
        function: a TensorFlow ConcreteFunction, batch 1, without resources: input ``image`` (1, H, W, 3) float32
            as ``rule`` leaves it, output (1, classes) float32.
        labels: in output order.
        rule: the preprocessing between pixels and ``function``. Where it does not fit the formats' metadata (std
            differs per channel, BGR) it was baked into ``function`` before, and this has mean 0, std 1, RGB.
        calibration: (H, W, 3) uint8 RGB pictures as the app would hand them over, geometry done.
        card: for metadata.
        int8_io: ``uint8`` | ``float32``: input and output of tflite-int8.
        int8_ranges: how far its integers reach: a name of the format's, or ``auto``: what serves this network best.
        int8_goal: least top-1 agreement for which layers of it stay in floating point; None: none has to.
        lowered: ``function`` folded, which corrects biases for rounded kernels; None where it cannot be taken apart.
    """

    function: Any
    labels: tuple[str, ...]
    rule: Preprocessing
    calibration: Sequence[Pixels]
    card: Card
    int8_io: str = "uint8"
    lowered: Lowered | None = None
    int8_ranges: str = AUTO
    int8_goal: float | None = None

    def calibration_batches(self) -> Iterable[Batch]:
        """(1, H, W, 3) float32 inputs of ``function``, one per calibration picture."""
        from mobilekit.preprocess import normalise

        for picture in self.calibration:
            yield normalise(picture, self.rule)[None]


@dataclass(frozen=True)
class StoredKernel:
    """The weights of one convolution or matrix product, as a file holds them.

    Attributes:
        name: of what they compute, in the file.
        elements: how many.
        form: ``float16``, ``int4``, ``palette6``, ``sparse palette6``...
        compressed: whether that is smaller than the numbers it computes with.
        zeros: share of the elements that are zero and not stored.
    """

    name: str
    elements: int
    form: str
    compressed: bool
    zeros: float = 0.0


@dataclass(frozen=True)
class Readback:
    """What a written file says of itself, read from its bytes alone.

    Attributes:
        inputs: input tensors.
        outputs: output tensors.
        ops: op name -> count.
        metadata: flat, format-specific: what ``inspect`` prints and the metadata check compares
            (name, description, author, license, version, labels, mean, std ...).
        minimum: oldest system or runtime that loads it, such as {"ios": "15.0"} or {"litert": "1.14.0"}.
        weights: total bytes of constants by dtype.
        kernels: each kernel's form; empty where the format does not tell.
    """

    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    ops: dict[str, int]
    metadata: dict[str, Any] = field(default_factory=dict)
    minimum: dict[str, str] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)
    kernels: tuple[StoredKernel, ...] = ()
