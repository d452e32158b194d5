"""What a .keras or .h5 file says of itself, read without any Keras and within bounds."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobilekit.errors import MobileKitError
from mobilekit.sources.keras.scan import refuse_code

MAX_BYTES = 1 << 30
"""Of a file unpacked: the largest MobileNet has 25 MB of weights, with an optimizer's state 75 MB."""
MAX_JSON = 64 << 20
MAX_ITEMS = 20_000
"""Groups and arrays of an HDF5 file: MobileNet V3 with an optimizer's state has some 1,500."""
EMBEDDED = "mobilekit.json"
_HDF5 = b"\x89HDF\r\n\x1a\n"
_ZIP = b"PK\x03\x04"
_WEIGHTS = ("layer_names", "layers", "_layer_checkpoint_dependencies")
"""What a file of weights has at its top: Keras 1 and 2, Keras 3, tf_keras' ``.weights.h5``."""


@dataclass(frozen=True)
class Contents:
    """What is known of a model file before it is loaded.

    Attributes:
        kind: ``keras`` (zip) or ``h5``.
        keras: major version of the Keras that wrote it; None where it does not say.
        config: the network's configuration, which holds no code.
        embedded: ``mobilekit.json``, where there is one.
        version: of the Keras that wrote it, whole; empty where it does not say.
    """

    kind: str
    keras: int | None
    config: dict[str, Any]
    embedded: dict[str, Any] | None = None
    version: str = ""


def damaged(path: Path) -> MobileKitError:
    """The sentence for a file that begins as a model and does not end as one."""
    return MobileKitError(f"{path} is truncated or damaged.", remedy="Copy or save the file again.")


def read_contents(path: Path) -> Contents:
    """Open the file at ``path`` and read what it says of itself.

    Raises:
        MobileKitError: missing, a folder, not a model, truncated, weights only, too large, or with code inside.
    """
    if path.is_dir():
        raise MobileKitError(f"{path} is a folder, not a model file.", remedy="Give a .keras or .h5 file.")
    if not path.is_file():
        raise MobileKitError(
            f"There is no file {path}.", remedy="Check the path, or give a catalogue name such as mobilenet_v2_1.0_224."
        )
    with path.open("rb") as file:
        start = file.read(8)
    if start == _HDF5:
        return _read_h5(path)
    if start.startswith(_ZIP):
        return _read_zip(path)
    raise MobileKitError(f"{path} is not a Keras model.", remedy="Give a .keras or .h5 file, saved by model.save().")


def _read_zip(path: Path) -> Contents:
    try:
        with zipfile.ZipFile(path) as archive:
            _bounded(archive, path)
            names = set(archive.namelist())
            if not {"config.json", "metadata.json"} <= names or not names & {"model.weights.h5", "model.weights.npz"}:
                raise MobileKitError(
                    f"{path} is a zip file, but not a Keras model.", remedy="Give a .keras file, saved by model.save()."
                )
            if archive.testzip() is not None:
                raise damaged(path)
            config = _object(archive.read("config.json"), path)
            metadata = _object(archive.read("metadata.json"), path)
            embedded = _object(archive.read(EMBEDDED), path) if EMBEDDED in names else None
            if "model.weights.h5" in names:
                plain_h5(io.BytesIO(archive.read("model.weights.h5")), path)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise damaged(path) from error
    refuse_code(config, str(path))
    version = str(metadata.get("keras_version") or "")
    return Contents("keras", _major(version), config, embedded, version)


def _bounded(archive: zipfile.ZipFile, path: Path) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if sum(member.file_size for member in members) > MAX_BYTES or any(
        member.file_size > MAX_JSON for member in members if member.filename.endswith(".json")
    ):
        raise MobileKitError(f"{path} unpacks to more than a model can be.", remedy="Save the model again.")
    parts = [part for name in names for part in name.replace("\\", "/").split("/")]
    if len(set(names)) < len(names) or ".." in parts or any(name.startswith(("/", "\\")) for name in names):
        raise MobileKitError(
            f"{path} has members that repeat or leave the archive.", remedy="Do not use it; save the model again."
        )


def _read_h5(path: Path) -> Contents:
    import h5py

    try:
        plain_h5(path, path)
        with h5py.File(path, "r") as file:
            config, version = file.attrs.get("model_config"), file.attrs.get("keras_version")
            weights_only = any(mark in file.attrs or mark in file for mark in _WEIGHTS)
    except (OSError, KeyError, RuntimeError, ValueError) as error:
        raise damaged(path) from error
    if config is None and weights_only:
        raise MobileKitError(
            f"{path} holds weights only, not the network they belong to.",
            remedy="Save the whole model: model.save('name.keras'); or, where it is a network of the catalogue, give "
            "--arch, --alpha and --size.",
        )
    if config is None:
        raise MobileKitError(
            f"{path} is an HDF5 file, but not a Keras model.", remedy="Give a .h5 file, saved by model.save()."
        )
    parsed = _object(config if isinstance(config, bytes) else str(config).encode(), path)
    refuse_code(parsed, str(path))
    return Contents("h5", _major(version), parsed)


def require_weights(path: Path) -> None:
    """Raise unless the file at ``path`` is HDF5, plain, and without a network's configuration.

    Raises:
        MobileKitError: missing, no HDF5, damaged, with links or too large, or a whole model.
    """
    import h5py

    if not path.is_file():
        raise MobileKitError(f"There is no file {path}.", remedy="Check the path.")
    with path.open("rb") as opened:
        start = opened.read(8)
    if start != _HDF5:
        raise MobileKitError(
            f"{path} is no file of weights.", remedy="Leave --arch and --alpha out, or give a .weights.h5 file."
        )
    try:
        plain_h5(path, path)
        with h5py.File(path, "r") as file:
            whole = "model_config" in file.attrs
            weights = any(mark in file.attrs or mark in file for mark in _WEIGHTS)
    except (OSError, KeyError, RuntimeError, ValueError) as error:
        raise damaged(path) from error
    if whole or not weights:
        raise MobileKitError(
            f"{path} holds {'a whole model' if whole else 'no weights of Keras'}.",
            remedy="Leave --arch and --alpha out." if whole else "Give a file saved by model.save_weights().",
        )


def plain_h5(file: Path | io.BytesIO, path: Path) -> None:
    """Raise where an HDF5 file points at other files, or unpacks to more than a model can be."""
    import h5py

    total = seen = 0
    with h5py.File(file, "r") as opened:
        todo: list[Any] = [opened]
        while todo:
            group = todo.pop()
            for name in group:
                link = group.get(name, getlink=True)
                item = None if not isinstance(link, h5py.HardLink) else group[name]
                if item is None or (isinstance(item, h5py.Dataset) and (item.external or item.is_virtual)):
                    raise MobileKitError(
                        f"{path} refers to data outside itself.", remedy="Do not use it; save the model again."
                    )
                if isinstance(item, h5py.Group):
                    todo.append(item)
                total += item.nbytes if isinstance(item, h5py.Dataset) else 0
                seen += 1  # a group can be linked into itself, so that the walk would have no end
                if total > MAX_BYTES or seen > MAX_ITEMS:
                    raise MobileKitError(f"{path} unpacks to more than a model can be.", remedy="Save the model again.")


def _object(data: bytes, path: Path) -> dict[str, Any]:
    try:
        parsed = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise damaged(path) from error
    if not isinstance(parsed, dict):
        raise damaged(path)
    return parsed


def _major(version: Any) -> int | None:  # noqa: ANN401  (str, bytes or None)
    text = version.decode() if isinstance(version, bytes) else str(version or "")
    head = text.split(".")[0]
    return int(head) if head.isdigit() else None
