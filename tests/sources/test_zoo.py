"""Model files as users have them: each is loaded and answers as the framework that wrote it; each converts."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from mobilekit.request import Options, parse_size
from mobilekit.sources.base import Source
from mobilekit.sources.load import Loading, load_source
from sources.zoo import ROWS, Made, Row

MARKED = [pytest.param(row, marks=[pytest.mark.slow] if row.slow else [], id=row.name) for row in ROWS]
ALL = [pytest.param(row, id=row.name) for row in ROWS]
PARITY = 1e-4
BOTH = ("tflite-float32", "coreml-float32")


def pictures(row: Row, made: Made, count: int = 3) -> np.ndarray:
    low, high = row.domain
    return np.random.default_rng(4).uniform(low, high, (count, *made.shape)).astype(np.float32)


def opened(made: Made) -> Source:
    known = {field.name: made.options.get(field.name) for field in dataclasses.fields(Loading)}
    return load_source(str(made.path), Loading(**{**known, "size": parse_size(known["size"])}))


@pytest.mark.parametrize("row", MARKED)
def test_a_file_answers_as_what_wrote_it(row: Row, tmp_path: Path) -> None:
    made = row.make(tmp_path)
    source = opened(made)
    batch = pictures(row, made)
    expected = made.reference(batch)
    found = source.predict(batch)
    assert (source.classes, source.input_shape) == (made.classes, made.shape)
    assert found.shape == expected.shape == (3, made.classes)
    room = 2e-3 if "half" in row.name else PARITY
    assert np.abs(found - expected).max() <= room * max(1, np.abs(expected).max())
    assert expected.std(0).max() > 10 * PARITY, "the answers are too alike to tell a wrong network by"


def converts_and_validates(path: Path, options: Options, out: Path) -> None:
    from mobilekit.checks import FAILED, PASSED
    from mobilekit.pipeline import convert, validate
    from mobilekit.request import resolve

    manifest = convert(resolve(str(path), options, print), out, print)
    scale = np.abs(np.fromfile(out / "golden" / "reference.f32", "<f4")).max()
    room = PARITY * max(1.0, scale if manifest["model"]["activation"] == "logits" else 1.0)
    assert len(manifest["artifacts"]) == 2
    for artifact in manifest["artifacts"]:
        assert artifact["parity"]["max_abs_difference"] <= room
        assert artifact["parity"]["top1_agreement"] == 1.0
    outcomes = validate(out, print).outcomes
    assert [f"{o.check} {o.subject}: {o.message}" for o in outcomes if o.status == FAILED] == []
    assert {o.check for o in outcomes if o.status == PASSED} >= {"tflite_parity", "coreml_parity"}


@pytest.mark.slow
@pytest.mark.parametrize("row", ALL)
def test_a_file_converts_and_validates(row: Row, tmp_path: Path) -> None:
    (tmp_path / "from").mkdir()
    made = row.make(tmp_path / "from")
    labels = None
    if made.label_count is not None:
        labels = tmp_path / "labels.txt"
        labels.write_text("".join(f"label {k} of many\n" for k in range(made.label_count)))
    converts_and_validates(made.path, Options(variants=BOTH, labels=labels, **made.options), tmp_path / "bundle")


REAL = {
    "mobilenet_v1_0.25_224_imagenet.h5": "tf",
    "mobilenet_v1_0.25_224_imagenet.keras": "tf",
    "mobilenet_v1_1.0_224_imagenet.keras": "tf",
    "mobilenet_v2_1.0_224_dequant_tf2ptq.keras": "tf",
    "mobilenet_v3_small_1.0_96_cifar10.keras": None,
}
"""File of trained weights -> its preprocessing; None where the network rescales 0..255 itself."""


@pytest.mark.slow
@pytest.mark.needs_testdata
@pytest.mark.parametrize("export", [False, True], ids=["file", "SavedModel"])
@pytest.mark.parametrize("name", REAL)
def test_trained_weights_convert_and_validate(name: str, export: bool, testdata: Path, tmp_path: Path) -> None:
    path = testdata / "models" / name
    source = load_source(str(path))
    if export:
        path = tmp_path / "export"
        if type(source.model).__module__.startswith("tf_keras"):
            source.model.save(path)
        else:
            source.model.export(str(path), verbose=False)
    labels = tmp_path / "labels.txt"
    labels.write_text("".join(f"label {k} of many\n" for k in range(source.classes)))
    options = Options(variants=BOTH, labels=labels, preprocessing=REAL[name])
    converts_and_validates(path, options, tmp_path / "bundle")
