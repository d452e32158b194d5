"""Checks on what the files answer: activation, parity, what the manifest recorded, both formats, ladder, noise."""

from __future__ import annotations

import json
import shutil
import uuid
import zipfile
from pathlib import Path

import numpy as np
import pytest

from checks.sealing import OTHER, TWIN, named
from mobilekit.checks import FAILED, PASSED, SKIPPED, Context
from mobilekit.checks.activation import check_activation, fault, twice
from mobilekit.checks.base import BUNDLE, Answer
from mobilekit.checks.cross_format import check_cross_format
from mobilekit.checks.figures import figures, without_zeros
from mobilekit.checks.ladder import check_ladder
from mobilekit.checks.limits import PARITY, REPRODUCIBLE, STORED
from mobilekit.checks.noise import check_noise, shaken
from mobilekit.checks.parity import check_parity, least_snr, measure_artifact, steady_images
from mobilekit.checks.recorded import check_recorded
from mobilekit.checks.reproducibility import chance_mark, check_reproducibility
from mobilekit.checks.runs import check_runs
from mobilekit.errors import MobileKitError
from mobilekit.formats import FORMATS, VARIANTS
from mobilekit.postprocess import softmax

INT8 = "tflite-int8"
PINNED = [0.34746569, -0.20189303, -0.27311879]


def ask(check: object, context: Context, variant: str = TWIN) -> Answer:
    return check(context, context.artifacts[variant])


def flipped(scores: np.ndarray, rows: int) -> np.ndarray:
    """The best class of the first ``rows`` exchanged with the worst."""
    found = scores.copy()
    for row in found[:rows]:
        best, worst = row.argmax(), row.argmin()
        row[best], row[worst] = row[worst], row[best]
    return found


def test_every_variant_has_its_limits() -> None:
    names = {str(variant) for variant in VARIANTS}
    assert set(PARITY) == set(STORED) == names
    assert set(REPRODUCIBLE) == set(FORMATS)


# runs


def test_a_file_that_does_not_load_fails_alone(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    def runner(self: Context, variant: str) -> object:
        if variant == TWIN:
            raise MobileKitError("LiteRT does not load it.", remedy="Convert again.")
        return real(self, variant)

    real = Context.runner
    monkeypatch.setattr(Context, "runner", runner)
    context.outputs.clear()
    answers = check_runs(context)
    assert [who for who, answer in answers.items() if answer.status == FAILED] == [TWIN]
    assert TWIN not in context.outputs
    assert context.twin == OTHER
    assert list(answers) == list(context.artifacts)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda tensors: np.full((len(tensors), 10), np.nan, np.float32), "no number on 8 of 8"),
        (lambda tensors: np.zeros((len(tensors), 9), np.float32), "not (8, 10)"),
        (lambda tensors: 1 / 0, "stops while running: division by zero"),
    ],
)
def test_what_is_no_answer_is_caught(
    context: Context, monkeypatch: pytest.MonkeyPatch, answer: object, says: str
) -> None:
    class Fake:
        run = staticmethod(answer)

    monkeypatch.setattr(Context, "runner", lambda self, variant: Fake())
    found = check_runs(context)[TWIN]
    assert (found.status, says in found.message) == (FAILED, True), found.message


def test_core_ml_is_never_called_the_neural_engine(context: Context) -> None:
    found = check_runs(context)
    assert found["coreml-float16"].message.endswith("reference semantics of the saved program, not the Neural Engine")


# activation


@pytest.mark.parametrize(
    ("scores", "stated", "says"),
    [
        ([[0.2, 0.8], [0.5, 0.5]], "softmax", None),
        ([[2.0, -1.0], [0.3, 0.1]], "softmax", "reach from -1 to 2"),
        ([[0.2, 0.4], [0.5, 0.5]], "softmax", "add up to 0.6"),
        ([[0.9, 0.8], [0.5, 0.5]], "sigmoid", None),
        ([[0.9, 1.8], [0.5, 0.5]], "sigmoid", "reach from 0.5 to 1.8"),
        ([[0.2, 0.8], [0.5, 0.5]], "logits", "softmax was applied already"),
        ([[3.2, -0.8], [0.5, 0.5]], "logits", None),
        ([[0.7], [0.2]], "softmax", None),
        ([[0.7], [0.2]], "sigmoid", None),
        ([[0.7], [0.2]], "logits", None),
    ],
)
def test_outputs_behave_as_they_are_called(scores: list, stated: str, says: str | None) -> None:
    found = fault(np.array(scores, np.float32), stated, np.ones(1), 5e-3)
    assert found is None if says is None else says in (found or "")


def test_a_second_softmax_is_told_from_a_flat_answer() -> None:
    sure = softmax(np.array([[9.0, 0, 0], [0, 4, 0]]))
    assert twice(sure, softmax(sure), "softmax") == "softmax was applied twice"
    flat = softmax(np.array([[0.5, 0.2, 0], [0, 0.1, 0.4]]))
    assert twice(flat, flat, "softmax") is None


def test_logits_in_the_place_of_softmax_are_caught(context: Context) -> None:
    context.outputs[TWIN] = np.log(context.outputs[TWIN])
    assert ask(check_activation, context).status == FAILED
    assert ask(check_activation, context, OTHER).status == PASSED


def test_scores_that_vanish_in_steps_are_no_fault_and_a_wrong_scale_is(context: Context) -> None:
    """A thousand classes, most of them below half a step: the sum of what is left is .6 and right."""
    flat = softmax(np.random.default_rng(1).normal(0, 1.5, (8, 1000)))
    rounded = np.rint(flat * 256).astype(np.float32) / 256
    assert rounded.sum(axis=1).max() < 0.8
    context.reference, context.outputs[INT8] = flat, rounded
    assert ask(check_activation, context, INT8).status == PASSED
    context.outputs[INT8] = rounded / 2
    assert "not to" in ask(check_activation, context, INT8).message


def test_a_manifest_that_calls_softmax_logits_is_caught(context: Context) -> None:
    context.accepted["model"]["activation"] = "logits"
    assert "the reference outputs are not logits" in ask(check_activation, context).message


# noise


def test_noise_is_half_a_step_at_most_the_same_each_time_and_another_each_draw() -> None:
    tensors = np.full((2, 4, 4, 3), 7, np.uint8)
    first = shaken(tensors, 1)
    assert first.dtype == np.float32
    assert 0.3 < np.abs(first - 7).max() <= 0.5
    assert np.array_equal(first, shaken(tensors, 1))
    assert not np.array_equal(first, shaken(tensors, 2))


def test_the_noise_of_every_machine() -> None:
    """Pinned: a draw that changed would change which images count as steady."""
    assert shaken(np.zeros((1, 1, 1, 3), np.uint8), 20240229).ravel().tolist() == pytest.approx(PINNED, abs=1e-6)


def test_noise_says_nothing_without_a_twin(context: Context) -> None:
    del context.outputs[TWIN], context.outputs[OTHER]
    assert check_noise(context)[BUNDLE].status == SKIPPED


def test_the_noise_figures_are_those_of_parity(context: Context) -> None:
    found = check_noise(context)[BUNDLE]
    assert set(ask(check_parity, context).measured) - set(found.measured) == {"nervous_images"}
    assert found.measured["images"] == 3 * len(context.reference)
    assert 0 < found.measured["max_abs_difference"] < 0.5


# parity


@pytest.mark.parametrize("variant", [TWIN, OTHER])
def test_single_precision_is_held_to_its_values_and_every_answer(context: Context, variant: str) -> None:
    assert ask(check_parity, context, variant).status == PASSED
    context.outputs[variant] = context.reference + np.float32(2e-4)
    assert "beyond 0.0001" in ask(check_parity, context, variant).message
    context.outputs[variant] = np.where(np.arange(10) < 5, context.reference, context.reference + np.float32(9e-5))
    assert ask(check_parity, context, variant).status == PASSED


def test_eight_bits_are_held_to_their_answers_by_chance(context: Context) -> None:
    count = len(context.reference)
    context.nervous = None
    context.outputs[INT8] = flipped(context.reference, 1)
    assert "other answers" not in ask(check_parity, context, INT8).message
    context.outputs[INT8] = flipped(context.reference, count // 2 + 1)
    assert ask(check_parity, context, INT8).status == FAILED


def test_a_signal_drowned_in_noise_is_caught_though_every_answer_is_right(context: Context) -> None:
    context.outputs[INT8] = context.reference * np.float32(0.2)
    assert "the SNR is below 3 dB" in ask(check_parity, context, INT8).message


def test_less_signal_is_asked_of_a_file_whose_network_wavers(context: Context) -> None:
    calm = context.outputs[TWIN]
    limit = PARITY[INT8]
    assert least_snr(context, limit) == limit.snr_db
    context.nervous = (calm * np.float32(0.9))[None]
    assert least_snr(context, limit) == pytest.approx(20 - limit.below_noise_db, abs=1e-3)
    del context.outputs[TWIN], context.outputs[OTHER]
    assert least_snr(context, limit) == limit.snr_db


def test_images_on_which_the_network_itself_wavers_do_not_count(context: Context) -> None:
    count = len(context.reference)
    calm = context.outputs[TWIN]
    context.nervous = np.stack([flipped(calm, count - 1), calm])
    assert steady_images(context).tolist() == [False] * (count - 1) + [True]
    context.outputs["tflite-float16"] = flipped(context.reference, count - 1)
    assert "other answers" not in ask(check_parity, context, "tflite-float16").message
    assert ask(check_parity, context, "tflite-float16").measured["nervous_images"] == count - 1


def test_they_count_for_single_precision(context: Context) -> None:
    calm = context.outputs[TWIN]
    context.nervous = flipped(calm, 1)[None]
    context.reference = np.full_like(calm, 0.1)
    context.reference[:, 3] += np.float32(5e-5)
    context.outputs[OTHER] = np.full_like(calm, 0.1)
    context.outputs[OTHER][:, 4] += np.float32(5e-5)
    assert f"{len(calm)} other answers to {len(calm)} images" in ask(check_parity, context, OTHER).message


def test_raw_scores_have_a_limit_of_their_size(context: Context) -> None:
    context.accepted["model"]["activation"] = "logits"
    context.reference = context.reference * np.float32(20)
    context.outputs[TWIN] = context.reference + np.float32(1e-3)
    assert ask(check_parity, context).status == PASSED
    context.outputs[TWIN] = context.reference + np.float32(3e-3)
    assert ask(check_parity, context).status == FAILED


def test_a_variant_without_a_limit_is_not_called_passed(context: Context) -> None:
    entry = context.artifacts[TWIN] | {"variant": "tflite-float8"}
    context.outputs["tflite-float8"] = context.reference
    assert check_parity(context, entry).status == SKIPPED


def test_every_figure_is_finite_or_none() -> None:
    scores = softmax(np.eye(3) * 5)
    found = figures(scores, scores, "softmax")
    assert (found["snr_db"], found["kl"], found["top1_agreement"]) == (None, pytest.approx(0, abs=1e-7), 1.0)
    assert figures(scores, scores, "sigmoid")["kl"] is None


def test_a_quantised_zero_is_not_taken_at_its_word() -> None:
    scores = softmax(np.array([[6.0, 0, 0, 0], [0, 0.5, 0, 0.1]]))
    rounded = np.rint(scores * 256).astype(np.float32) / 256
    rounded[0, 1:] = 0
    assert figures(scores, rounded, "softmax")["kl"] > 0.2
    assert abs(figures(scores, rounded, "softmax", 1 / 256)["kl"]) < 0.02
    assert np.allclose(without_zeros(rounded, 1 / 256).sum(axis=1), 1)
    assert without_zeros(rounded, 0.0) is rounded


def test_conversion_measures_both_formats_and_refuses_what_is_no_number(context: Context) -> None:
    tensors, reference = context.tensors[:3], context.reference[:3]
    for variant in (TWIN, "coreml-float16"):
        found = measure_artifact(context.root, context.artifacts[variant], context.rule, tensors, reference)
        assert set(found) == {"images", "max_abs_difference", "top1_agreement"}
        assert found["images"] == 3
    with pytest.raises(MobileKitError, match="no number"):
        measure_artifact(context.root, context.artifacts[TWIN], context.rule, tensors, reference * np.float32(np.nan))


# recorded


def test_what_was_recorded_is_measured_again(context: Context) -> None:
    assert [ask(check_recorded, context, name).status for name in context.artifacts] == [PASSED] * 8


@pytest.mark.parametrize(
    ("variant", "change"),
    [
        (INT8, {"max_abs_difference": 1e-6}),
        (TWIN, {"max_abs_difference": 9e-5}),
        (INT8, {"images": 500}),
        (INT8, {"top1_agreement": 0.2}),
    ],
)
def test_a_parity_that_was_made_up_is_caught(context: Context, variant: str, change: dict) -> None:
    context.artifacts[variant]["parity"].update(change)
    assert ask(check_recorded, context, variant).status == FAILED


def test_a_parity_nobody_measured_is_skipped(context: Context) -> None:
    context.artifacts[TWIN]["parity"] = None
    assert ask(check_recorded, context).status == SKIPPED


# cross_format


def test_a_stale_reference_is_told_from_a_file_that_is_wrong(context: Context) -> None:
    assert check_cross_format(context)[BUNDLE].status == PASSED
    context.reference = context.reference[::-1]
    assert "those are stale" in check_cross_format(context)[BUNDLE].message


@pytest.mark.parametrize("odd", [TWIN, OTHER])
def test_the_odd_file_is_named(context: Context, odd: str) -> None:
    context.outputs[odd] = context.outputs[odd][::-1]
    found = check_cross_format(context)
    assert list(found) == [odd]
    assert f"{odd} is the odd one" in found[odd].message


def test_half_precision_stands_in_and_nothing_is_said_without_both_formats(context: Context) -> None:
    del context.outputs[OTHER]
    assert "coreml-float16" in check_cross_format(context)[BUNDLE].message
    for name in [name for name in context.outputs if name.startswith("coreml")]:
        del context.outputs[name]
    assert check_cross_format(context)[BUNDLE].status == SKIPPED


# ladder


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rungs: rungs.pop(), "CPU"),
        (lambda rungs: rungs.reverse(), "CPU"),
        (lambda rungs: rungs.insert(0, rungs[0]), "twice"),
        (lambda rungs: rungs[-1].update(tolerance=0.0), "no phone would pass"),
        (lambda rungs: rungs[0].update(tolerance=1.0), "everything would pass"),
        (lambda rungs: rungs[0].update(tolerance=0.5), "is due"),
    ],
)
def test_a_ladder_that_cannot_be_climbed_or_fallen_from_is_caught(context: Context, change: object, says: str) -> None:
    assert ask(check_ladder, context).status == PASSED
    change(context.artifacts[TWIN]["delegates"])
    assert says in ask(check_ladder, context).message


def test_a_ladder_that_hides_a_refused_op_is_caught(context: Context) -> None:
    rung = context.artifacts["coreml-float32"]["delegates"][1]
    assert rung["unsupported"]
    rung["unsupported"] = []
    assert "which the manifest does not say" in ask(check_ladder, context, "coreml-float32").message


# reproducibility


def test_the_same_picture_alone_gives_the_same_answer(context: Context) -> None:
    for variant in (TWIN, INT8, "coreml-float16"):
        assert ask(check_reproducibility, context, variant).status == PASSED
    context.outputs[TWIN][-1] += np.float32(1e-7)
    assert ask(check_reproducibility, context).status == FAILED


def test_the_table_asks_parity_of_each_format_by_name() -> None:
    assert (named("tflite_parity").format, named("coreml_parity").format) == ("tflite", "coreml")


def test_a_time_stamp_and_a_random_identifier_are_caught(context: Context, tmp_path: Path) -> None:
    paths = {name: context.root / context.artifacts[name]["path"] for name in (TWIN, OTHER)}
    assert [chance_mark(path) for path in paths.values()] == [None, None]
    dated = tmp_path / "dated.tflite"
    shutil.copy(paths[TWIN], dated)
    with zipfile.ZipFile(dated, "a") as archive:
        archive.writestr("more.txt", "x")
    assert chance_mark(dated) == "more.txt inside carries a time stamp"
    package = Path(shutil.copytree(paths[OTHER], tmp_path / "drawn.mlpackage"))
    text = (package / "Manifest.json").read_text()
    root = json.loads(text)["rootModelIdentifier"]
    (package / "Manifest.json").write_text(text.replace(root, str(uuid.uuid4())))
    assert chance_mark(package) == "Manifest.json has identifiers drawn at random"
