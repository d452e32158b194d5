"""A live Keras model becomes a ``Source``, if it is a classifier of pictures."""

from __future__ import annotations

from typing import Any

from mobilekit.errors import MobileKitError
from mobilekit.sources import graph
from mobilekit.sources.base import Source, compile_batch

_ONE_IMAGE = "Give a classifier that takes one (height, width, 3) image and gives one score per class."


def _classes(model: Any, where: str) -> int:  # noqa: ANN401
    outputs = model.outputs
    if len(outputs) != 1:
        raise MobileKitError(f"{where} gives {len(outputs)} outputs; a classifier gives one.", remedy=_ONE_IMAGE)
    shape = tuple(outputs[0].shape)
    if len(shape) != 2 or shape[1] is None:
        raise MobileKitError(f"{where} gives no score per class: its output has shape {shape}.", remedy=_ONE_IMAGE)
    return int(shape[1])


def describe(model: Any, where: str, **known: Any) -> Source:  # noqa: ANN401  (either Keras; fields of Source)
    """A live model as a ``Source``: its shape checked, the rest read from its graph.

    Raises:
        MobileKitError: it is no classifier of RGB pictures of a fixed size.
    """
    shape = image_shape(model, where)
    compiled = compile_batch(model)
    return Source(
        model=model,
        input_shape=shape,
        classes=_classes(model, where),
        activation=graph.activation(compiled, where),
        parameters=int(model.count_params()),
        macs=graph.macs(compiled),
        compiled=compiled,
        **known,
    )


def image_shape(model: Any, where: str) -> tuple[int, int, int]:  # noqa: ANN401
    """(height, width, 3) of the only input.

    Raises:
        MobileKitError: several inputs, no picture, not RGB, or no fixed size.
    """
    inputs = getattr(model, "inputs", None) or []
    if len(inputs) != 1:
        many = f"takes {len(inputs)} inputs" if inputs else "has no fixed input"
        raise MobileKitError(f"{where} {many}; the kit converts networks that take one image.", remedy=_ONE_IMAGE)
    batch, *shape = tuple(inputs[0].shape)
    if len(shape) != 3 or shape[2] != 3:
        shown = (batch, *shape)
        raise MobileKitError(f"{where} does not take an image: its input has shape {shown}.", remedy=_ONE_IMAGE)
    if None in shape:
        raise MobileKitError(
            f"The input of {where} has no fixed height and width.",
            remedy="Build the network with a fixed input_shape such as (224, 224, 3), load the weights, save it again.",
        )
    if batch not in (None, 1):
        raise MobileKitError(
            f"{where} takes {batch} images at once.",
            remedy="Build the network without a fixed batch size, save it again.",
        )
    return int(shape[0]), int(shape[1]), 3
