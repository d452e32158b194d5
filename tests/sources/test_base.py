"""A source answers as its network does, and its traced function as the source does."""

from __future__ import annotations

import numpy as np
import pytest

from mobilekit.preprocess import Preprocessing, normalise
from mobilekit.reference import reference_outputs
from mobilekit.sources.base import Source, trace

PIXELS = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), np.uint8)
TF = Preprocessing((32, 32))


def answer(function, batch: np.ndarray) -> np.ndarray:
    import tensorflow as tf

    (output,) = function(tf.constant(batch))
    return output.numpy()


def test_batches_do_not_change_the_answers(tiny: Source) -> None:
    many = np.random.default_rng(1).uniform(-1, 1, (35, 32, 32, 3)).astype(np.float32)
    whole = tiny.predict(many)
    assert whole.shape == (35, 10)
    assert whole.dtype == np.float32
    assert np.allclose(whole[33:], tiny.predict(many[33:]), atol=1e-6)
    assert np.allclose(whole, np.asarray(tiny.model(many, training=False)), atol=1e-6)


def test_the_answers_differ_enough_to_compare(tiny: Source) -> None:
    assert tiny.predict(normalise(PIXELS, TF)).std(0).max() > 0.01


def test_no_pictures_give_no_answers(tiny: Source) -> None:
    assert tiny.predict(np.zeros((0, 32, 32, 3), np.float32)).shape == (0, 10)


def test_the_traced_function_has_the_contracts_names_and_no_variables(tiny: Source) -> None:
    function, rule = trace(tiny, TF)
    assert rule == TF
    assert [(t.name, t.shape.as_list()) for t in function.inputs] == [("image:0", [1, 32, 32, 3])]
    assert [(t.name, t.shape.as_list()) for t in function.outputs] == [("Identity:0", [1, 10])]
    assert not [op for op in function.graph.get_operations() if "Variable" in op.type or op.type == "VarHandleOp"]
    batch = normalise(PIXELS[:1], TF)
    assert np.allclose(answer(function, batch), tiny.predict(batch), atol=1e-5)


@pytest.mark.parametrize(
    "rule",
    [
        Preprocessing((32, 32), mean=(123.68, 116.78, 103.94), std=(58.4, 57.1, 57.4)),
        Preprocessing((32, 32), mean=(123.68, 116.78, 103.94), std=(60.0, 60.0, 60.0), color_order="BGR"),
    ],
    ids=["a std per channel", "BGR"],
)
def test_a_normalisation_that_fits_no_metadata_is_baked_in(tiny: Source, rule: Preprocessing) -> None:
    function, left = trace(tiny, rule)
    assert (left.mean, left.std, left.color_order) == ((0.0,) * 3, (1.0,) * 3, "RGB")
    raw = answer(function, PIXELS[:1].astype(np.float32))
    assert np.allclose(raw, reference_outputs(tiny, PIXELS[:1], rule), atol=1e-5)


def test_mean_per_channel_alone_is_left_to_the_metadata(tiny: Source) -> None:
    rule = Preprocessing((32, 32), mean=(120.0, 110.0, 100.0), std=(60.0,) * 3)
    assert trace(tiny, rule)[1] == rule


def test_the_reference_normalises_in_the_networks_channel_order(tiny: Source) -> None:
    bgr = Preprocessing((32, 32), mean=(1.0, 2.0, 3.0), std=(50.0,) * 3, color_order="BGR")
    by_hand = ((PIXELS.astype(np.float32) - np.float32([1, 2, 3])) / np.float32(50))[..., ::-1]
    assert np.array_equal(reference_outputs(tiny, PIXELS, bgr), tiny.predict(by_hand))
    assert not np.allclose(reference_outputs(tiny, PIXELS, bgr), tiny.predict(by_hand[..., ::-1]), atol=1e-4)
