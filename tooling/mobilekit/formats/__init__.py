"""The formats the kit writes: one folder and one row each."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch

from mobilekit.errors import MobileKitError
from mobilekit.formats.base import Format
from mobilekit.formats.coreml import COREML
from mobilekit.formats.tflite import TFLITE
from mobilekit.spec import Variant

FORMATS: dict[str, Format] = {"tflite": TFLITE, "coreml": COREML}

VARIANTS = tuple(Variant(name, recipe) for name, row in FORMATS.items() for recipe in row.recipes)
"""Every variant the kit can write, in the order users see them."""

DEFAULTS = tuple(one for one in VARIANTS if one.recipe not in FORMATS[one.format].on_request)
"""Those it writes when none is named."""

DEFAULT = "default"
"""What the command line calls them."""


def choose_variants(names: Iterable[str]) -> tuple[Variant, ...]:
    """The variants that ``names`` mean, in the order users see them: ``DEFAULTS`` where there are none.

    Args:
        names: each a variant, a pattern such as ``coreml-*``, or ``default``.

    Raises:
        MobileKitError: a name that is no variant's, or a pattern that fits none.
    """
    chosen = {one for name in names for one in _meant(name)}
    return tuple(one for one in VARIANTS if one in chosen) or DEFAULTS


def _meant(name: str) -> tuple[Variant, ...]:
    if name == DEFAULT:
        return DEFAULTS
    return tuple(one for one in VARIANTS if fnmatch(str(one), name)) or (parse_variant(name),)


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
