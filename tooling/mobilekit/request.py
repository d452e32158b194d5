"""What the user asked for, resolved into a ``Request``: every default is decided here, and nothing is guessed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobilekit import packaged, presets
from mobilekit.assembly import Request
from mobilekit.calibration import Calibration, default_calibration, read_calibration
from mobilekit.call import has_objects, python_call
from mobilekit.catalog import is_catalog_name
from mobilekit.errors import MobileKitError
from mobilekit.formats import VARIANTS, parse_variant
from mobilekit.golden import drawn_images, pick_golden, read_golden_folder
from mobilekit.labels import called, check_count, given_labels, unique_labels
from mobilekit.preprocess import Preprocessing
from mobilekit.sources.applications import load_catalog
from mobilekit.sources.base import Source
from mobilekit.spec import Card, GoldenImage, Step

FILE_NAME = re.compile(r"[A-Za-z0-9_+-][A-Za-z0-9._+-]{0,99}")
"""What all three readers take as a part of a path."""


@dataclass(frozen=True)
class Options:
    """The wishes of the command line or of a Python call; None and empty mean the default.

    Attributes:
        labels: a file, or the labels themselves in output order.
        preprocessing: a preset's name or a JSON file's, or the numbers themselves.
    """

    variants: tuple[str, ...] = ()
    labels: Path | Sequence[str] | None = None
    preprocessing: str | Mapping[str, Any] | Preprocessing | None = None
    crop_fraction: float | None = None
    golden: Path | None = None
    calibration: Path | None = None
    int8_io: str = "uint8"
    name: str | None = None
    description: str | None = None
    author: str | None = None
    license: str | None = None
    model_version: str | None = None


def resolve(source: str | Source | None, options: Options, step: Step) -> Request:
    """Load the model and settle labels, preprocessing, golden images, calibration and metadata.

    Cheap questions come first, so that a misspelt variant does not cost the loading of a model.

    Raises:
        MobileKitError: whatever is missing, unknown or unreadable, with its remedy.
    """
    if options.name and not FILE_NAME.fullmatch(options.name):
        raise MobileKitError(
            f"{options.name} cannot name files.",
            remedy="Use letters, digits and ._+- in --name, not beginning with a dot.",
        )
    variants = tuple(v for v in VARIANTS if v in {parse_variant(t) for t in options.variants}) or VARIANTS
    labels = given_labels(options.labels)
    step("Loading the model")
    loaded = _load(source)
    labels = labels or _labels(loaded)
    check_count(labels, loaded.classes, called(options.labels))
    distinct = unique_labels(labels)
    rule = _preprocessing(source, loaded, options)
    step("Reading the pictures")
    golden, origin, calibration = _pictures(source, loaded, rule, options)
    return Request(
        source=loaded,
        labels=distinct,
        rule=rule,
        golden=golden,
        golden_origin=origin,
        calibration=calibration,
        variants=variants,
        card=_card(loaded, options),
        int8_io=options.int8_io,
        command=_command(source, options),
        notices=_notices(labels, distinct),
    )


def _notices(labels: tuple[str, ...], distinct: tuple[str, ...]) -> tuple[str, ...]:
    changed = [new for old, new in zip(labels, distinct, strict=True) if old != new]
    if not changed:
        return ()
    return (f"Labels that stood twice carry their output's number now, as Core ML needs: {', '.join(changed[:4])}.",)


def _load(source: str | Source | None) -> Source:
    if source is None:
        return packaged.load()
    if isinstance(source, Source):
        return source
    if not Path(source).exists() and is_catalog_name(source):
        return load_catalog(source)
    from mobilekit.sources.keras import load

    return load(Path(source))


def _labels(loaded: Source) -> tuple[str, ...]:
    if loaded.embedded and "labels" in loaded.embedded:
        return tuple(loaded.embedded["labels"])
    raise MobileKitError(
        f"{loaded.origin} does not say what its {loaded.classes} outputs mean.",
        remedy="Give --labels FILE: UTF-8, one label a line, in output order.",
    )


def _preprocessing(source: str | Source | None, loaded: Source, options: Options) -> Preprocessing:
    size = (loaded.input_shape[0], loaded.input_shape[1])
    if options.preprocessing:
        return presets.preprocessing(options.preprocessing, size, options.crop_fraction)
    if loaded.embedded and "preprocessing" in loaded.embedded:
        return presets.from_json(loaded.embedded["preprocessing"], size, options.crop_fraction, loaded.origin)
    raise MobileKitError(
        f"{loaded.origin} does not say how its pictures were preprocessed, and the kit never guesses.",
        remedy=f"Give --preprocessing: {presets.CHOICES}.",
    )


def _pictures(
    source: str | Source | None, loaded: Source, rule: Preprocessing, options: Options
) -> tuple[tuple[GoldenImage, ...], str, Calibration]:
    calibration = read_calibration(options.calibration, rule) if options.calibration else None
    if options.golden:
        golden, origin = read_golden_folder(options.golden), "pictures of the user's"
    elif source is None:
        golden, origin = packaged.golden(), packaged.GOLDEN_ORIGIN
    elif options.calibration:
        golden, origin = pick_golden(options.calibration, loaded, rule), "picked from the calibration pictures"
    else:
        golden, origin = drawn_images(), "scenes drawn by the kit"
    return golden, origin, calibration or default_calibration(golden, rule)


def _card(loaded: Source, options: Options) -> Card:
    known: dict[str, Any] = (loaded.embedded or {}).get("card", {})
    about = f"{loaded.architecture} image classifier, {loaded.classes} classes"
    return Card(
        name=options.name or loaded.name,
        description=options.description or known.get("description", about),
        author=options.author or known.get("author", "unknown"),
        license=options.license or known.get("license", loaded.license),
        version=options.model_version or known.get("version", "1"),
        activation=loaded.activation,
    )


def _command(source: str | Source | None, options: Options) -> str:
    """The command that makes the same bundle, without --out: two outputs are to be the same bytes."""
    if isinstance(source, Source) or has_objects(options):
        return python_call(source, options)
    words = ["mobilekit", "convert"] + ([source] if source else [])
    for text in options.variants:
        words += ["--variant", text]
    plain = {
        "labels": options.labels, "preprocessing": options.preprocessing, "crop-fraction": options.crop_fraction,
        "golden": options.golden, "calibration": options.calibration, "name": options.name,
        "description": options.description, "author": options.author, "license": options.license,
        "model-version": options.model_version,
    }  # fmt: skip
    for name, value in plain.items():
        if value is not None:
            words += [f"--{name}", str(value)]
    if options.int8_io != "uint8":
        words += ["--int8-io", options.int8_io]
    return shlex.join(words)
