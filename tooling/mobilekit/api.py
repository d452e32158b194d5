"""The kit in Python: ``mobilekit.convert``, ``validate``, ``open_bundle``, ``models``.

Everything the command line does, with objects in place of files where that is handier::

    import mobilekit

    bundle = mobilekit.convert(model, preprocessing="tf", labels=["cat", "dog"], out="pets")
    mobilekit.validate("pets").passed
    bundle["tflite-int8"].run("photo.jpg").label
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from mobilekit.catalog.rows import Row
    from mobilekit.opened import Bundle
    from mobilekit.preprocess import Preprocessing
    from mobilekit.report import Report
    from mobilekit.spec import Step

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
    """

    images: AnyPath
    labels_csv: AnyPath
    source: str
    limit: int
    per_layer: bool
    device_reports: Sequence[AnyPath]


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


def convert(
    model: Any = None,  # noqa: ANN401  (either Keras, neither imported)
    *,
    preprocessing: str | Mapping[str, Any] | Preprocessing | None = None,
    labels: AnyPath | Sequence[str] | None = None,
    out: AnyPath | None = None,
    force: bool = False,
    progress: Step | None = None,
    **options: Unpack[ConvertOptions],
) -> Bundle:
    """Turn a trained model into a bundle that both phones can load, and open it.

    Args:
        model: a live ``keras.Model`` or ``tf_keras.Model``, a path, a catalogue name, or None: the packaged model.
        preprocessing: a preset's name (``tf``, ``torch``, ``caffe``, ``unit``, ``raw``), the path of a JSON file,
            ``{"mean": [r, g, b], "std": [r, g, b]}`` on the 0..255 scale, or a ``Preprocessing``. Never guessed;
            not needed where the file or the catalogue says it.
        labels: a text file, or the labels themselves in output order.
        out: the bundle's folder; None: the model's name, in the working directory.
        force: replace the bundle that is there.
        progress: called with a sentence as each step begins, such as ``print``.
        **options: see ``ConvertOptions``.

    Returns:
        The bundle, opened and verified.

    Raises:
        MobileKitError: whatever is missing, unknown or unreadable, with its remedy.

    Example:
        >>> bundle = mobilekit.convert(out=folder / "cifar10", variants=["tflite-int8"])
        >>> bundle
        <Bundle mobilenet_v2_0.35_96_cifar10: 10 classes, 96x96, tflite-int8>
    """
    from mobilekit.bundle import check_target
    from mobilekit.opened import Bundle
    from mobilekit.pipeline import convert as write
    from mobilekit.request import Options, resolve

    _hush()
    known = _known("convert", Options, options)
    wishes = Options(preprocessing=preprocessing, labels=_labels(labels), **known)
    step = progress or _silent
    if out is not None:
        check_target(Path(out), force=force)
    request = resolve(_source(model), wishes, step)
    target = Path(out) if out is not None else Path(request.card.name)
    write(request, target, step, force=force)
    return Bundle(target)


def validate(bundle: AnyPath | Bundle, *, progress: Step | None = None, **wanted: Unpack[ValidateOptions]) -> Report:
    """Hold every file of a bundle against its source model, and write ``report/`` into it.

    Args:
        bundle: its folder, or the opened bundle.
        progress: called with a sentence as each step begins.
        **wanted: see ``ValidateOptions``.

    Returns:
        Everything that was asked and answered: ``passed``, ``failures``, ``rows`` (one a variant), ``outcomes``. The
        page for people is ``report/report.html`` in the bundle.

    Raises:
        MobileKitError: no bundle there, or pictures or device reports that cannot be used.

    Example:
        >>> report = mobilekit.validate(folder / "cifar10")
        >>> report.passed, report.failures
        (True, [])
        >>> [row.variant for row in report.rows if row.status == "passed"]
        ['tflite-int8']
    """
    from mobilekit.evaluation import Wanted
    from mobilekit.opened import Bundle
    from mobilekit.report import make_report, write_report

    _hush()
    asked = Wanted(**_known("validate", Wanted, wanted))
    asked.require_files()
    root = bundle.path if isinstance(bundle, Bundle) else Path(bundle)
    report = make_report(root, progress or _silent, asked)
    write_report(report, root)
    return report


def open_bundle(path: AnyPath) -> Bundle:
    """Open a bundle; every file is held against its hash first.

    Raises:
        MobileKitError: no bundle; a file that is missing, changed or not listed; a manifest that breaks the contract.

    Example:
        >>> bundle = mobilekit.open_bundle(folder / "cifar10")
        >>> answer = bundle["tflite-int8"].run(photo)
        >>> answer.label, round(answer.probability, 2)
        ('airplane', 0.71)
        >>> [prediction.label for prediction in answer.top][:1], answer.scores.shape
        (['airplane'], (10,))
        >>> {variant: model.run(photo, top=1).label for variant, model in bundle.items()}
        {'tflite-int8': 'airplane'}
        >>> bundle.labels[:3], bundle.preprocessing.size, bundle.manifest["model"]["activation"]
        (('airplane', 'automobile', 'bird'), (96, 96), 'softmax')
    """
    from mobilekit.opened import Bundle

    return Bundle(path)


def models(*, sort: str = "name", **limits: Unpack[ModelLimits]) -> tuple[Row, ...]:
    """The catalogue: every MobileNet with published ImageNet weights, what it costs and how accurate it is.

    Args:
        sort: ``name`` | ``params`` | ``macs`` | ``top1``: cheapest or most accurate first.
        **limits: see ``ModelLimits``.

    Returns:
        One record a network: ``name`` (what ``convert`` takes), ``parameters``, ``macs``, ``top1``, ``published`` with
        the source of each published figure.

    Raises:
        MobileKitError: no such order or limit.

    Example:
        >>> mobilekit.models(max_macs=60e6, min_top1=65, sort="top1")[0]
        <mobilenet_v3_small_1.0_224: 2.55 M parameters, 56.5 M MACs, 67.5 % top-1>
        >>> len(mobilekit.models())
        44
    """
    from mobilekit.catalog.rows import SORTS, Wanted, choose
    from mobilekit.errors import MobileKitError

    if sort not in SORTS:
        raise MobileKitError(f"There is no order {sort}.", remedy=f"Choose {', '.join(SORTS)}.")
    return choose(Wanted(**_known("models", Wanted, limits)), sort)


PATHS = frozenset({"golden", "calibration", "images", "labels_csv"})
"""Options that become a ``Path``."""


def _known(function: str, record: type[Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """``options`` as the fields of ``record``: paths and tuples in place of what Python callers write.

    Raises:
        MobileKitError: one that it does not have; the nearest is offered.
    """
    import dataclasses
    import difflib

    from mobilekit.errors import MobileKitError

    fields = [field.name for field in dataclasses.fields(record)]
    for name in options:
        if name not in fields:
            near = difflib.get_close_matches(name, fields, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"It takes {', '.join(fields)}."
            raise MobileKitError(f"{function} takes no {name}.", remedy=hint)
    return {name: _plain(name, value) for name, value in options.items()}


def _plain(name: str, value: Any) -> Any:  # noqa: ANN401
    if name in PATHS and value is not None:
        return Path(value)
    if isinstance(value, (list, tuple)):
        return tuple(Path(item) if name == "device_reports" else item for item in value)
    return value


def _labels(given: AnyPath | Sequence[str] | None) -> Path | tuple[str, ...] | None:
    """A string is a file's name, as on the command line: nobody means its letters."""
    if given is None:
        return None
    return Path(given) if isinstance(given, (str, os.PathLike)) else tuple(map(str, given))


def _source(model: Any) -> Any:  # noqa: ANN401
    """What ``resolve`` takes: a path or a name as text, a live model as a ``Source``."""
    from mobilekit.sources.base import Source

    if model is None or isinstance(model, (str, Source)):
        return model
    if isinstance(model, os.PathLike):
        return os.fspath(model)
    from mobilekit.sources.live import load_live

    return load_live(model)


def _hush() -> None:
    """Keep TensorFlow's C++ start-up notes out of notebooks, unless it runs already or the user set the level."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def _silent(_: str) -> None:
    """No progress wanted."""
