"""The evaluation as a whole, on networks whose right answers are known, and on a real bundle."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from evaluation.nets import Busy, by_brightness, grey, manifest_at, models
from mobilekit.checks.base import Context
from mobilekit.errors import MobileKitError
from mobilekit.evaluation import run, stream
from mobilekit.evaluation.models import Models, NoReference, noise_of, open_models
from mobilekit.evaluation.records import Evaluation
from mobilekit.evaluation.request import Request
from mobilekit.evaluation.run import evaluate
from mobilekit.evaluation.verdicts import outcomes_of
from mobilekit.manifest import read_manifest
from odd_pictures import BROKEN, KINDS

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")

Evaluate = Callable[..., Evaluation]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Forty pictures, four a class, in class folders."""
    for level in range(10):
        (tmp_path / "photos" / f"label {level}").mkdir(parents=True)
        for number in range(4):
            grey(level).save(tmp_path / "photos" / f"label {level}" / f"{number}.png")
    return tmp_path / "photos"


@pytest.fixture
def run_on(tmp_path: Path, photos: Path, monkeypatch: pytest.MonkeyPatch) -> Evaluate:
    def go(opened: Models, folder: Path = photos, step: Callable[[str], None] = lambda _: None, **wishes) -> Evaluation:
        monkeypatch.setattr(run, "open_models", lambda *_: opened)
        variants = tuple(name for name in opened.ask if "-" in name)
        return evaluate(tmp_path / "b", manifest_at(tmp_path / "b", variants), Request(folder, **wishes), step)

    return go


def verdicts(evaluation: Evaluation) -> dict[tuple[str, str], str]:
    return {(o.check, o.subject): o.status for o in outcomes_of(evaluation)}


def test_a_faithful_target_is_right_and_agrees(run_on: Evaluate) -> None:
    found = run_on(models(tflite_int8=by_brightness))
    assert len(found.pictures.paths) == 40
    assert found.pictures.truth.tolist() == [k // 4 for k in range(40)]
    assert (found.reference.top5[:, 0] == found.pictures.truth).all()
    assert (found.targets["tflite-int8"].noise == 0).all()
    assert set(verdicts(found).values()) == {"passed"}


def test_a_runner_that_answers_wrong_fails_both_checks(run_on: Evaluate) -> None:
    found = run_on(models(tflite_int8=lambda t: np.roll(by_brightness(t), 1, axis=1), tflite_float16=by_brightness))
    assert verdicts(found) == {
        ("pictures", "bundle"): "passed",
        ("agreement", "tflite-int8"): "failed",
        ("agreement", "tflite-float16"): "passed",
        ("accuracy", "tflite-int8"): "failed",
        ("accuracy", "tflite-float16"): "passed",
    }


def test_labels_shifted_by_one_cost_the_accuracy_of_all_and_the_agreement_of_none(run_on, tmp_path: Path) -> None:
    rows = [f"label {level}/{number}.png,{(level + 1) % 10}" for level in range(10) for number in range(4)]
    (tmp_path / "shifted.csv").write_text("\n".join(rows))
    found = run_on(models(tflite_int8=by_brightness), labels_csv=tmp_path / "shifted.csv")
    assert (found.reference.top5[:, 0] != found.pictures.truth).all()
    assert verdicts(found)["agreement", "tflite-int8"] == "passed"


def test_every_odd_file_is_used_or_refused_one_by_one(run_on: Evaluate, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    for name, (suffix, make, _) in {**KINDS, **BROKEN}.items():
        (folder / f"{name}.{suffix}").write_bytes(make())
    found = run_on(models(tflite_int8=by_brightness), folder)
    assert {Path(path).stem for path in found.pictures.paths} == set(KINDS)
    assert {Path(r.path).stem: r.reason for r in found.pictures.refused} == {k: v[2] for k, v in BROKEN.items()}
    wanted = [conversion for _, _, conversions in KINDS.values() for conversion in conversions]
    assert found.pictures.converted == {name: wanted.count(name) for name in wanted}
    assert found.pictures.truth is None
    first = outcomes_of(found)[0]
    assert first.status == "passed"
    assert (
        "10 refused (7 x cannot be read as an image; 2 x is larger than 100 megapixels; 1 x has a side" in first.message
    )


def test_no_usable_picture_fails_the_check_and_skips_the_others(run_on: Evaluate, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    for k in range(20):
        (tmp_path / "broken" / f"{k}.png").write_bytes(b"x")
    found = run_on(models(tflite_int8=by_brightness), tmp_path / "broken")
    assert verdicts(found) == {("pictures", "bundle"): "failed", ("agreement", "tflite-int8"): "skipped"}


def test_answers_do_not_depend_on_the_size_of_chunks(run_on: Evaluate, photos: Path, monkeypatch) -> None:
    (photos / "label 3" / "0.png").write_bytes(b"broken")
    found = []
    for size in (1, 7, 64):
        monkeypatch.setattr(stream, "CHUNK", size)
        found.append(run_on(models(tflite_int8=by_brightness)))
    for other in found[1:]:
        assert other.pictures.paths == found[0].pictures.paths
        assert np.array_equal(other.targets["tflite-int8"].kl, found[0].targets["tflite-int8"].kl)


def test_no_runner_is_asked_twice_at_once_nor_for_more_than_a_chunk(run_on: Evaluate) -> None:
    busy = Busy()
    run_on(models(tflite_int8=busy, tflite_float16=by_brightness))
    assert busy.total == 40
    assert busy.most == stream.CHUNK


def test_pictures_and_scores_are_let_go(run_on: Evaluate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "CHUNK", 2)
    alive: list[weakref.ref] = []
    most = 0

    def watch(tensors: np.ndarray) -> np.ndarray:
        nonlocal most
        most = max(most, sum(ref() is not None for ref in alive))
        alive.append(weakref.ref(tensors))
        return by_brightness(tensors)

    run_on(models(tflite_int8=watch))
    assert len(alive) == 20
    assert most <= 2


def test_progress_counts_pictures_and_their_rate(run_on: Evaluate) -> None:
    said: list[str] = []
    run_on(models(tflite_int8=by_brightness), step=said.append)
    assert [line.split(",")[0] for line in said[1:]] == [f"Answering {k} of 40 pictures" for k in (16, 32, 40)]
    assert said[-1].endswith("pictures a second")


def test_a_limit_spreads_over_the_classes(run_on: Evaluate) -> None:
    assert run_on(models(tflite_int8=by_brightness), limit=10).pictures.truth.tolist() == list(range(10))


def test_a_runner_that_breaks_ends_the_run(run_on: Evaluate) -> None:
    def breaks(_: np.ndarray) -> np.ndarray:
        raise RuntimeError("out of luck")

    with pytest.raises(RuntimeError, match="out of luck"):
        run_on(models(tflite_int8=breaks))


def test_noise_is_half_a_step_either_way_and_the_same_every_time() -> None:
    draw = noise_of(0, 3, (50, 50, 3))
    assert np.array_equal(draw, noise_of(0, 3, (50, 50, 3)))
    assert not np.array_equal(draw, noise_of(0, 4, (50, 50, 3)))
    assert draw.dtype == np.float32
    assert -0.5 <= draw.min() < -0.49
    assert 0.49 < draw.max() <= 0.5
    assert abs(draw.mean()) < 0.01


@pytest.fixture
def some(tmp_path: Path) -> Path:
    """Twenty pictures of coloured patches."""
    folder = tmp_path / "some"
    folder.mkdir()
    for k in range(20):
        pixels = np.random.default_rng(k).integers(0, 256, (5, 6, 3), np.uint8)
        Image.fromarray(pixels).resize((48, 40)).save(folder / f"{k}.png")
    return folder


def manifest_of(root: Path) -> dict:
    return read_manifest((root / "manifest.json").read_bytes())


def only(manifest: dict, *variants: str) -> dict:
    return {**manifest, "artifacts": [row for row in manifest["artifacts"] if row["variant"] in variants]}


def test_a_real_bundle_is_held_against_its_twin(tiny_bundle: Path, some: Path) -> None:
    manifest = only(manifest_of(tiny_bundle), "tflite-float32", "tflite-float16")
    found = evaluate(tiny_bundle, manifest, Request(some), lambda _: None)
    assert found.reference_name == "tflite-float32"
    assert list(found.targets) == ["tflite-float32", "tflite-float16"]
    assert found.targets["tflite-float32"] is found.reference
    assert 0 < found.targets["tflite-float16"].max_abs_difference.max() < 0.05
    assert 0 < found.nervousness.max_abs_difference.max() < 0.2
    assert verdicts(found)["agreement", "tflite-float32"] == "skipped"


def test_the_source_model_is_the_reference_where_it_is_given(tiny_bundle: Path, tiny_model: Path, some: Path) -> None:
    manifest = only(manifest_of(tiny_bundle), "tflite-float32")
    found = evaluate(tiny_bundle, manifest, Request(some, source=str(tiny_model)), lambda _: None)
    assert found.reference_name == "source model"
    assert found.targets["tflite-float32"].max_abs_difference.max() < 1e-5
    assert verdicts(found)["agreement", "tflite-float32"] == "passed"


def test_what_the_checks_have_loaded_is_asked_and_not_loaded_again(tiny_bundle: Path, some: Path) -> None:
    context = Context(tiny_bundle, only(manifest_of(tiny_bundle), "tflite-float32", "tflite-int8"))
    loaded = context.runner("tflite-int8")
    asked = open_models(context, Request(some), lambda _: None).ask
    assert context.runner("tflite-int8") is loaded
    assert set(asked) == {"reference", "nervousness", "tflite-int8"}


def test_a_variant_of_another_kit_is_left_out(tiny_bundle: Path, some: Path) -> None:
    manifest = only(manifest_of(tiny_bundle), "tflite-float32")
    manifest["artifacts"].append({**manifest["artifacts"][0], "variant": "onnx-float32"})
    found = evaluate(tiny_bundle, manifest, Request(some), lambda _: None)
    assert found.left_out == {"onnx-float32": "No variant is called onnx-float32."}


def test_another_model_is_no_source(tiny_bundle: Path, tiny_model: Path, some: Path, tmp_path: Path) -> None:
    other = Path(shutil.copyfile(tiny_model, tmp_path / "other.keras"))
    other.write_bytes(other.read_bytes() + b"\0")
    with pytest.raises(MobileKitError, match="is not the model that this bundle was made from"):
        evaluate(tiny_bundle, manifest_of(tiny_bundle), Request(some, source=str(other)), lambda _: None)


def test_a_twin_that_misses_the_golden_answers_is_no_reference(broken: Path, some: Path) -> None:
    manifest = only(manifest_of(broken), "tflite-float32", "tflite-float16")
    reference = broken / manifest["golden"]["reference"]["path"]
    reference.write_bytes((np.frombuffer(reference.read_bytes(), "<f4") + np.float32(0.01)).astype("<f4").tobytes())
    with pytest.raises(NoReference, match="No single-precision file"):
        evaluate(broken, manifest, Request(some), lambda _: None)


def test_a_file_that_does_not_open_is_left_out_and_skipped(broken: Path, some: Path) -> None:
    manifest = only(manifest_of(broken), "tflite-float32", "tflite-float16")
    (broken / manifest["artifacts"][1]["path"]).write_bytes(b"no model")
    found = evaluate(broken, manifest, Request(some), lambda _: None)
    assert list(found.left_out) == ["tflite-float16"]
    assert verdicts(found)["agreement", "tflite-float16"] == "skipped"
