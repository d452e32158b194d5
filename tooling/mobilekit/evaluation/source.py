"""The source model as a reference, if it is the one that the bundle was made from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from mobilekit.bundle import sha256_of
from mobilekit.errors import MobileKitError
from mobilekit.preprocess import Preprocessing
from mobilekit.reference import reference_outputs
from mobilekit.spec import Batch

if TYPE_CHECKING:
    from mobilekit.sources.base import Source


class SourceModel:
    """A loaded source behind the verbs of a runner."""

    def __init__(self, source: Source, rule: Preprocessing) -> None:
        """Take a source and the preprocessing of the manifest."""
        self._source, self._rule = source, rule

    def run(self, tensors: npt.NDArray[Any]) -> Batch:
        """(N, H, W, 3) uint8 RGB with geometry done -> (N, classes) float32."""
        return reference_outputs(self._source, tensors, self._rule)

    def run_values(self, values: Batch) -> Batch:
        """The same for (N, H, W, 3) float32 on the 0..255 scale."""
        return self.run(values)


def load_source(text: str, sha256: str) -> Source:
    """The model called ``text``, as convert takes it, whose weights have the hash ``sha256``.

    A file is hashed before it is opened.

    Raises:
        MobileKitError: no such model, or another one.
    """
    path = Path(text)
    if path.is_file():
        _require_same(text, sha256_of(path), sha256)
    from mobilekit.sources.load import load_source as load_any

    source = load_any(text)
    _require_same(text, source.sha256, sha256)
    return source


def _require_same(text: str, found: str, expected: str) -> None:
    if found != expected:
        raise MobileKitError(
            f"{text} is not the model that this bundle was made from: its sha256 is not the manifest's.",
            remedy="Give the very file that mobilekit convert was given, or leave --source out.",
        )
