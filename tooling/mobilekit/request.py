"""What the user asked for, resolved into a ``Request``: every default is decided here, and nothing is guessed."""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobilekit import packaged, presets
from mobilekit.assembly import Request
from mobilekit.calibration import Calibration, default_calibration, read_calibration
from mobilekit.errors import MobileKitError
from mobilekit.formats import choose_variants
from mobilekit.golden import drawn_images, pick_golden, read_golden_folder
from mobilekit.labels import check_count, parse_labels, read_labels, unique_labels, with_background
from mobilekit.preprocess import Preprocessing
from mobilekit.recommend import DEFAULT_GOAL, Goal, parse_goal
from mobilekit.sources.base import Source
from mobilekit.sources.load import ASKING_NOTHING, Loading, load_source
from mobilekit.sources.preprocessing import settle
from mobilekit.spec import AUTO, Card, GoldenImage, Step

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
    calibration_limit: int | None = None
    int8_io: str = "uint8"
    ranges: str = AUTO
    mixed_precision: str = "off"
    goal: str | None = None
    name: str | None = None
    description: str | None = None
    author: str | None = None
    license: str | None = None
    model_version: str | None = None
    signature: str | None = None
    arch: str | None = None
    alpha: float | None = None
    size: str | None = None
    background_label: str | None = None


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
    variants = choose_variants(options.variants)
    goal = _goal(options)
    given = _given_labels(options.labels)
    loading = Loading(options.signature, options.arch, options.alpha, parse_size(options.size))
    step("Loading the model")
    loaded = load(source, loading)
    labels = _labels(loaded, given, options)
    distinct = unique_labels(labels)
    named = source if isinstance(source, str) else loaded.origin
    rule, told = settle(loaded, named, options.preprocessing, options.crop_fraction)
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
        int8_ranges=options.ranges,
        int8_goal=goal.least if options.mixed_precision == AUTO else None,
        command=_command(source, options),
        notices=(*loaded.notices, *told, *_notices(labels, distinct)),
    )


def _goal(options: Options) -> Goal:
    return parse_goal(options.goal) if options.goal else DEFAULT_GOAL


def _notices(labels: tuple[str, ...], distinct: tuple[str, ...]) -> tuple[str, ...]:
    changed = [new for old, new in zip(labels, distinct, strict=True) if old != new]
    if not changed:
        return ()
    return (f"Labels that stood twice carry their output's number now, as Core ML needs: {', '.join(changed[:4])}.",)


def load(source: str | Source | None, loading: Loading = ASKING_NOTHING) -> Source:
    """The packaged model, whatever a path or a catalogue name says, or the source given.

    Raises:
        MobileKitError: no such model, or no classifier of pictures in it.
    """
    if isinstance(source, Source):
        return source
    return packaged.load() if source is None else load_source(source, loading)


def parse_size(text: str | None) -> tuple[int, int] | None:
    """(height, width) from ``224`` or ``192x256``.

    Raises:
        MobileKitError: neither, or beyond what a network takes.
    """
    if text is None:
        return None
    sides = [int(part) for part in text.lower().split("x") if re.fullmatch(r"[0-9]{1,4}", part)]
    if len(sides) != text.lower().count("x") + 1 or len(sides) > 2 or not all(8 <= side <= 4096 for side in sides):
        raise MobileKitError(
            f"{text} is no size of a picture.", remedy="Give --size as 224, or as height x width: 192x256."
        )
    return sides[0], sides[-1]


def _given_labels(labels: Path | Sequence[str] | None) -> tuple[str, ...] | None:
    """The user's labels, by the rules of a labels file wherever they come from."""
    if labels is None:
        return None
    if isinstance(labels, Path):
        return read_labels(labels)
    found = parse_labels("\n".join(labels).encode("utf-8", "surrogatepass"), "The list of labels")
    if len(found) != len(labels):
        raise MobileKitError("A label has a line break in it.", remedy="Give one label per output, each on one line.")
    return found


def _named(labels: Path | Sequence[str] | None) -> str:
    """What to call the labels in a sentence about them."""
    if labels is None:
        return "The model file"
    return str(labels) if isinstance(labels, Path) else "The list of labels"


def _labels(loaded: Source, given: tuple[str, ...] | None, options: Options) -> tuple[str, ...]:
    known = given or tuple((loaded.embedded or {}).get("labels", ()))
    if not known:
        raise MobileKitError(
            f"{loaded.origin} does not say what its {loaded.classes} outputs mean.",
            remedy="Give --labels FILE: UTF-8, one label a line, in output order.",
        )
    where = _named(options.labels)
    labels = with_background(known, options.background_label or "none", loaded.classes, where)
    check_count(labels, loaded.classes, where)
    return labels


def _pictures(
    source: str | Source | None, loaded: Source, rule: Preprocessing, options: Options
) -> tuple[tuple[GoldenImage, ...], str, Calibration]:
    calibration = (
        read_calibration(options.calibration, rule, options.calibration_limit) if options.calibration else None
    )
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
    in_memory = isinstance(options.labels, Sequence) or not isinstance(options.preprocessing, str | None)
    if in_memory or isinstance(source, Source):
        return _python_call(source, options)
    words = ["mobilekit", "convert"] + ([source] if source else [])
    for text in options.variants:
        words += ["--variant", text]
    plain = {
        "signature": options.signature, "arch": options.arch, "alpha": options.alpha, "size": options.size,
        "background-label": options.background_label,
        "labels": options.labels, "preprocessing": options.preprocessing, "crop-fraction": options.crop_fraction,
        "golden": options.golden, "calibration": options.calibration,
        "calibration-limit": options.calibration_limit, "name": options.name,
        "description": options.description, "author": options.author, "license": options.license,
        "model-version": options.model_version,
    }  # fmt: skip
    for name, value in plain.items():
        if value is not None:
            words += [f"--{name}", str(value)]
    if options.int8_io != "uint8":
        words += ["--int8-io", options.int8_io]
    if options.ranges != AUTO:
        words += ["--ranges", options.ranges]
    if options.mixed_precision == AUTO:
        words += ["--mixed-precision", AUTO, "--goal", str(_goal(options))]
    return shlex.join(words)


def _python_call(source: str | Source | None, options: Options) -> str:
    """The call that makes the same bundle where no command line could: ``model`` and ``labels`` stand for objects."""
    words = ["model" if isinstance(source, Source) else repr(source)] if source is not None else []
    for field in dataclasses.fields(options):
        value = getattr(options, field.name)
        if value == field.default:
            continue
        if field.name == "labels" and not isinstance(value, Path):
            words.append("labels=labels")
            continue
        if field.name == "preprocessing" and not isinstance(value, str):
            value = presets.from_python(value)
        words.append(f"{field.name}={str(value) if isinstance(value, Path) else value!r}")
    return f"mobilekit.convert({', '.join(words)})"
