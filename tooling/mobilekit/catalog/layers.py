"""What a network is made of, as numbers: layers with their costs, blocks of layers, how far each can see."""

from __future__ import annotations

from dataclasses import dataclass

CONV, DEPTHWISE, POINTWISE, DENSE = "conv", "depthwise", "pointwise", "dense"

BATCH_NORM = 4
"""Numbers a channel: scale, shift, moving mean, moving variance."""


@dataclass(frozen=True)
class Layer:
    """A layer with weights.

    Attributes:
        name: its part in the block: ``expand``, ``depthwise``, ``project``, ``squeeze`` ...
        kind: ``conv`` | ``depthwise`` (one filter a channel) | ``pointwise`` (a 1x1 conv) | ``dense``.
        kernel: side, pixels.
        stride: pixels between the places it is applied at.
        inputs: channels in.
        outputs: channels out.
        size: side of the output; 1 after the pooling and within squeeze-and-excite.
        activation: ``ReLU6`` ...; empty for a linear layer.
        bias: whether it adds one number a channel.
        normalised: whether a batch normalisation follows.
    """

    name: str
    kind: str
    kernel: int
    stride: int
    inputs: int
    outputs: int
    size: int
    activation: str
    bias: bool = False
    normalised: bool = False

    @property
    def weights(self) -> int:
        """Numbers in its kernel: k x k x in x out; of a depthwise layer k x k x channels."""
        return self.kernel**2 * self.outputs * (1 if self.kind == DEPTHWISE else self.inputs)

    @property
    def parameters(self) -> int:
        """Numbers in a saved file: kernel, bias, and the four of each batch-normalised channel."""
        return self.weights + self.outputs * (self.bias + BATCH_NORM * self.normalised)

    @property
    def macs(self) -> int:
        """Multiply-accumulates for one picture: the kernel, at every place of the output (Howard et al. 2017, 3.1)."""
        return self.weights * self.size**2


@dataclass(frozen=True)
class Block:
    """Layers that belong together: a row of the papers' tables.

    Attributes:
        name: ``conv``, ``1``, ``2`` ..., ``pool``, ``classifier``.
        kind: ``convolution`` | ``depthwise separable`` | ``inverted residual`` | ``pooling`` | ``classifier``.
        layers: those with weights, in the order of computation.
        outputs: channels out.
        size: side of the output.
        kernel: side of its largest kernel; 0 for the pooling.
        stride: by how much it shrinks the picture.
        expansion: channels within the block, times those that come in; None where it has no such part.
        squeeze: channels within its squeeze-and-excite; None where it has none.
        activation: the one within the block.
        residual: whether its input is added to its output.
        receptive_field: side, in pixels of the network's input, of the square that one of its output values depends
            on, squeeze-and-excite apart, through which every value depends on the whole picture.
    """

    name: str
    kind: str
    layers: tuple[Layer, ...]
    outputs: int
    size: int
    kernel: int
    stride: int
    expansion: float | None
    squeeze: int | None
    activation: str
    residual: bool
    receptive_field: int

    @property
    def parameters(self) -> int:
        """Of all its layers."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def macs(self) -> int:
        """Of all its layers."""
        return sum(layer.macs for layer in self.layers)


@dataclass(frozen=True)
class Counts:
    """What a network costs. Of parameters there are four counts in use, and papers differ in which they print.

    Attributes:
        parameters: numbers in a saved file, moving statistics included: Keras' ``count_params``, the manifest's.
        trainable: without the moving mean and variance of the batch normalisations.
        weights: kernels and biases, without batch normalisation.
        deployed: in a converted file, where each batch normalisation is folded into its kernel and leaves a bias.
        macs: multiply-accumulates for one picture: convolutions and matrix products.
    """

    parameters: int
    trainable: int
    weights: int
    deployed: int
    macs: int


def layers_of(blocks: tuple[Block, ...]) -> tuple[Layer, ...]:
    """Every layer with weights, in the order of computation."""
    return tuple(layer for block in blocks for layer in block.layers)


def count(blocks: tuple[Block, ...]) -> Counts:
    """Add up a network."""
    layers = layers_of(blocks)
    parameters = sum(layer.parameters for layer in layers)
    channels = sum(layer.outputs for layer in layers if layer.normalised)
    weights = parameters - BATCH_NORM * channels
    return Counts(
        parameters, parameters - 2 * channels, weights, weights + channels, sum(layer.macs for layer in layers)
    )
