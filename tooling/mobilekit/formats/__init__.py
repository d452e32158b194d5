"""The formats the kit writes: one folder and one row each."""

from __future__ import annotations

from mobilekit.errors import MobileKitError
from mobilekit.formats.base import Format
from mobilekit.formats.coreml import COREML
from mobilekit.formats.tflite import TFLITE
from mobilekit.spec import Variant

FORMATS: dict[str, Format] = {"tflite": TFLITE, "coreml": COREML}

VARIANTS = tuple(Variant(name, recipe) for name, row in FORMATS.items() for recipe in row.recipes)
"""Every variant the kit can write, in the order users see them."""


def parse_variant(text: str) -> Variant:
    """The variant printed as ``text``.

    Raises:
        MobileKitError: no such variant; the nearest name is offered.
    """
    import difflib

    names = {str(variant): variant for variant in VARIANTS}
    if text in names:
        return names[text]
    near = difflib.get_close_matches(text, names, n=1, cutoff=0.3)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise MobileKitError(f"No variant is called {text}.", remedy=f"{hint}Choose from {', '.join(names)}.")
