"""Catalogue names: keras.applications with the ImageNet weights that Keras downloads and keeps."""

from __future__ import annotations

import collections
import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mobilekit.catalog import Checkpoint, architecture, parse
from mobilekit.errors import MobileKitError
from mobilekit.sources.base import Source

TIMEOUT = 20.0
"""Seconds without an answer before a download is given up; Keras itself would wait for ever."""

LICENSE = "Apache-2.0"
"""keras.applications' MobileNet weights are Google's, released with TensorFlow models under Apache-2.0."""


def load_catalog(name: str) -> Source:
    """The network ``name`` of the catalogue, with ImageNet weights and labels.

    Keras downloads both once (to ``~/.keras/models``, or below ``KERAS_HOME``), the labels and the weights of V3 held
    against Keras' own hash; V1 and V2 have none there, so the manifest's sha256 is what pins them.

    Raises:
        MobileKitError: no such name (with the nearest), or no network and nothing downloaded before.
    """
    import keras

    from mobilekit.bundle import sha256_of
    from mobilekit.sources.describe import describe

    checkpoint = parse(name)
    row = architecture(checkpoint.arch)
    builder = getattr(keras.applications, row.builder)
    shape = (checkpoint.size, checkpoint.size, 3)
    with _downloading(f"The ImageNet weights of {name}"):
        model = builder(input_shape=shape, alpha=checkpoint.alpha, weights="imagenet", **dict(row.options))
    return describe(
        model,
        name,
        name=name,
        architecture=checkpoint.arch,
        width_multiplier=checkpoint.alpha,
        sha256=sha256_of(_downloaded(checkpoint)),
        origin=f"keras.applications.{row.builder}, weights='imagenet', file {checkpoint.weights_file()}.",
        license=LICENSE,
        embedded=_embedded(checkpoint),
    )


def imagenet_labels() -> list[str]:
    """The 1000 class names in output order, from Keras' own class index; each once.

    Two pairs of classes share a name (crane, maillot); Core ML needs unique ones, so those carry their WordNet id.

    Raises:
        MobileKitError: no network and nothing downloaded before.
    """
    import numpy as np
    from keras.applications import imagenet_utils

    with _downloading("The ImageNet labels"):
        rows = imagenet_utils.decode_predictions(np.eye(1000, dtype=np.float32), top=1)
    found = [(wnid, name.replace("_", " ")) for ((wnid, name, _),) in rows]
    count = collections.Counter(name for _, name in found)
    return [name if count[name] == 1 else f"{name} ({wnid})" for wnid, name in found]


def _embedded(checkpoint: Checkpoint) -> dict[str, Any]:
    """What a file trained by the kit would carry: so a catalogue name needs neither --preprocessing nor --labels."""
    row = architecture(checkpoint.arch)
    known: dict[str, Any] = {
        "preprocessing": {
            "size": [checkpoint.size] * 2,
            "crop_fraction": 0.875,
            "resize": "pillow_bilinear_horizontal_first",
            "color_order": "RGB",
            "mean": [row.mean] * 3,
            "std": [row.std] * 3,
        },
        "card": {
            "description": f"{row.title} {checkpoint.alpha}, input side {checkpoint.size}, trained on ImageNet.",
            "author": "Google",
            "license": LICENSE,
            "version": "1",
        },
    }
    # With weights kept from before and no network, --labels can still give the names.
    with contextlib.suppress(MobileKitError):
        known["labels"] = imagenet_labels()
    return known


def _downloaded(checkpoint: Checkpoint) -> Path:
    """Where Keras keeps the weights it has just downloaded; the file is there, so the address is never used."""
    import keras

    file = checkpoint.weights_file()
    return Path(keras.utils.get_file(file, origin=f"file:///{file}", cache_subdir="models"))


@contextlib.contextmanager
def _downloading(what: str) -> Iterator[None]:
    """Turn a failed download into one sentence, and bound the wait for a network that does not answer."""
    import keras

    before, chatty = socket.getdefaulttimeout(), keras.config.is_interactive_logging_enabled()
    socket.setdefaulttimeout(TIMEOUT)
    keras.config.disable_interactive_logging()
    try:
        yield
    except Exception as error:
        # get_file raises a bare Exception for a URL error, so its text is all there is to go by.
        if not isinstance(error, OSError) and "URL fetch failure" not in str(error):
            raise
        raise MobileKitError(
            f"{what} could not be downloaded.",
            remedy="Connect to the network once (Keras keeps the file in ~/.keras), or give a .keras or .h5 file.",
        ) from error
    finally:
        socket.setdefaulttimeout(before)
        if chatty:
            keras.config.enable_interactive_logging()
