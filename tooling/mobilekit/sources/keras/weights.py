"""Files with weights alone, put onto an architecture of the catalogue: the class count is read from the file.

Three layouts are about: that of Keras 3, that of tf_keras' ``.weights.h5``, and the older one of Keras 1 and 2, which
keras.applications' own downloads have.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobilekit.catalog import ARCHITECTURES, architecture
from mobilekit.errors import MobileKitError
from mobilekit.sources.base import Source
from mobilekit.sources.describe import describe
from mobilekit.sources.names import file_name

KERAS_3, TF_KERAS, LEGACY = "keras 3", "tf_keras", "legacy"
Shapes = dict[str, tuple[int, ...]]
PROBE = 1237
"""Classes of the network that the file's shapes are held against: a number no layer of a MobileNet has."""


@dataclass(frozen=True)
class Wanted:
    """The network that weights belong to.

    Attributes:
        arch: of the catalogue, such as ``mobilenet_v2``.
        alpha: width multiplier.
        size: (height, width) of the input; both the same.
    """

    arch: str
    alpha: float
    size: tuple[int, int]


def load_weights(path: Path, wanted: Wanted) -> Source:
    """The network ``wanted`` with a softmax head and the weights in the file at ``path``.

    Raises:
        MobileKitError: no such architecture, or weights of another network.
    """
    from mobilekit.bundle import sha256_of

    architecture(wanted.arch)
    layout, found = stored_shapes(path)
    classes = _classes(path, wanted, layout, found)
    model = _build(wanted, classes, layout)
    try:
        _read_into(model, path, layout)
    except (ValueError, KeyError, OSError) as error:
        raise _misfit(path, wanted, "its layers have other names or another order") from error
    return describe(
        model,
        str(path),
        name=file_name(path.name.removesuffix(".h5").removesuffix(".weights")),
        architecture=wanted.arch,
        width_multiplier=wanted.alpha,
        sha256=sha256_of(path),
        origin=str(path),
        license="unknown",
    )


def stored_shapes(path: Path) -> tuple[str, Shapes]:
    """The layout of a weights file, and the shape of each array in it, in the file's own order of layers.

    Raises:
        MobileKitError: it is damaged.
    """
    import h5py

    from mobilekit.sources.keras.archive import damaged

    try:
        with h5py.File(path, "r") as file:
            if "layer_names" in file.attrs:
                return LEGACY, _legacy_shapes(file)
            found: Shapes = {}
            file.visititems(lambda name, item: found.update(_shape(name, item)))
            return (KERAS_3 if "layers" in file else TF_KERAS), found
    except (OSError, KeyError, RuntimeError, ValueError) as error:
        raise damaged(path) from error


def _shape(name: str, item: Any) -> Shapes:  # noqa: ANN401  (h5py.Dataset or Group)
    import h5py

    own = isinstance(item, h5py.Dataset) and "optimizer" not in name.split("/")
    return {name: tuple(item.shape)} if own else {}


def _legacy_shapes(file: Any) -> Shapes:  # noqa: ANN401  (h5py.File)
    def text(name: Any) -> str:  # noqa: ANN401  (h5py gives bytes or str)
        return name.decode() if isinstance(name, bytes) else str(name)

    layers = [file[text(name)] for name in file.attrs["layer_names"]]
    arrays = [layer[text(name)] for layer in layers for name in layer.attrs["weight_names"]]
    return {f"{place:04d} {array.name}": tuple(array.shape) for place, array in enumerate(arrays)}


def _classes(path: Path, wanted: Wanted, layout: str, found: Shapes) -> int:
    """Classes of the head in the file: where its shapes differ from a network's of ``PROBE`` classes."""
    expected = _expected(wanted, layout)
    if layout == LEGACY:  # names of layers count up over a process, so only the order tells
        found = dict(zip(expected, found.values(), strict=True)) if len(found) == len(expected) else found
    if found.keys() != expected.keys():
        raise _misfit(path, wanted, f"it has {len(found)} arrays, the network {len(expected)}")
    counts = set()
    for name, shape in expected.items():
        own = found[name]
        if own == shape:
            continue
        if len(own) != len(shape) or shape[-1] != PROBE or own[:-1] != shape[:-1]:
            raise _misfit(path, wanted, f"{name.split(' ')[-1]} is {own} in the file, {shape} in the network")
        counts.add(own[-1])
    if len(counts) != 1:
        raise _misfit(path, wanted, "no layer of it can be the head")
    return int(counts.pop())


def _expected(wanted: Wanted, layout: str) -> Shapes:
    model = _build(wanted, PROBE, layout)
    if layout == LEGACY:
        weights = [weight for layer in model.layers for weight in layer.weights]
        return {f"{place:04d} {weight.path}": tuple(weight.shape) for place, weight in enumerate(weights)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "probe.weights.h5")
        model.save_weights(path)
        return stored_shapes(path)[1]


def _build(wanted: Wanted, classes: int, layout: str) -> Any:  # noqa: ANN401  (either Keras)
    import keras
    import tf_keras

    applications = (tf_keras if layout == TF_KERAS else keras).applications
    builder = getattr(applications, ARCHITECTURES[wanted.arch].builder)
    return builder(input_shape=(*wanted.size, 3), alpha=wanted.alpha, weights=None, classes=classes)


def _read_into(model: Any, path: Path, layout: str) -> None:  # noqa: ANN401
    """Keras chooses its reader by the name's ending, not by the content."""
    import shutil

    ending = ".h5" if layout == LEGACY else ".weights.h5"
    with tempfile.TemporaryDirectory() as folder:
        model.load_weights(shutil.copyfile(path, Path(folder, f"model{ending}")))


def _misfit(path: Path, wanted: Wanted, why: str) -> MobileKitError:
    return MobileKitError(
        f"{path} does not hold the weights of {wanted.arch} {wanted.alpha}: {why}.",
        remedy="Check --arch and --alpha; for a network with a head of its own, save the whole of it: model.save().",
    )
