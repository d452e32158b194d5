"""Keras files, old and new: Keras 3 loads its own, tf_keras those of Keras 1 and 2, both in one process."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mobilekit.catalog import written_name
from mobilekit.errors import MobileKitError
from mobilekit.sources.base import Source
from mobilekit.sources.describe import describe
from mobilekit.sources.keras.archive import Contents, damaged, read_contents
from mobilekit.sources.keras.newer import is_newer, rewrite
from mobilekit.sources.keras.precision import single_precision
from mobilekit.sources.names import file_name as file_name


def load(path: Path, size: tuple[int, int] | None = None) -> Source:
    """The classifier in a ``.keras`` or ``.h5`` file.

    Args:
        path: of the file, whatever its ending.
        size: (height, width) for a network that takes any.

    Raises:
        MobileKitError: missing, not a model, truncated, weights only, with code inside, or no image classifier.
    """
    from mobilekit.bundle import sha256_of

    contents = read_contents(path)
    require_tensorflow()
    model, notices = single_precision(_load_model(path, contents))
    embedded = contents.embedded or {}
    net, card = embedded.get("net") or {}, embedded.get("card") or {}
    named = written_name(str(model.name))
    return describe(
        model,
        str(path),
        size,
        name=file_name(path.stem),
        architecture=net.get("arch", named[0]),
        width_multiplier=net.get("alpha", named[1]),
        sha256=sha256_of(path),
        origin=card.get("origin") or str(path),
        license=card.get("license") or "unknown",
        embedded=contents.embedded,
        notices=notices,
    )


def require_tensorflow() -> None:
    """Raise where Keras 3 computes with something else than TensorFlow.

    Raises:
        MobileKitError: KERAS_BACKEND or keras.json names another backend.
    """
    import keras

    if keras.backend.backend() != "tensorflow":
        raise MobileKitError(
            f"Keras runs on {keras.backend.backend()} here; converting needs it on TensorFlow.",
            remedy="Set KERAS_BACKEND=tensorflow; from another backend, save the model and convert the file.",
        )


def _load_model(path: Path, contents: Contents) -> Any:  # noqa: ANN401
    """Load with the Keras that wrote the file; where it does not say which, with the first that can."""
    loaders = {None: (_load_new, _load_old), 1: (_load_old,), 2: (_load_old,)}.get(contents.keras, (_load_new,))
    errors = []
    for loader in loaders:
        try:
            return loader(path, contents)
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception as error:
            errors.append(error)
    first = next((line.strip() for line in str(errors[0]).splitlines() if line.strip()), type(errors[0]).__name__)
    if isinstance(errors[0], (OSError, EOFError)):
        raise damaged(path) from errors[0]
    raise MobileKitError(
        f"Keras cannot load {path}: {first[:200]}", remedy="Save it again with the Keras that made it, by model.save()."
    ) from errors[0]


def _load_new(path: Path, contents: Contents) -> Any:  # noqa: ANN401
    import keras

    if contents.kind == "keras" and is_newer(contents.version, keras.__version__):
        with tempfile.TemporaryDirectory() as folder:
            readable = rewrite(path, contents.config, Path(folder, "model.keras"))
            return keras.models.load_model(readable, compile=False, safe_mode=True)
    with _named(path, f".{contents.kind}") as file:
        return keras.models.load_model(file, compile=False, safe_mode=True)


def _load_old(path: Path, contents: Contents) -> Any:  # noqa: ANN401
    import tf_keras

    with _named(path, f".{contents.kind}") as file:
        return tf_keras.models.load_model(file, compile=False, safe_mode=True)


@contextlib.contextmanager
def _named(path: Path, suffix: str) -> Iterator[Path]:
    """The file under a name that ends in ``suffix``: Keras chooses its reader by the name, not by the content."""
    if path.suffix == suffix:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copyfile(path, Path(folder, f"model{suffix}")))
