import json

import numpy as np
import pytest

from mobilekit.contract.pictures import picture
from mobilekit.contract.refusals import FOLDER
from mobilekit.contract.vectors import sha256
from mobilekit.postprocess import dequantise, probabilities, quantise, softmax, top_1, top_k
from mobilekit.preprocess import Preprocessing, normalise

OUTPUTS = json.loads((FOLDER / "vectors" / "output.json").read_text())["outputs"]
INPUTS = json.loads((FOLDER / "vectors" / "input.json").read_text())["inputs"]


@pytest.mark.parametrize("row", range(len(OUTPUTS)))
def test_outputs_are_the_vectors(row):
    vector = OUTPUTS[row]
    values = np.array(vector["raw"], vector["dtype"])
    floats = values if vector["scale"] is None else dequantise(values, vector["scale"], vector["zero_point"])
    assert floats.dtype == np.float32
    assert floats.tolist() == vector["dequantised"]
    chances = probabilities(floats, vector["activation"])
    assert chances.tolist() == pytest.approx(vector["probabilities"], abs=1e-6)
    assert top_k(chances, 5).tolist() == vector["top5"]


@pytest.mark.parametrize("row", range(len(INPUTS)))
def test_quantised_inputs_are_the_vectors(row):
    vector = INPUTS[row]
    pixels = picture(vector["pattern"], vector["width"], vector["height"], vector["seed"])
    rule = Preprocessing((1, 1), 1.0, tuple(vector["mean"]), tuple(vector["std"]), vector["color_order"])
    for case in vector["quantised"]:
        values = quantise(normalise(pixels, rule), case["scale"], case["zero_point"], case["dtype"])
        assert sha256(values) == case["sha256"]


def test_quantise_rounds_halves_to_even():
    halves = np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5], np.float32)
    assert quantise(halves, 1.0, 10, "uint8").tolist() == [8, 8, 10, 10, 12, 12]


def test_quantise_rounds_before_it_adds_the_zero_point():
    assert quantise(np.array([0.5, 1.5], np.float32), 1.0, 1, "uint8").tolist() == [1, 3]


def test_quantise_clamps_to_the_type_even_what_overflows():
    values = np.array([-1e38, -130, 130, 300, 1e38], np.float32)
    assert quantise(values, 1.0, 0, "uint8").tolist() == [0, 0, 130, 255, 255]
    assert quantise(values, 1e-30, 0, "int8").tolist() == [-128, -128, 127, 127, 127]


def test_quantise_divides_in_float32():
    value, scale = np.array([0.35], np.float32), 0.1
    assert np.float32(0.35) / np.float32(0.1) == np.float32(3.5)  # in double it is 3.49999989...
    assert quantise(value, scale, 0, "uint8").tolist() == [4]
    assert round(float(np.float32(0.35)) / float(np.float32(0.1))) == 3


def test_dequantise_does_not_wrap_in_the_small_type():
    assert dequantise(np.array([0, 255], np.uint8), 0.5, 128).tolist() == [-64.0, 63.5]
    assert dequantise(np.array([-128, 127], np.int8), 0.5, 127).tolist() == [-127.5, 0.0]


def test_every_quantised_value_comes_back_through_both():
    stored = np.arange(256, dtype=np.uint8)
    assert np.array_equal(quantise(dequantise(stored, 0.0078125, 128), 0.0078125, 128, "uint8"), stored)


def test_softmax_sums_to_one_and_survives_large_logits():
    chances = softmax(np.array([[1e4, 1e4, -1e4], [0.0, 1.0, 2.0]]))
    assert chances[0].tolist() == [0.5, 0.5, 0.0]
    assert chances[1].tolist() == pytest.approx([0.09003057, 0.24472847, 0.66524096], abs=1e-7)
    assert chances.dtype == np.float32


@pytest.mark.parametrize("activation", ["softmax", "sigmoid"])
def test_probabilities_are_left_alone_where_the_network_made_them(activation):
    given = np.array([[0.1, 0.9]], np.float32)
    assert np.array_equal(probabilities(given, activation), given)


def test_top_k_breaks_ties_by_the_lower_index_in_long_rows_too():
    assert top_k(np.zeros(1000, np.float32), 5).tolist() == [0, 1, 2, 3, 4]
    assert top_k(np.array([1, 3, 3, 2, 3], np.uint8), 4).tolist() == [1, 2, 4, 3]


def test_top_k_of_unsigned_and_extreme_integers_does_not_wrap():
    assert top_k(np.array([0, 1, 255], np.uint8), 3).tolist() == [2, 1, 0]
    assert top_k(np.array([-128, 127], np.int8), 1).tolist() == [1]


def test_top_k_puts_nan_last_and_gives_no_more_than_there_is():
    assert top_k(np.array([np.nan, 1.0, 2.0]), 5).tolist() == [2, 1, 0]


def test_top_k_works_row_by_row():
    assert top_k(np.array([[1.0, 2.0], [2.0, 1.0]]), 1).tolist() == [[1], [0]]


def test_top_1_of_one_output_is_yes_or_no():
    assert top_1(np.array([[0.4999], [0.5], [1.0]]), "sigmoid").tolist() == [0, 1, 1]
    assert top_1(np.array([[-0.1], [0.0], [0.3]]), "logits").tolist() == [0, 1, 1]


def test_top_1_of_several_outputs_is_the_best_class():
    assert top_1(np.array([[0.1, 0.3, 0.3]]), "sigmoid").tolist() == [1]
