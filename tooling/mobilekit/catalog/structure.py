"""The block tables of the papers, and the networks they stand for at any width and size: no framework needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mobilekit.catalog.architectures import architecture
from mobilekit.catalog.layers import CONV, DENSE, DEPTHWISE, POINTWISE, Block, Layer

RELU, RELU6, HARD_SWISH, HARD_SIGMOID, SOFTMAX = "ReLU", "ReLU6", "hard-swish", "hard-sigmoid", "softmax"

IMAGENET_CLASSES = 1000

V1 = (
    (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1),
    (1024, 2), (1024, 1),
)  # fmt: skip
"""(channels, stride) of each block. Howard et al. 2017, table 1, whose last stride of 2 is a slip: both are 7x7."""

V2 = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
"""(expansion, channels, repeats, stride of the first). Sandler et al. 2018, table 2."""


@dataclass(frozen=True)
class V3Block:
    """A row of Howard et al. 2019, tables 1 and 2; ``full`` is what the minimalistic networks replace.

    Attributes:
        expansion: channels within, times those that come in, then rounded to a multiple of 8.
        channels: out.
        kernel: side.
        stride: of the depthwise layer.
        squeeze: whether it has a squeeze-and-excite.
        activation: within.
    """

    expansion: float
    channels: int
    kernel: int
    stride: int
    squeeze: bool
    activation: str


SE, NO_SE = True, False

V3 = {
    "small": (
        V3Block(1, 16, 3, 2, SE, RELU), V3Block(72 / 16, 24, 3, 2, NO_SE, RELU),
        V3Block(88 / 24, 24, 3, 1, NO_SE, RELU), V3Block(4, 40, 5, 2, SE, HARD_SWISH),
        V3Block(6, 40, 5, 1, SE, HARD_SWISH), V3Block(6, 40, 5, 1, SE, HARD_SWISH),
        V3Block(3, 48, 5, 1, SE, HARD_SWISH), V3Block(3, 48, 5, 1, SE, HARD_SWISH),
        V3Block(6, 96, 5, 2, SE, HARD_SWISH), V3Block(6, 96, 5, 1, SE, HARD_SWISH),
        V3Block(6, 96, 5, 1, SE, HARD_SWISH),
    ),
    "large": (
        V3Block(1, 16, 3, 1, NO_SE, RELU), V3Block(4, 24, 3, 2, NO_SE, RELU), V3Block(3, 24, 3, 1, NO_SE, RELU),
        V3Block(3, 40, 5, 2, SE, RELU), V3Block(3, 40, 5, 1, SE, RELU), V3Block(3, 40, 5, 1, SE, RELU),
        V3Block(6, 80, 3, 2, NO_SE, HARD_SWISH), V3Block(2.5, 80, 3, 1, NO_SE, HARD_SWISH),
        V3Block(2.3, 80, 3, 1, NO_SE, HARD_SWISH), V3Block(2.3, 80, 3, 1, NO_SE, HARD_SWISH),
        V3Block(6, 112, 3, 1, SE, HARD_SWISH), V3Block(6, 112, 3, 1, SE, HARD_SWISH),
        V3Block(6, 160, 5, 2, SE, HARD_SWISH), V3Block(6, 160, 5, 1, SE, HARD_SWISH),
        V3Block(6, 160, 5, 1, SE, HARD_SWISH),
    ),
}  # fmt: skip
"""Howard et al. 2019, tables 1 and 2; expansions as keras.applications writes them."""

V3_LAST = {"small": 1024, "large": 1280}
"""Channels of the layer between pooling and classifier: not narrowed with the rest, so widened only."""


def divisible(channels: float, divisor: int = 8) -> int:
    """The nearest multiple of ``divisor``, at least one, and never more than a tenth below ``channels``.

    Source: ``_make_divisible`` of tensorflow/models' slim nets, which V2 and V3 round every width with.
    """
    rounded = max(divisor, int(channels + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * channels else rounded


@dataclass
class Growing:
    """A network so far: what comes out of its last layer, and how far that sees.

    Attributes:
        size: side of the output.
        channels: of the output.
        sees: receptive field, pixels of the input.
        jump: pixels of the input between two neighbouring values of the output.
        blocks: the finished ones.
    """

    size: int
    channels: int = 3
    sees: int = 1
    jump: int = 1
    blocks: list[Block] = field(default_factory=list)

    def layer(self, name: str, kind: str, outputs: int, activation: str, **shape: int) -> Layer:
        """The next layer of the picture's path, batch-normalised; ``shape``: ``kernel``, ``stride``, ``size`` out."""
        kernel, stride = shape.get("kernel", 1), shape.get("stride", 1)
        self.size = shape.get("size", -(-self.size // stride))
        # Araujo et al. 2019, "Computing Receptive Fields of Convolutional Neural Networks".
        self.sees += (kernel - 1) * self.jump
        self.jump *= stride
        made = Layer(name, kind, kernel, stride, self.channels, outputs, self.size, activation, normalised=True)
        self.channels = outputs
        return made

    def unnormalised(self, name: str, kind: str, outputs: int, activation: str) -> Layer:
        """A 1x1 layer with bias on pooled values."""
        made = Layer(name, kind, 1, 1, self.channels, outputs, 1, activation, bias=True)
        self.channels = outputs
        return made

    def add(self, name: str, kind: str, layers: tuple[Layer, ...], **facts: object) -> None:
        """Finish a block."""
        defaults = {"expansion": None, "squeeze": None, "residual": False, "kernel": 0, "stride": 1, "activation": ""}
        if layers:
            defaults["kernel"] = max(layer.kernel for layer in layers)
            defaults["stride"] = max(layer.stride for layer in layers)
            defaults["activation"] = layers[0].activation
        self.blocks.append(
            Block(
                name=name,
                kind=kind,
                layers=layers,
                outputs=self.channels,
                size=self.size,
                receptive_field=self.sees,
                **{**defaults, **facts},  # type: ignore[arg-type]
            )
        )

    def pool(self) -> None:
        """Average over all places: one value a channel, which depends on the whole picture."""
        self.sees += (self.size - 1) * self.jump
        self.size = 1
        self.add("pool", "pooling", ())


def structure(arch: str, alpha: float, size: int, classes: int = IMAGENET_CLASSES) -> tuple[Block, ...]:
    """The blocks of a network with a width multiplier ``alpha`` for square pictures of ``size`` pixels.

    Raises:
        MobileKitError: unknown architecture.
    """
    architecture(arch)
    net = Growing(size)
    version, _, rest = arch.removeprefix("mobilenet_").partition("_")
    if version == "v1":
        _grow_v1(net, alpha)
    elif version == "v2":
        _grow_v2(net, alpha)
    else:
        _grow_v3(net, rest, alpha)
    kind = DENSE if version == "v2" else POINTWISE
    net.add("classifier", "classifier", (net.unnormalised("classifier", kind, classes, SOFTMAX),))
    return tuple(net.blocks)


def _grow_v1(net: Growing, alpha: float) -> None:
    net.add("conv", "convolution", (net.layer("conv", CONV, int(32 * alpha), RELU6, kernel=3, stride=2),))
    for number, (channels, stride) in enumerate(V1, 1):
        # Keras pads V1's pictures on one side only before a stride: of an odd side the last row is lost.
        shape = {"kernel": 3, "stride": stride, "size": net.size // stride}
        depthwise = net.layer("depthwise", DEPTHWISE, net.channels, RELU6, **shape)
        pointwise = net.layer("pointwise", POINTWISE, int(channels * alpha), RELU6)
        net.add(str(number), "depthwise separable", (depthwise, pointwise))
    net.pool()


def _grow_v2(net: Growing, alpha: float) -> None:
    net.add("conv", "convolution", (net.layer("conv", CONV, divisible(32 * alpha), RELU6, kernel=3, stride=2),))
    rows = [(t, c, s if first else 1) for t, c, n, s in V2 for first in [True] + [False] * (n - 1)]
    for number, (expansion, channels, stride) in enumerate(rows, 1):
        outputs = divisible(int(channels * alpha))
        inner = V3Block(expansion, outputs, 3, stride, NO_SE, RELU6)
        _inverted_residual(net, number, inner, expansion * net.channels)
    last = divisible(1280 * max(alpha, 1.0))
    net.add("conv", "convolution", (net.layer("conv", POINTWISE, last, RELU6),))
    net.pool()


def _grow_v3(net: Growing, which: str, alpha: float) -> None:
    size, _, minimalistic = which.partition("_")
    swish = RELU if minimalistic else HARD_SWISH
    net.add("conv", "convolution", (net.layer("conv", CONV, 16, swish, kernel=3, stride=2),))
    for number, row in enumerate(_v3_rows(size, alpha, plain=bool(minimalistic)), 1):
        _inverted_residual(net, number, row, divisible(row.expansion * net.channels))
    net.add("conv", "convolution", (net.layer("conv", POINTWISE, divisible(6 * net.channels), swish),))
    net.pool()
    last = V3_LAST[size] if alpha <= 1 else divisible(V3_LAST[size] * alpha)
    net.add("conv", "convolution", (net.unnormalised("conv", POINTWISE, last, swish),))


def _v3_rows(size: str, alpha: float, *, plain: bool) -> Iterator[V3Block]:
    """The table at a width. ``plain`` networks have 3x3 kernels, ReLU and no squeeze-and-excite throughout."""
    for row in V3[size]:
        kernel, squeeze, activation = (3, False, RELU) if plain else (row.kernel, row.squeeze, row.activation)
        yield V3Block(row.expansion, divisible(row.channels * alpha), kernel, row.stride, squeeze, activation)


def _inverted_residual(net: Growing, number: int, row: V3Block, inner: int) -> None:
    """Expand, filter each channel, gate the channels, project: Sandler et al. 2018, 3.3; Howard et al. 2019, 5.3."""
    came = net.channels
    layers = [] if number == 1 else [net.layer("expand", POINTWISE, inner, row.activation)]
    filtered = net.layer("depthwise", DEPTHWISE, inner, row.activation, kernel=row.kernel, stride=row.stride)
    layers.append(filtered)
    squeeze = divisible(inner / 4) if row.squeeze else None
    if squeeze:
        layers.append(net.unnormalised("squeeze", POINTWISE, squeeze, RELU))
        layers.append(net.unnormalised("excite", POINTWISE, inner, HARD_SIGMOID))
    layers.append(net.layer("project", POINTWISE, row.channels, ""))
    residual = row.stride == 1 and came == row.channels
    facts = {"expansion": inner / came, "squeeze": squeeze, "residual": residual, "activation": row.activation}
    net.add(str(number), "inverted residual", tuple(layers), **facts)
