"""What the functions of ``mobilekit.api`` take beside their main arguments, for type checkers and readers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypedDict

AnyPath = str | os.PathLike[str]


class ConvertOptions(TypedDict, total=False):
    """What else ``convert`` can be told; each has the meaning and the default of the command line's option.

    Attributes:
        variants: to write, such as ``tflite-int8``; empty: all.
        crop_fraction: share of the short side that the centre crop keeps.
        golden: folder of pictures that the bundle carries and is checked on.
        calibration: folder of pictures like those the app will see, for int8.
        calibration_limit: most of them used.
        goal: what a file must reach to be recommended, such as ``top1_agreement=0.99``.
        signature: function of a SavedModel, where several classify.
        arch: architecture that a file of weights alone belongs to.
        alpha: its width multiplier.
        size: its input size, ``224`` or ``192x256``; also for a network that takes pictures of any size.
        background_label: ``first`` | ``last``: the output that stands for none of the labels.
        int8_io: ``uint8`` | ``float32``: input and output of tflite-int8.
        ranges: how far its integers reach: ``auto``, ``minmax``, ``least-error-2``, ``least-error-2.4``.
        mixed_precision: ``off`` | ``auto``: leave the fewest of its layers in float that ``goal`` needs.
        name: of the bundle and its files.
        description: for the metadata.
        author: for the metadata.
        license: of the weights, for the metadata.
        model_version: of the weights, for the metadata.
    """

    variants: Sequence[str]
    crop_fraction: float
    golden: AnyPath
    calibration: AnyPath
    calibration_limit: int
    goal: str
    signature: str
    arch: str
    alpha: float
    size: str
    background_label: str
    int8_io: str
    ranges: str
    mixed_precision: str
    name: str
    description: str
    author: str
    license: str
    model_version: str


class ValidateOptions(TypedDict, total=False):
    """What else ``validate`` can be asked; as the command line's options.

    Attributes:
        images: folder of your own pictures to run every variant on.
        labels_csv: their labels, ``path,label`` a line, where their folders do not say them.
        source: the model that ``convert`` was given, to be the reference on the pictures.
        limit: most pictures used.
        per_layer: whether to compare every intermediate result.
        device_reports: files that phones' self-checks exported.
        goal: what a file must reach to be recommended, such as ``top1_agreement=0.99``.
    """

    images: AnyPath
    labels_csv: AnyPath
    source: str
    limit: int
    per_layer: bool
    device_reports: Sequence[AnyPath]
    goal: str


class ModelLimits(TypedDict, total=False):
    """What narrows ``models``; as ``mobilekit.catalog.rows.Wanted``.

    Attributes:
        families: any of ``v1``, ``v2``, ``v3``.
        sizes: input sides, pixels.
        max_params: most parameters.
        max_macs: most multiply-accumulates.
        min_top1: least published accuracy, per cent.
        frontier: only those that no cheaper one beats.
    """

    families: Sequence[str]
    sizes: Sequence[int]
    max_params: float
    max_macs: float
    min_top1: float
    frontier: bool
