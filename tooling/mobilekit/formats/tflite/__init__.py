"""TFLite: files for LiteRT on Android."""

from __future__ import annotations

from mobilekit.formats.base import Format
from mobilekit.formats.tflite import convert, delegates, readback, run
from mobilekit.formats.tflite.recipes import RECIPES

TFLITE = Format(
    name="tflite",
    suffix=convert.SUFFIX,
    recipes=tuple(row.name for row in RECIPES),
    convert=convert.convert,
    readback=readback.readback,
    ladder=delegates.ladder,
    runner=run.Runner,
)
