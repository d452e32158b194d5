"""Whatever names a model becomes a ``Source``: a file, a folder, an archive, or a name of the catalogue."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from mobilekit.catalog import ARCHITECTURES, is_catalog_name
from mobilekit.errors import MobileKitError
from mobilekit.labels import read_labels
from mobilekit.sources.archives import is_archive, unpacked
from mobilekit.sources.base import Source
from mobilekit.sources.names import file_name

LABELS = "labels.txt"
_ENDINGS = (".keras", ".h5", ".hdf5")
_ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar", ".gz")


@dataclass(frozen=True)
class Loading:
    """What a model does not say of itself.

    Attributes:
        signature: which function of a SavedModel, as ``name`` or ``name:output``.
        arch: of the catalogue, for a file with weights alone.
        alpha: width multiplier, likewise.
        size: (height, width) of the input, likewise, or for a network that takes any.
    """

    signature: str | None = None
    arch: str | None = None
    alpha: float | None = None
    size: tuple[int, int] | None = None


ASKING_NOTHING = Loading()


def load_source(text: str, loading: Loading = ASKING_NOTHING) -> Source:
    """The model called ``text``.

    Raises:
        MobileKitError: there is none, it cannot be loaded, or it is no image classifier.
    """
    path = Path(text)
    if loading.arch is not None or loading.alpha is not None:
        return _weights(path, loading)
    if not path.exists() and is_catalog_name(text):
        from mobilekit.sources.applications import load_catalog

        if loading != ASKING_NOTHING:
            raise MobileKitError(
                f"{text} says its architecture, width and size itself.", remedy="Leave --signature and --size out."
            )
        return load_catalog(text)
    if path.is_dir():
        return _folder(path, loading)
    if is_archive(path):
        return _archive(path, loading)
    return _file(path, loading)


def _file(path: Path, loading: Loading) -> Source:
    from mobilekit.sources.keras import load

    if loading.signature is not None:
        raise MobileKitError(
            f"{path} is no SavedModel folder, so it has no signatures.", remedy="Leave --signature out."
        )
    return load(path, loading.size)


def _weights(path: Path, loading: Loading) -> Source:
    from mobilekit.sources.keras.archive import require_weights
    from mobilekit.sources.keras.weights import Wanted, load_weights

    require_weights(path)
    if loading.arch is None or loading.alpha is None or loading.size is None:
        raise MobileKitError(
            f"The weights in {path} belong to a network that has to be named whole.",
            remedy=f"Give --arch ({', '.join(ARCHITECTURES)}), --alpha and --size together.",
        )
    return load_weights(path, Wanted(loading.arch, loading.alpha, loading.size))


def _folder(path: Path, loading: Loading) -> Source:
    """A SavedModel, or the only Keras file in a folder with its labels."""
    files = sorted(file for file in path.iterdir() if file.suffix in _ENDINGS and file.is_file())
    if not files or (path / "saved_model.pb").is_file():
        from mobilekit.sources.savedmodel import load

        return load(path, loading.signature, loading.size)
    if len(files) > 1:
        shown = ", ".join(file.name for file in files[:6])
        raise MobileKitError(f"{path} holds several models: {shown}.", remedy="Give one of them.")
    source = _file(files[0], loading)
    known = source.embedded or {}
    if "labels" not in known and (path / LABELS).is_file():
        return dataclasses.replace(source, embedded={**known, "labels": list(read_labels(path / LABELS))})
    return source


def _archive(path: Path, loading: Loading) -> Source:
    """The model in an archive, told of under the archive's name."""
    from mobilekit.bundle import sha256_of

    with unpacked(path) as folder:
        try:
            source = _folder(_inner(folder), loading)
        except MobileKitError as error:
            message = error.message.replace(str(folder), str(path))
            raise MobileKitError(message, remedy=error.remedy.replace(str(folder), str(path))) from error
    stem = next((path.name.removesuffix(end) for end in _ARCHIVES if path.name.endswith(end)), path.stem)
    return dataclasses.replace(source, name=file_name(stem), origin=str(path), sha256=sha256_of(path))


def _inner(folder: Path) -> Path:
    """Down through folders that hold one folder and nothing else, as archives often wrap theirs."""
    inside = list(folder.iterdir())
    while len(inside) == 1 and inside[0].is_dir():
        folder = inside[0]
        inside = list(folder.iterdir())
    return folder
