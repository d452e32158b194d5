"""8-bit results: where the pairs go, what they are calibrated to, and that a written package runs end to end."""

from __future__ import annotations

import numpy as np
import pytest

from formats.coreml.coreml_jobs import contents, make_job, pictures
from mobilekit.errors import MobileKitError
from mobilekit.formats.coreml import COREML
from mobilekit.formats.coreml.execute.interpret import Interpreter
from mobilekit.formats.coreml.execute.lower import Lowered
from mobilekit.formats.coreml.execute.pairs import quantised, with_scales, without_pairs
from mobilekit.formats.coreml.run import Runner, read_file
from mobilekit.preprocess import Preprocessing

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def job(traced):
    return make_job(traced, calibration=tuple(pictures(12)))


@pytest.fixture(scope="module")
def package(job, tmp_path_factory):
    return COREML.convert(job, ("w8a8",), tmp_path_factory.mktemp("w8a8"), lambda step: None)["w8a8"]


@pytest.fixture(scope="module")
def graph(package):
    return read_file(package)


def test_one_pair_stands_before_each_layer_that_computes_in_integers(package, graph):
    """The image, four results of a ReLU or a sum that convolutions take, and the mean that the classifier takes."""
    ops = COREML.readback(package).ops
    assert ops["quantize"] == ops["dequantize"] == len(quantised(graph)) == 6
    for node in graph.nodes:
        if node.type in ("conv", "linear", "add") and "image" not in node.results[0].name:
            assert all(ref.name.endswith("_dq") for ref in node.refs()), node


def test_what_follows_a_relu_is_unsigned(graph):
    makers = {result.name: node.type for node in graph.nodes for result in node.results}
    kinds = {
        makers.get(node.refs()[0].name): node.args["output_dtype"] for node in graph.nodes if node.type == "quantize"
    }
    assert kinds["relu6"] == "uint8"
    assert kinds["cast"] == "int8"


def test_without_its_pairs_it_is_the_package_with_8_bit_weights(graph, job, tmp_path):
    twin = COREML.convert(job, ("weight_int8",), tmp_path, lambda step: None)["weight_int8"]
    images = np.float32(pictures(3, seed=5))
    wanted = Interpreter(read_file(twin), "native").scores(images)
    assert np.array_equal(Interpreter(without_pairs(graph), "native").scores(images), wanted)


@pytest.mark.parametrize("mode", ["native", "float32", "ane"])
def test_both_backends_give_the_same(graph, mode):
    images = np.float32(pictures(4, seed=5))
    mine, theirs = Interpreter(graph, mode).layers(images), Lowered(graph, mode).layers(images)
    for node in graph.nodes:
        name = node.results[0].name
        step = float(node.args["scale"]) if node.type == "dequantize" else 1.0
        # A sum in another order may fall on the other side of a border between two whole numbers.
        near = np.abs(mine[name] - theirs[name]) <= (step if node.type.endswith("quantize") else 0.05)
        assert near.mean() > 0.999, name


def test_the_answers_are_near_those_of_floating_point(package, packages):
    images = pictures(8, seed=9)
    rule = Preprocessing(images.shape[1:3])
    wanted, found = (Runner(path, rule).run(images) for path in (packages["float32"], package))
    assert 1e-5 < np.abs(found - wanted).max() < 0.05


def test_the_same_pictures_give_the_same_bytes_and_others_do_not(job, package, traced, tmp_path):
    again = COREML.convert(job, ("w8a8",), tmp_path / "a", lambda step: None)["w8a8"]
    assert contents(again) == contents(package)
    dark = make_job(traced, calibration=tuple(pictures(12) // 8))
    assert contents(COREML.convert(dark, ("w8a8",), tmp_path / "b", lambda step: None)["w8a8"]) != contents(package)


def test_without_pictures_there_is_no_package(traced, tmp_path):
    with pytest.raises(MobileKitError, match="need pictures to calibrate on"):
        COREML.convert(make_job(traced), ("w8a8",), tmp_path, lambda step: None)
    assert list(tmp_path.iterdir()) == []


def test_other_scales_change_the_graph_and_not_the_file(graph):
    from mobilekit.formats.coreml.activations import Scale

    wide = with_scales(graph, dict.fromkeys(quantised(graph), Scale(0.5, signed=True)))
    images = np.float32(pictures(2))
    assert not np.array_equal(Lowered(wide, "native").scores(images), Lowered(graph, "native").scores(images))


def test_it_says_which_units_gain_and_which_lose_by_8_bit_results(package):
    engine, gpu, cpu = COREML.ladder(package, "w8a8")
    reasons = {item.op: item.rule for item in engine.unsupported}
    assert "A17 Pro, M4 and later" in reasons["quantize"]
    assert {item.op for item in gpu.unsupported} == {item.op for item in cpu.unsupported} == {"quantize", "dequantize"}
    assert "unpacked while it runs" in cpu.unsupported[0].rule
