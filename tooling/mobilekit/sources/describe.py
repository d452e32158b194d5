"""A network becomes a ``Source``, if it is a classifier of pictures."""

from __future__ import annotations

from typing import Any

from mobilekit.errors import MobileKitError
from mobilekit.sources import adapt, graph
from mobilekit.sources.base import Call, Source, call_of, compile_call
from mobilekit.sources.rescaling import find_rescaling
from mobilekit.spec import SIGMOID, SOFTMAX

Shape = tuple[int | None, int, int, int]
"""(batch, height, width, channels)."""

_ONE_IMAGE = "Give a classifier that takes one (height, width, 3) image and gives one score per class."

GREY_NOTICE = "The network takes grey pictures: the conversion from RGB (BT.601) is part of every file."
TWO_NOTICE = (
    "The network has one output, so every file gives two scores, for no and for yes: two labels, in that order."
)


def describe(model: Any, where: str, size: tuple[int, int] | None = None, **known: Any) -> Source:  # noqa: ANN401
    """A live Keras model, old or new, as a ``Source``: its shape checked, the rest read from its graph.

    Args:
        model: a ``keras.Model`` or ``tf_keras.Model``.
        where: it comes from, for sentences.
        size: (height, width) for a network that takes any.
        known: fields of ``Source``.

    Raises:
        MobileKitError: it is no classifier of pictures.
    """
    shape = image_shape(model, where, size)
    outputs = model.outputs
    if len(outputs) != 1:
        raise MobileKitError(f"{where} gives {len(outputs)} outputs; a classifier gives one.", remedy=_ONE_IMAGE)
    return describe_call(call_of(model), shape, where, model=model, parameters=int(model.count_params()), **known)


def describe_call(call: Call, shape: Shape, where: str, **known: Any) -> Source:  # noqa: ANN401
    """A network given as a function as a ``Source``, whatever it was saved with.

    Args:
        call: of tensors of ``shape``; gives one score per class, or one for yes.
        shape: (batch, height, width, channels), 1 or 3 channels; batch None or 1.
        where: it comes from, for sentences.
        known: fields of ``Source``.

    Raises:
        MobileKitError: it gives no score per class.
    """
    rows, height, width, channels = shape
    notices = [*known.pop("notices", ())]
    if channels == 1:
        call, grey = adapt.from_rgb(call), True
        notices.append(GREY_NOTICE)
    else:
        grey = False
    image: Shape = (rows, height, width, 3)
    compiled = compile_call(call, image)
    graph.refuse_giants(compiled, where)
    classes, rank = _classes(compiled, where)
    activation = graph.activation(compiled, where)
    adapted = call if rank == 2 else adapt.flattened(call, classes)
    if classes == 1:
        adapted, classes = adapt.two_scores(adapted, activation), 2
        activation = SOFTMAX if activation == SIGMOID else activation
        notices.append(TWO_NOTICE)
    if adapted is not call:
        compiled = compile_call(adapted, image)
    return Source(
        call=adapted,
        input_shape=(height, width, 3),
        classes=classes,
        activation=activation,
        macs=graph.macs(compiled),
        compiled=compiled,
        rows=rows,
        rescaling=find_rescaling(compiled, grey=grey),
        grey=grey,
        notices=tuple(notices),
        **known,
    )


def _classes(compiled: Any, where: str) -> tuple[int, int]:  # noqa: ANN401  (tf ConcreteFunction)
    """(classes, axes of the output): (N, classes), or the same with axes of length one between."""
    shape = compiled.outputs[0].shape
    sides = [None] if shape.rank is None else shape.as_list()
    if len(sides) < 2 or sides[-1] is None or any(side != 1 for side in sides[1:-1]):
        shown = tuple(sides) if shape.rank is not None else "unknown"
        raise MobileKitError(f"{where} gives no score per class: its output has shape {shown}.", remedy=_ONE_IMAGE)
    return int(sides[-1]), len(sides)


def image_shape(model: Any, where: str, size: tuple[int, int] | None = None) -> Shape:  # noqa: ANN401
    """(batch, height, width, channels) of a Keras model's only input; ``size`` where it takes any.

    Raises:
        MobileKitError: several inputs, or no pictures.
    """
    inputs = getattr(model, "inputs", None) or []
    if len(inputs) != 1:
        many = f"takes {len(inputs)} inputs" if inputs else "has no fixed input"
        raise MobileKitError(f"{where} {many}; the kit converts networks that take one image.", remedy=_ONE_IMAGE)
    return fixed_shape(tuple(inputs[0].shape), where, size)


def fixed_shape(shape: tuple[int | None, ...], where: str, size: tuple[int, int] | None) -> Shape:
    """(batch, height, width, channels) with nothing open but the batch.

    Raises:
        MobileKitError: no picture, no size, another size than the one asked for, or a batch of several.
    """
    batch, *sides = shape
    if len(sides) == 3 and sides[0] in (1, 3) and sides[2] not in (1, 3):
        raise MobileKitError(
            f"{where} takes its channels first: its input has shape {shape}.",
            remedy="Build it with data_format='channels_last', load the weights, save it again.",
        )
    channels = sides[-1] if sides else None
    if len(sides) != 3 or channels not in (1, 3):
        raise MobileKitError(f"{where} does not take an image: its input has shape {shape}.", remedy=_ONE_IMAGE)
    height, width = sides[:2]
    if batch not in (None, 1):
        raise MobileKitError(
            f"{where} takes {batch} images at once.",
            remedy="Build the network without a fixed batch size, save it again.",
        )
    if size is not None and any(own not in (None, wanted) for own, wanted in zip((height, width), size, strict=True)):
        raise MobileKitError(
            f"{where} takes pictures of {height} x {width}, not of {size[0]} x {size[1]}.", remedy="Leave --size out."
        )
    if size is None and (height is None or width is None):
        raise MobileKitError(
            f"The input of {where} has no fixed height and width.",
            remedy="Give --size, such as 224 or 192x256: the size it was trained at.",
        )
    known = size or (height, width)
    return batch, int(known[0] or 0), int(known[1] or 0), channels
