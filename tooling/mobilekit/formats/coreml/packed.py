"""A kernel in a smaller form: ``constexpr_`` operations, which unpack it when a model is loaded, and constants."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.coreml.execute.decompress import DECOMPRESS

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Part:
    """One operation.

    Attributes:
        op: its type.
        given: parameter -> constant; numbers of less than a byte have a byte each.
        types: parameter -> element type of the program, where it is not that of the array: ``uint4``.
        takes: parameters that are the results of the part before this one, in their order.
    """

    op: str
    given: dict[str, Array]
    types: dict[str, str] = field(default_factory=dict)
    takes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Packed:
    """A stored kernel: what its last part gives."""

    parts: tuple[Part, ...]

    def values(self) -> Array:
        """The kernel as a phone unpacks it, in its own shape and type."""
        made: Any = ()
        for part in self.parts:
            before = dict(zip(part.takes, made if isinstance(made, tuple) else (made,), strict=True))
            made = DECOMPRESS[part.op]({**part.given, **before})
        return np.asarray(made)

    def write(self, before: Any, name: str) -> Any:  # noqa: ANN401
        """Add the operations to a program.

        Args:
            before: coremltools' ``Operation`` that they come before; its block must be the current one.
            name: of their results.

        Returns:
            coremltools' ``Var`` of the unpacked kernel.
        """
        from coremltools.converters.mil import Builder

        made: Any = ()
        for index, part in enumerate(self.parts):
            given = {key: _typed(value, part.types.get(key)) for key, value in part.given.items()}
            taken = dict(zip(part.takes, made if isinstance(made, (tuple, list)) else (made,), strict=True))
            ending = "packed" if index == len(self.parts) - 1 else f"packed_{index}"
            made = getattr(Builder, part.op)(**given, **taken, before_op=before, name=f"{name}_{ending}")
        return made


def _typed(values: Array, kind: str | None) -> Array:
    """``values`` with coremltools' numpy type for numbers of less than a byte."""
    if kind is None:
        return values
    from coremltools.converters.mil.mil import types

    return values.astype(types.nptype_from_builtin(types.string_to_builtin(kind)))
