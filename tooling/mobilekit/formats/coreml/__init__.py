"""Core ML: packages for iOS and macOS."""

from __future__ import annotations

from mobilekit.formats.base import Format
from mobilekit.formats.coreml import convert, delegates, readback, run
from mobilekit.formats.coreml.recipes import RECIPES

COREML = Format(
    name="coreml",
    suffix=convert.SUFFIX,
    recipes=tuple(row.name for row in RECIPES),
    convert=convert.convert,
    readback=readback.readback,
    ladder=delegates.ladder,
    runner=run.Runner,
    on_request=tuple(row.name for row in RECIPES if not row.default),
)
