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
    assert np.abs(found - expected).max() <= (2e-3 if "half" in row.name else 1e-5) * max(1, np.abs(expected).max())
    assert expected.std(0).max() > 1e-4, "the answers are too alike to tell a wrong network by"


@pytest.mark.slow
@pytest.mark.parametrize("row", ALL)
def test_a_file_converts_and_validates(row: Row, tmp_path: Path) -> None:
    from mobilekit.checks import FAILED, PASSED
    from mobilekit.pipeline import convert, validate
    from mobilekit.request import resolve

    (tmp_path / "from").mkdir()
    made = row.make(tmp_path / "from")
    labels = tmp_path / "labels.txt"
    if made.label_count is not None:
        labels.write_text("".join(f"label {k} of many\n" for k in range(made.label_count)))
    options = Options(
        variants=("tflite-float32", "coreml-float32"),
        labels=labels if made.label_count is not None else None,
        **made.options,
    )
    out = tmp_path / "bundle"
    manifest = convert(resolve(str(made.path), options, print), out, print)
    scale = np.abs(np.fromfile(out / "golden" / "reference.f32", "<f4")).max()
    room = PARITY * max(1.0, scale if manifest["model"]["activation"] == "logits" else 1.0)
    assert len(manifest["artifacts"]) == 2
    for artifact in manifest["artifacts"]:
        assert artifact["parity"]["max_abs_difference"] <= room
        assert artifact["parity"]["top1_agreement"] == 1.0
    outcomes = validate(out, print).outcomes
    assert [f"{o.check} {o.subject}: {o.message}" for o in outcomes if o.status == FAILED] == []
    assert {o.check for o in outcomes if o.status == PASSED and "parity" in o.check} >= {
        "tflite_parity",
        "coreml_parity",
    }
