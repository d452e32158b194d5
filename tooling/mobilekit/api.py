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
from typing import TYPE_CHECKING, Any

from mobilekit.api_options import AnyPath, ConvertOptions, ModelLimits, ValidateOptions
from mobilekit.tensorflow_settings import hush

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from mobilekit.catalog.rows import Row
    from mobilekit.opened import Bundle
    from mobilekit.preprocess import Preprocessing
    from mobilekit.report import Report
    from mobilekit.spec import Step


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

    hush()
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
    from mobilekit.recommend import parse_goal
    from mobilekit.report import make_report, write_report

    hush()
    known = _known("validate", Wanted, wanted)
    asked = Wanted(**known | ({"goal": parse_goal(known["goal"])} if "goal" in known else {}))
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
        >>> answer.label, round(answer.probability, 1)
        ('airplane', 0.8)
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


def _silent(_: str) -> None:
    """No progress wanted."""
