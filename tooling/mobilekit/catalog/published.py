"""What was published of each network, as printed, beside its source; and where our counts differ, why."""

from __future__ import annotations

from dataclasses import dataclass, field

from mobilekit.catalog.layers import Counts
from mobilekit.catalog.names import Checkpoint

TOLERANCE = 0.01
"""Share of a published count by which ours may differ."""

_SLIM = "https://github.com/tensorflow/models/blob/master/research/slim/nets"
README_V1 = f"{_SLIM}/mobilenet_v1.md"
README_V2_V3 = f"{_SLIM}/mobilenet/README.md"

TRAINABLE, WEIGHTS = "trainable", "weights"
"""Fields of ``Counts``: which of them a source prints as parameters."""


@dataclass(frozen=True)
class Published:
    """What a source prints of one network.

    Attributes:
        parameters: millions, by the count that ``convention`` names.
        macs: millions of multiply-accumulates.
        top1: per cent of ImageNet's validation pictures, one crop each; None where no source says it.
        source: where these figures stand.
        convention: the field of ``Counts`` that ``parameters`` is held against.
        step: the last printed digit of ``parameters``, in millions.
        exceptions: ``parameters`` or ``macs`` -> why ours differs by more than ``TOLERANCE``.
        note: what else is published.
    """

    parameters: float
    macs: int
    top1: float | None
    source: str
    convention: str
    step: float
    exceptions: dict[str, str] = field(default_factory=dict)
    note: str = ""

    def ours(self, quantity: str, counts: Counts) -> int:
        """Our count of ``parameters`` (by the source's convention) or ``macs``."""
        return int(getattr(counts, self.convention if quantity == "parameters" else quantity))

    def agrees(self, quantity: str, counts: Counts) -> bool:
        """Whether ours is the printed figure: within ``TOLERANCE``, or rounded or cut to the printed digits.

        A source that prints 11 million may mean 11.9: Google's tables cut some figures off and round others.
        """
        printed, step = float(getattr(self, quantity)), self.step if quantity == "parameters" else 1.0
        ours = self.ours(quantity, counts) / 1e6
        steps = ours / step
        digits = {int(steps), round(steps)}
        return abs(ours - printed) <= TOLERANCE * printed or round(printed / step) in digits


_WITHOUT_STEM = "the source leaves out the first convolution"
_SLIP = "a slip of the source: its own 41 at 224 and 21 at 160 leave 30 at 192, since MACs go with the square of it"
_FIRST_VERSION = (
    "the source repeats the paper's first version (arXiv 1905.02244v1), whose layer before the classifier had 1,280 "
    "channels; the published weights, and the paper since, have 1,024"
)
_FIRST_VERSION_MACS = (
    "the source repeats the paper's first version (arXiv 1905.02244v1); the fifth prints 56 of the published network"
)
_UNEXPLAINED = "the layers of TensorFlow's own definition, and of Keras', add up to 52; no source explains the 65"

_V1 = {
    1.0: (4.24, {224: (569, 70.9), 192: (418, 70.0), 160: (291, 68.0), 128: (186, 65.2)}),
    0.75: (2.59, {224: (317, 68.4), 192: (233, 67.2), 160: (162, 65.3), 128: (104, 62.1)}),
    0.5: (1.34, {224: (150, 63.3), 192: (110, 61.7), 160: (77, 59.1), 128: (49, 56.3)}),
    0.25: (0.47, {224: (41, 49.8), 192: (34, 47.7), 160: (21, 45.5), 128: (14, 41.5)}),
}
"""Width -> (parameters, {size: (MACs, top-1)}), from ``README_V1``."""

_V2 = {
    1.4: (6.06, {224: (582, 75.0)}),
    1.3: (5.34, {224: (509, 74.4)}),
    1.0: (3.47, {224: (300, 71.8), 192: (221, 70.7), 160: (154, 68.8), 128: (99, 65.3), 96: (56, 60.3)}),
    0.75: (2.61, {224: (209, 69.8), 192: (153, 68.7), 160: (107, 66.4), 128: (69, 63.2), 96: (39, 58.8)}),
    0.5: (1.95, {224: (97, 65.4), 192: (71, 63.9), 160: (50, 61.0), 128: (32, 57.7), 96: (18, 51.2)}),
    0.35: (1.66, {224: (59, 60.3), 192: (43, 58.2), 160: (30, 55.7), 128: (20, 50.8), 96: (11, 45.5)}),
}
"""The same from ``README_V2_V3``."""

_KERAS = "Keras' documentation prints {} for the same weights in its own evaluation"

_V3 = {
    ("mobilenet_v3_large", 1.0): Published(
        5.4, 217, 75.2, README_V2_V3, WEIGHTS, 0.1, note=_KERAS.format("75.6")
    ),
    ("mobilenet_v3_large", 0.75): Published(4.0, 155, 73.3, README_V2_V3, WEIGHTS, 0.1),
    ("mobilenet_v3_small", 1.0): Published(
        2.9, 66, 67.5, README_V2_V3, WEIGHTS, 0.1,
        {"parameters": _FIRST_VERSION, "macs": _FIRST_VERSION_MACS}, _KERAS.format("68.1"),
    ),
    ("mobilenet_v3_small", 0.75): Published(
        2.4, 44, 65.4, README_V2_V3, WEIGHTS, 0.1, {"parameters": _FIRST_VERSION, "macs": _FIRST_VERSION}
    ),
    ("mobilenet_v3_large_minimalistic", 1.0): Published(3.9, 209, 72.3, README_V2_V3, WEIGHTS, 0.1),
    ("mobilenet_v3_small_minimalistic", 1.0): Published(
        2.0, 65, 61.9, README_V2_V3, WEIGHTS, 0.1, {"macs": _UNEXPLAINED}
    ),
}  # fmt: skip

PAPERS = {
    "mobilenet_v1": Published(4.2, 569, 70.6, "Howard et al. 2017, arXiv 1704.04861, table 6", TRAINABLE, 0.1),
    "mobilenet_v2": Published(3.4, 300, 72.0, "Sandler et al. 2018, arXiv 1801.04381, table 4", WEIGHTS, 0.1),
    "mobilenet_v3_large": Published(
        5.4, 219, 75.2, "Howard et al. 2019, arXiv 1905.02244v5, table 3", WEIGHTS, 0.1,
        {"macs": "1.1 % more than the layers add up to; Google's table of the weights themselves prints 217"},
    ),
    "mobilenet_v3_small": Published(
        2.5, 56, 67.4, "Howard et al. 2019, arXiv 1905.02244v5, table 3", WEIGHTS, 0.1
    ),
}  # fmt: skip
"""The papers' own figures, of width 1.0 at 224."""


def published(checkpoint: Checkpoint) -> Published:
    """What Google published beside the weights of ``checkpoint``."""
    arch, alpha, size = checkpoint.arch, checkpoint.alpha, checkpoint.size
    if arch == "mobilenet_v1":
        parameters, at = _V1[alpha]
        exceptions = {"macs": _WITHOUT_STEM} if alpha == 0.75 else {"macs": _SLIP} if at[size][0] == 34 else {}
        return Published(parameters, *at[size], README_V1, TRAINABLE, 0.01, exceptions)
    if arch == "mobilenet_v2":
        parameters, at = _V2[alpha]
        return Published(parameters, *at[size], README_V2_V3, WEIGHTS, 0.01)
    return _V3[arch, alpha]
