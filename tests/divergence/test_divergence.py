import json
import math

import numpy as np
import pytest

from divergence.nets import PICTURES, fused, noise, quiet, relu, subject, unfused
from mobilekit.divergence import Curve, Row, diverge, first_drop, node_data, node_data_files
from mobilekit.divergence.align import align, probes
from mobilekit.divergence.curve import MOST_DB, SOUND_DB
from mobilekit.divergence.explorer import THRESHOLDS
from mobilekit.divergence.kinds import Kind
from mobilekit.divergence.measure import Sums, compare, spread
from mobilekit.errors import MobileKitError
from mobilekit.metrics import snr_db


def silent(text):
    pass


def pairs_of(curve):
    return [(row.reference, row.target) for row in curve.rows]


def zero(picture):
    return np.zeros((1, 4, 4, 8))


def curve_of(levels, target="tflite-int8"):
    before = [None, *levels]
    rows = [
        Row(f"r{k}", f"t{k};x", "ADD", level, 0.1, (k + 1) / len(levels), before[k]) for k, level in enumerate(levels)
    ]
    return Curve("tflite-float32", target, tuple(rows), images=1)


def test_a_fused_result_pairs_with_the_last_of_those_it_was_fused_from():
    curve = compare(fused(), [unfused()], PICTURES, silent)["coreml-float32"]
    assert pairs_of(curve) == [(f"c{k}", f"relu{k}") for k in range(5)]
    assert [row.snr_db for row in curve.rows] == [math.inf] * 5
    assert [row.depth for row in curve.rows] == [0.2, 0.4, 0.6, 0.8, 1.0]
    assert (curve.reference, curve.images, curve.unmatched, curve.note) == ("tflite-float32", 3, (), "")


def test_a_relu_that_changes_nothing_still_pairs_by_kind():
    """Both of the two results are equal to the fused one then; the one that does the same last is meant."""
    positive = {f"c{k}": (lambda picture, k=k: np.abs(noise(k)(picture))) for k in range(3)}
    target = {}
    for k in range(3):
        target[f"conv{k}"] = ("conv", "conv", positive[f"c{k}"])
        target[f"relu{k}"] = ("relu6", "relu", positive[f"c{k}"])
    curve = compare(fused(3, **positive), [subject("coreml-float32", **target)], PICTURES, silent)["coreml-float32"]
    assert pairs_of(curve) == [(f"c{k}", f"relu{k}") for k in range(3)]


def test_results_after_a_fault_still_pair_in_order():
    faulty = unfused(relu2=zero, relu3=relu(noise(70)), relu4=relu(noise(71)))
    curve = compare(fused(), [faulty], PICTURES, silent)["coreml-float32"]
    assert pairs_of(curve) == [(f"c{k}", f"relu{k}") for k in range(5)]
    assert first_drop(curve).row.target == "relu2"
    assert curve.rows[1].snr_db == math.inf and curve.rows[2].snr_db == 0


def test_half_precision_of_the_other_format_pairs_by_way_of_its_single_precision_twin():
    """The names say nothing and the noise is large: only the twin's order is left."""
    loud = {f"relu{k}": quiet(relu(noise(k)), 0.8) for k in range(5)}
    half = unfused("coreml-float16", names="{}_cast_fp16", **loud)
    curves = compare(fused(), [half, unfused()], PICTURES, silent)
    assert list(curves) == ["coreml-float16", "coreml-float32"]
    assert pairs_of(curves["coreml-float16"]) == [(f"c{k}", f"relu{k}_cast_fp16") for k in range(5)]
    assert all(0 < row.snr_db < 5 for row in curves["coreml-float16"].rows)


def test_results_of_one_kind_and_shape_are_told_apart_by_value():
    """The target lacks the first of four like results: order and count alone would pair them one too early."""
    rows = {f"a{k}": ("ADD", "add", noise(k)) for k in range(4)}
    fewer = {name: ("add", "add", give) for name, (_, _, give) in rows.items() if name != "a0"}
    curve = compare(subject("tflite-float32", **rows), [subject("coreml-float32", **fewer)], PICTURES, silent)
    assert pairs_of(curve["coreml-float32"]) == [(f"a{k}", f"a{k}") for k in (1, 2, 3)]
    assert curve["coreml-float32"].unmatched == ("a0",)


def test_what_is_neither_equal_nor_alike_is_not_compared():
    ours, theirs = (
        subject("tflite-float32", a=("ADD", "add", noise(1))),
        subject("coreml-float32", b=("mul", "mul", noise(2))),
    )
    curve = compare(ours, [theirs], PICTURES, silent)["coreml-float32"]
    assert (curve.rows, curve.unmatched) == ((), ("a",))
    assert curve.note == "no result of it could be matched with one of the reference's"


def test_an_unknown_kind_pairs_by_value_alone():
    layers = {"a": noise(1)(PICTURES[:1]).astype(np.float32), "b": noise(2)(PICTURES[:1]).astype(np.float32)}
    ours, theirs = probes(layers, {}), probes({"z": layers["b"], "y": -layers["a"]}, {})
    assert align(ours, theirs) == [("b", "z")]


def test_sides_of_one_do_not_keep_results_apart():
    one = probes({"a": np.ones((1, 1, 1, 9), np.float32)}, {"a": Kind("MEAN", "mean")})
    other = probes({"b": np.ones((1, 9), np.float32)}, {"b": Kind("reduce_mean", "mean")})
    assert align(one, other) == [("a", "b")]


def test_empty_programs_align_to_nothing():
    assert align([], []) == align([], probes({"a": np.ones((1, 2), np.float32)}, {})) == []


def test_sums_over_pictures_are_the_ratio_of_all_of_them():
    rng = np.random.default_rng(0)
    reference, target = rng.normal(size=(3, 20)).astype(np.float32), rng.normal(size=(3, 20)).astype(np.float32)
    sums = Sums()
    for one, other in zip(reference, target, strict=True):
        sums.add(one.reshape(4, 5), other.reshape(20))
    assert sums.snr_db == pytest.approx(snr_db(reference, target), abs=1e-9)
    assert sums.worst == pytest.approx(float(np.abs(reference - target).max()))


def test_a_result_that_is_no_number_is_the_worst_there_is():
    sums = Sums()
    sums.add(np.ones((1, 3), np.float32), np.array([[1, np.nan, 1]], np.float32))
    assert (sums.snr_db, sums.worst) == (-math.inf, math.inf)


@pytest.mark.parametrize(("count", "chosen"), [(1, [0]), (3, [0, 1, 2]), (4, [0, 1, 2, 3]), (10, [0, 3, 6, 9])])
def test_pictures_are_spread_over_all_golden_images(count, chosen):
    assert spread(np.arange(count)).tolist() == chosen


@pytest.mark.parametrize(
    ("levels", "index"),
    [
        ([130, 125, 0, -3, -2], 2),  # a fault in single precision
        ([math.inf, 65, 60, 58, 0, 2], 4),  # an exact result, then half precision, then the fault
        ([35, 33, 30, 4, 6], 3),  # in eight bits
        ([2, 1, 5, 4], 0),  # in the very first result
        ([130, 128, 70, 69], 2),  # everything above SOUND_DB
        ([-math.inf, 20], 0),
    ],
)
def test_first_drop_is_where_the_fault_is(levels, index):
    assert first_drop(curve_of(levels)).row.reference == f"r{index}"


@pytest.mark.parametrize("levels", [[], [math.inf] * 3, [50, 60, 70]])
def test_a_curve_that_never_falls_has_no_drop(levels):
    assert first_drop(curve_of(levels)) is None


def test_sentence_names_layer_op_and_levels():
    assert first_drop(curve_of([35, 33, 4])).sentence == "tflite-int8 falls most at t2 (ADD): from 33 dB to 4 dB."
    high = first_drop(curve_of([math.inf, 61])).sentence
    assert high == "tflite-int8 falls most at t1 (ADD): from 144 dB to 61 dB. No result is below 40 dB."

    first = first_drop(curve_of([3, 5])).sentence
    assert first == "tflite-int8 falls most at t0 (ADD): from the picture to 3 dB."


def test_a_good_branch_beside_a_bad_one_is_no_fall():
    """A gate near 1 is exact whatever it gates: the product is as noisy as its other factor, and at no fault."""
    x, shout = noise(1), quiet(noise(1), 0.1)

    def net(variant, give):
        rows = {"x": ("ADD", "add", give), "gate": ("LOGISTIC", "sigmoid", relu(noise(2)))}
        net = subject(variant, **rows, product=("MUL", "mul", lambda picture: 0.9 * give(picture)))
        net.kinds["gate"], net.kinds["product"] = Kind("LOGISTIC", "sigmoid"), Kind("MUL", "mul", ("x", "gate"))
        return net

    curve = compare(net("tflite-float32", x), [net("tflite-int8", shout)], PICTURES, silent)["tflite-int8"]
    levels = [row.snr_db for row in curve.rows]
    assert levels[1] == math.inf and levels[0] == pytest.approx(levels[2], abs=1e-3)
    assert curve.rows[2].before_db == levels[0]
    assert first_drop(curve).row.target == "x"


def test_level_before_is_found_through_results_that_are_not_compared():
    curve = compare(fused(3, c0=zero), [unfused(count=3)], PICTURES, silent)["coreml-float32"]
    assert [row.before_db for row in curve.rows] == [None, curve.rows[0].snr_db, math.inf]


def test_node_data_of_a_tflite_file_has_its_own_tensors_names():
    data = node_data(curve_of([math.inf, 33.26, -math.inf]))
    assert data["results"] == {"t0;x": {"value": 144.0}, "t1;x": {"value": 33.3}, "t2;x": {"value": -144.0}}
    assert data["name"] == "tflite-int8: SNR against tflite-float32, dB"
    assert set(data) == {"name", "results", "thresholds"}


def test_node_data_of_a_package_is_laid_over_the_reference():
    assert list(node_data(curve_of([1.0, 2.0], "coreml-float16"))["results"]) == ["r0", "r1"]


def test_every_value_has_a_colour_and_steps_ascend():
    values = [value for value, _ in THRESHOLDS]
    assert values == sorted(values) and values[-1] == MOST_DB and SOUND_DB in values
    assert all(set(item) == {"value", "bgColor"} for item in node_data(curve_of([1.0]))["thresholds"])


def test_one_file_for_each_curve_that_has_rows():
    files = node_data_files((curve_of([1.0]), Curve("tflite-float32", "coreml-float16", (), note="no")))
    assert list(files) == ["layers-tflite-int8.json"]
    assert json.loads(files["layers-tflite-int8.json"])["results"] == {"t0;x": {"value": 1.0}}


def test_a_bundle_without_single_precision_is_told_what_to_do(tmp_path):
    with pytest.raises(MobileKitError) as caught:
        diverge(tmp_path, {"artifacts": [{"variant": "tflite-int8"}]}, silent)
    assert caught.value.remedy == "Convert again with tflite-float32 among the variants."
