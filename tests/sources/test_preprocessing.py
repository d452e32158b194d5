"""What a network does to its input itself is read from its graph, told, and not done a second time."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from mobilekit.errors import MobileKitError
from mobilekit.labels import check_count, with_background, without_numbers
from mobilekit.sources.base import Rescaling, Source, trace
from mobilekit.sources.live import load_live
from mobilekit.sources.preprocessing import formula, settle
from mobilekit.sources.rescaling import expected_range
from sources import families
from sources.zoo import keras2, keras3, normalised


def beginning(keras, *layers) -> Source:
    return load_live(families.rescaled(keras, *layers))


@pytest.fixture(scope="module")
def rescaling() -> Source:
    return beginning(keras3(), keras3().layers.Rescaling(1 / 127.5, offset=-1.0))


@pytest.fixture(scope="module")
def plain() -> Source:
    return load_live(families.classifier(keras3()))


@pytest.fixture(scope="module")
def grey() -> Source:
    return load_live(families.classifier(keras3(), shape=(32, 32, 1)))


def test_a_rescaling_from_0_to_255_is_the_answer(rescaling: Source) -> None:
    rule, told = settle(rescaling, "net", None, None)
    assert (set(rule.mean), set(rule.std), rule.color_order) == ({0.0}, {1.0}, "RGB")
    assert told == ("Preprocessing is raw: the network begins with x * 0.007843 - 1, so it takes pixels of 0..255.",)


def test_raw_is_right_and_needs_no_word(rescaling: Source) -> None:
    assert settle(rescaling, "net", "raw", None)[1] == ()


@pytest.mark.parametrize("choice", ["tf", "unit", "torch", "caffe"])
def test_a_preset_on_top_of_it_is_refused(rescaling: Source, choice: str) -> None:
    with pytest.raises(MobileKitError) as error:
        settle(rescaling, "net", choice, None)
    assert error.value.message == (
        f"net begins with x * 0.007843 - 1, so it takes pixels of 0..255; {choice} would rescale them twice."
    )
    assert error.value.remedy == "Give --preprocessing raw, or leave the option out."


def test_numbers_from_a_file_are_taken_with_a_word(rescaling: Source, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"mean": [0, 0, 0], "std": [2, 2, 2]}))
    rule, told = settle(rescaling, "net", str(path), None)
    assert set(rule.std) == {2.0}
    assert "trained on pictures rescaled twice" in told[0]


@pytest.mark.parametrize("keras", [keras3, keras2], ids=["keras", "tf_keras"])
def test_a_normalization_per_channel_is_read(keras) -> None:
    found = load_live(normalised(keras())).rescaling
    assert found is not None
    assert np.allclose(found.scale, 1 / np.sqrt([3409.0, 3263.0, 3291.0]), rtol=1e-5)
    assert np.allclose(found.offset, -np.array([123.7, 116.3, 103.5]) / np.sqrt([3409.0, 3263.0, 3291.0]), rtol=1e-5)
    assert expected_range(found) == "raw"


def test_layers_one_after_the_other_are_one_rescaling() -> None:
    layers = keras3().layers
    steps = (layers.Rescaling(1 / 255.0), layers.Normalization(mean=[0.5] * 3, variance=[0.25] * 3))
    found = beginning(keras3(), *steps).rescaling
    assert found is not None
    assert np.allclose([found.scale, found.offset], [[1 / 127.5] * 3, [-1.0] * 3], atol=1e-6)


def test_a_network_without_one_is_asked_about(plain: Source) -> None:
    assert plain.rescaling is None
    with pytest.raises(MobileKitError, match="never guesses"):
        settle(plain, "net", None, None)
    assert settle(plain, "net", "tf", None)[0].mean == (127.5,) * 3


@pytest.mark.parametrize(
    ("scale", "offset", "expected"),
    [
        (1 / 127.5, -1.0, "raw"), (1 / 255.0, 0.0, "raw"), (1 / 128.0, -127 / 128.0, "raw"), (1.0, -118.0, "raw"),
        (2.0, -1.0, "unit"), (4.37, -2.12, "unit"),
        (1.0, 0.0, None), (0.5, 0.5, None), (1.0, -1.0, None), (-1.0, 1.0, None), (0.001, 0.0, None), (40.0, 0.0, None),
    ],
)  # fmt: skip
def test_the_range_that_a_rescaling_was_made_for(scale: float, offset: float, expected: str | None) -> None:
    assert expected_range(Rescaling((scale,), (offset,))) == expected


def test_a_hub_like_beginning_is_a_hint_and_no_answer() -> None:
    source = beginning(keras3(), keras3().layers.Rescaling(2.0, offset=-1.0))
    with pytest.raises(MobileKitError) as error:
        settle(source, "net", None, None)
    assert error.value.remedy.endswith(" It begins with x * 2 - 1, which fits unit.")
    assert formula(source) == "x * 2 - 1"


@pytest.mark.slow
def test_teachable_machines_exports_are_known_by_their_build() -> None:
    with pytest.raises(MobileKitError) as error:
        settle(load_live(families.teachable(keras3())), "net", None, None)
    assert error.value.remedy.endswith("A Teachable Machine export takes tf, with --crop-fraction 1.")


def test_grey_pictures_are_made_by_bt_601(grey: Source) -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3)).astype(np.float32)
    luma = np.repeat((rgb @ np.float32([0.299, 0.587, 0.114]))[..., None], 3, -1)
    assert np.allclose(grey.predict(rgb / 255), grey.predict(luma / 255), atol=1e-5)
    assert not np.allclose(grey.predict(rgb / 255), grey.predict(rgb[..., ::-1] / 255), atol=1e-3)
    assert "BT.601" in grey.notices[0]


def test_the_grey_of_pillow_is_within_its_rounding() -> None:
    from PIL import Image

    from mobilekit.sources.adapt import GREY

    rgb = np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)
    assert np.abs(np.asarray(Image.fromarray(rgb).convert("L")) - rgb @ np.array(GREY)).max() <= 0.51


@pytest.mark.parametrize("choice", ["torch", "caffe"])
def test_a_grey_network_has_no_colours_to_treat_apart(grey: Source, choice: str) -> None:
    with pytest.raises(MobileKitError, match="takes grey pictures"):
        settle(grey, "net", choice, None)


def test_the_traced_grey_function_takes_rgb(grey: Source) -> None:
    function, _ = trace(grey, settle(grey, "net", "unit", None)[0])
    assert function.inputs[0].shape.as_list() == [1, 32, 32, 3]


def test_one_output_becomes_two_scores_by_the_softmax_of_nothing_and_it() -> None:
    source = load_live(families.classifier(keras3(), 1, "sigmoid"))
    assert (source.classes, source.activation) == (2, "softmax")
    assert "two labels" in source.notices[0]
    ends = [op.type for op in source.compiled.graph.get_operations()]
    assert "Softmax" in ends
    assert load_live(families.classifier(keras3(), 1, None)).activation == "logits"


# Labels -----------------------------------------------------------------------------------------------------------


def test_line_numbers_go_where_every_line_has_its_own() -> None:
    assert without_numbers(("0 Rock", "1 Paper")) == ("Rock", "Paper")
    for kept in (("0 Rock", "2 Paper"), ("Rock", "1 Paper"), ("0", "1"), ("0 degrees", "1 degrees"), ("1 a", "2 b")):
        assert without_numbers(kept) == kept


def test_a_background_is_added_where_it_is_said_to_be() -> None:
    assert with_background(("a", "b"), "first", 3, "l") == ("background", "a", "b")
    assert with_background(("a", "b"), "last", 3, "l") == ("a", "b", "background")
    assert with_background(("a", "b"), "none", 3, "l") == ("a", "b")
    with pytest.raises(MobileKitError, match="has a label for each of the 3 outputs already"):
        with_background(("a", "b", "c"), "first", 3, "l")


def test_a_label_short_names_the_option_and_one_too_many_the_line() -> None:
    with pytest.raises(MobileKitError) as short:
        check_count(("x",) * 1000, 1001, "imagenet.txt")
    assert short.value.message == "imagenet.txt has 1000 labels, the model has 1001 outputs."
    assert "--background-label first (1001 classes) or last" in short.value.remedy
    with pytest.raises(MobileKitError) as long:
        check_count(("x",) * 1001, 1000, "imagenet.txt")
    assert "take it out" in long.value.remedy
    with pytest.raises(MobileKitError) as other:
        check_count(("x",) * 9, 12, "l")
    assert other.value.remedy == "Give one label per output, in output order."
