"""What a student should take away: the ideas of each family, and this network's own numbers in words."""

from __future__ import annotations

from mobilekit.catalog.amounts import millions
from mobilekit.catalog.explain import Explanation, WhatIf
from mobilekit.catalog.layers import Block

IDEAS = {
    "v1": (
        "MobileNetV1 (Howard et al. 2017) replaces nearly every convolution by two cheaper ones. A depthwise layer "
        "filters each channel by itself with one 3x3 kernel; a pointwise layer, a 1x1 convolution, then mixes the "
        "channels. Together: a depthwise separable convolution.",
        "Two knobs make a family of it: the width multiplier alpha thins every layer, the resolution multiplier rho "
        "shrinks the picture.",
    ),
    "v2": (
        "MobileNetV2 (Sandler et al. 2018) turns the block inside out. Between blocks run few channels, the "
        "bottleneck; within a block a 1x1 layer expands them sixfold, a depthwise 3x3 filters them, and a 1x1 layer "
        "projects them back: an inverted residual. The shortcut joins the thin ends.",
        "The projection is linear, without activation: a ReLU on few channels would destroy what they carry.",
    ),
    "v3": (
        "MobileNetV3 (Howard et al. 2019) keeps V2's inverted residual and lets a search choose each block's kernel, "
        "expansion and width by the latency measured on a phone.",
        "Squeeze-and-excite lets a block weigh its channels by the whole picture: pool, two small 1x1 layers, one "
        "factor a channel. Hard-swish, x * ReLU6(x + 3) / 6, replaces ReLU deeper down, where it costs little.",
        "The expensive last layers moved behind the pooling, where a 1x1 layer is applied once and not 49 times.",
    ),
    "minimalistic": (
        "The minimalistic V3 (tensorflow/models, slim) has the widths of MobileNetV3 without what accelerators run "
        "badly: no squeeze-and-excite, no hard-swish, no 5x5 kernels. It needs about as many multiply-accumulates, "
        "is less accurate, and is made for GPUs and DSPs.",
    ),
}
"""Family -> its idea, a paragraph each."""


def ideas(explanation: Explanation) -> tuple[str, ...]:
    """The idea of its family."""
    row = explanation.row
    return IDEAS["minimalistic" if row.arch.endswith("minimalistic") else row.family]


def costs(explanation: Explanation) -> tuple[str, ...]:
    """What it weighs, by each of the counts in use."""
    counts = explanation.counts
    statistics = counts.parameters - counts.trainable
    sizes = ", ".join(f"{name} {counts.deployed * b / 1e6:.2f} MB" for name, b in BYTES.items())
    return (
        f"Parameters: {counts.parameters:,} in a saved file. Of these {statistics:,} are moving means and variances, "
        f"which training does not touch: {counts.trainable:,} are trained. Batch normalisation is folded into the "
        f"convolutions on a phone, which leaves {counts.deployed:,}: weights of {sizes}.",
        f"Multiply-accumulates (MACs): {counts.macs:,} for one picture, counted as the papers do: convolutions and "
        "matrix products; activations, additions and pooling are free.",
    )


BYTES = {"float32": 4, "float16": 2, "int8": 1}
"""A weight's bytes on a phone."""


def saving(explanation: Explanation) -> tuple[str, ...]:
    """Why a depthwise separable convolution is cheap, in this network's numbers."""
    best, counts = explanation.example(), explanation.counts
    k, n = best.kernel, best.outputs
    places = f"{best.size}x{best.size}"
    whole = explanation.unseparated()
    return (
        f"Block {best.block} goes from {best.inputs} channels to {n} on {places} places. One {k}x{k} convolution "
        f"would take k x k x {best.inputs} x {n} x {places} = {millions(best.full)} MACs. Filtering each channel by "
        f"itself takes {millions(best.depthwise)}, mixing the channels {millions(best.pointwise)}: "
        f"{best.times:.1f} times fewer.",
        f"In general the share that is left is 1/N + 1/k^2 (N channels out, kernel side k), here 1/{n} + 1/{k * k} = "
        f"{1 / best.times:.3f}. The more channels, the nearer it comes to k^2 = {k * k} times fewer.",
        f"With full convolutions in place of each pair, the whole network would take {millions(whole)} MACs in place "
        f"of {millions(counts.macs)}: {whole / counts.macs:.1f} times as many.",
    )


def shares(explanation: Explanation) -> tuple[str, ...]:
    """Where its cost is now, and what follows."""
    found = explanation.shares()
    pointwise = found["pointwise 1x1"]
    head = found["classifier"]
    return (
        f"So the 1x1 layers are where the work is: {pointwise[0]:.0%} of the MACs, against "
        f"{found['depthwise'][0]:.0%} for the depthwise ones. They hold {pointwise[1]:.0%} of the parameters, the "
        f"classifier for {explanation.classes} classes {head[1]:.0%}, for {head[0]:.1%} of the work: with fewer "
        "classes the file shrinks and the time hardly does.",
    )


def width(explanation: Explanation) -> str:
    """What the width multiplier does."""
    return (
        "A pointwise layer has alpha x in times alpha x out channels, so MACs and weights fall about with alpha^2. "
        "Less than that where a part keeps its width: " + _kept(explanation)
    )


def size(explanation: Explanation) -> str:
    """What the resolution multiplier does."""
    one = explanation.row.size
    return (
        f"Every layer is applied at rho^2 as many places, rho being the size over {one}; its weights stay the same. "
        "So a smaller picture saves time and memory, never bytes of the file."
    )


def receptive(explanation: Explanation) -> str:
    """What the column of receptive fields says."""
    last = next(block for block in reversed(explanation.blocks) if block.size > 1)
    seen, side = last.receptive_field, explanation.row.size
    whole = "more than the picture, so that the margins are padding" if seen > side else "a part of the picture"
    gate = any(block.squeeze for block in explanation.blocks)
    aside = (
        " Squeeze-and-excite pools over all places, so each such block also knows of the whole picture." if gate else ""
    )
    return (
        f"sees: side of the square of input pixels that one value depends on. Before the pooling it is {seen} of "
        f"{side} pixels: {whole}.{aside}"
    )


def ratio(other: WhatIf, explanation: Explanation) -> tuple[float, float]:
    """(MACs, parameters) of another width or size, times those of the network explained."""
    counts = explanation.counts
    return other.counts.macs / counts.macs, other.counts.parameters / counts.parameters


def _kept(explanation: Explanation) -> str:
    """Which parts a width multiplier leaves alone."""
    widened: dict[str, str] = {
        "v1": "the first layer's three input channels and the classifier's outputs.",
        "v2": "the 1,280 channels before the classifier (never fewer), its outputs, and channels rounded to eights.",
        "v3": "the first layer's 16 channels, the layer before the classifier, its outputs, and channels rounded "
        "to eights.",
    }
    return widened[explanation.row.family]


def expansion(block: Block) -> str:
    """A block's inner channels, such as ``x6``; empty where it expands nothing."""
    if block.expansion is None:
        return ""
    return f"x{block.expansion:.2f}".rstrip("0").rstrip(".")
