"""Rounding errors that later weights make up for, and the inputs that this is measured on."""

from __future__ import annotations

import numpy as np
import pytest

from formats.coreml.coreml_jobs import pictures
from mobilekit.formats.coreml import forms, inputs
from mobilekit.formats.coreml.biases import fingerprint
from mobilekit.formats.coreml.compensate import compensated
from mobilekit.formats.coreml.inputs import covariances
from mobilekit.formats.coreml.run import Runner, read_file
from mobilekit.preprocess import Preprocessing

STEP = 0.1


def nearest(weights, k):
    return np.rint(weights / STEP) * STEP


def related(count, seed=0):
    """Covariance of inputs that mostly move together."""
    mixing = np.random.default_rng(seed).normal(0, 1, (count, 4))
    return mixing @ mixing.T + 0.05 * np.eye(count)


def lost(rows, made, spread):
    """Variance of the error of the outputs."""
    apart = made.astype(np.float64) - rows
    return float(np.einsum("oi,ij,oj->", apart, spread, apart))


def test_inputs_that_have_nothing_in_common_are_each_rounded_to_the_nearest():
    rows = np.random.default_rng(1).normal(0, 1, (5, 100))
    assert np.array_equal(compensated(rows, np.eye(100), nearest), nearest(rows, 0))


def test_inputs_that_move_together_make_up_for_each_other():
    """More than 64 of them, so that errors cross the border between two lots."""
    rows, spread = np.random.default_rng(1).normal(0, 1, (5, 150)), related(150)
    made = compensated(rows, spread, nearest)
    assert np.allclose(made, nearest(made, 0))
    assert lost(rows, made, spread) < lost(rows, nearest(rows, 0), spread) / 4


@pytest.mark.parametrize(
    "form",
    [
        lambda k, s: forms.int4_blocks(k, s),
        lambda k, s: forms.grouped_tables(k, s, bits=4),
        lambda k, s: forms.sparse(k, s, sparsity=0.5),
        lambda k, s: forms.sparse_table(k, s, sparsity=0.5, bits=6),
    ],
    ids=["int4", "tables", "sparse", "sparse table"],
)
def test_every_form_loses_less_where_its_inputs_are_known(form):
    kernel, spread = np.random.default_rng(2).normal(0, 0.1, (32, 96, 1, 1)).astype(np.float16), related(96)
    rows = kernel.reshape(32, 96).astype(np.float64)
    blind, seeing = (form(kernel, given).values().reshape(32, 96) for given in (None, spread))
    assert lost(rows, seeing, spread) < lost(rows, blind, spread) / 2


def test_what_is_sparse_already_is_stored_as_it_is():
    """The nets that pruning is for: trained until half of each kernel is zero."""
    kernel = np.random.default_rng(2).normal(0, 0.1, (32, 96, 1, 1)).astype(np.float16)
    kernel[np.abs(kernel) <= np.median(np.abs(kernel))] = 0
    for spread in (None, related(96)):
        assert np.array_equal(forms.sparse(kernel, spread, sparsity=0.5).values(), kernel)


def test_the_covariance_is_that_of_what_a_layer_takes(packages):
    images = pictures(6)
    found = covariances(packages["float16"], list(images))
    layers = Runner(packages["float16"], Preprocessing(images.shape[1:3])).layers(images)
    node = next(n for n in read_file(packages["float16"]).nodes if n.type == "conv" and n.args["weight"].size == 6144)
    rows = layers[node.refs()[0].name].reshape(-1, 96).astype(np.float64)
    wanted = np.cov(rows.T, bias=True)
    assert found[fingerprint(node.args["weight"].astype(np.float16))] == pytest.approx(wanted, abs=1e-6)


def test_layers_seen_too_seldom_and_those_with_a_window_are_left_out(packages, monkeypatch):
    assert len(covariances(packages["float16"], list(pictures(6)))) == 2
    monkeypatch.setattr(inputs, "ENOUGH", 1000)
    assert covariances(packages["float16"], list(pictures(6))) == {}
    assert covariances(packages["float16"], []) == {}
