"""The ladder, and the GPU's op rules with ops they must refuse."""

from __future__ import annotations

import pytest

from mobilekit.formats.tflite import TFLITE, flat, gpu, metadata
from mobilekit.formats.tflite.graph import Op


def test_the_ladder_ends_on_the_cpu_and_offers_no_nnapi(files):
    rungs = TFLITE.ladder(files["float32"], "float32")
    assert [rung.delegate for rung in rungs] == ["npu", "gpu", "cpu"]
    assert rungs[-1].options["numThreads"] == 4
    assert rungs[-1].tolerance == 1e-4


def test_half_precision_delegates_get_more_tolerance_than_the_cpu(files):
    npu, graphics, cpu = TFLITE.ladder(files["float32"], "float32")
    assert npu.tolerance == graphics.tolerance > cpu.tolerance
    assert {rung.tolerance for rung in TFLITE.ladder(files["int8"], "int8")} == {0.6}


def test_nothing_in_our_own_files_is_refused_by_the_gpu(files):
    for name, path in files.items():
        assert TFLITE.ladder(path, name)[1].unsupported == ()


@pytest.mark.parametrize("name", ["WHERE", "UNIQUE", "RFFT2D", "CONV_3D", "RELU_0_TO_1"])
def test_the_gpu_refuses_ops_that_the_vendors_analyser_lets_pass(name, files, tmp_path):
    model = flat.unpack(files["float32"].read_bytes())
    number = getattr(flat.schema().BuiltinOperator, name)
    code = model.operatorCodes[model.subgraphs[0].operators[-1].opcodeIndex]
    code.builtinCode, code.deprecatedBuiltinCode = number, min(number, 127)
    path = tmp_path / "seeded.tflite"
    path.write_bytes(metadata.append_labels(flat.pack(model), ("a",)))
    npu, graphics, cpu = TFLITE.ladder(path, "float32")
    assert [found.op for found in graphics.unsupported] == [name]
    assert "http" in graphics.unsupported[0].rule or "gpu_compatibility.cc" in graphics.unsupported[0].rule
    assert npu.unsupported == cpu.unsupported == ()


def test_relu_0_to_1_names_the_release_that_dropped_it():
    assert "2.1.5" in gpu.unsupported([Op("RELU_0_TO_1", None, None, ())])[0].rule


class Masks:
    """Stands in for the options of a STRIDED_SLICE."""

    def __init__(self, shrink):
        self.EllipsisMask = self.NewAxisMask = lambda: 0
        self.ShrinkAxisMask = lambda: shrink


class Beta:
    def __init__(self, beta):
        self.Beta = lambda: beta


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (Op("CONV_2D", "RELU6", None, ()), Op("CONV_2D", "SIGN_BIT", None, ())),
        (Op("SOFTMAX", None, Beta(1.0), ()), Op("SOFTMAX", None, Beta(0.5), ())),
        (Op("PAD", None, None, ((1, 4, 4, 3), (4, 2))), Op("PAD", None, None, ((1, 4), (2, 2)))),
        (Op("SLICE", None, None, ((1, 4, 4, 3),)), Op("SLICE", None, None, ((4,),))),
        (Op("STRIDED_SLICE", None, Masks(0), ((1, 4, 4),)), Op("STRIDED_SLICE", None, Masks(1), ((1, 4, 4),))),
        (Op("MUL", None, None, ((1, 7, 7, 16), (1, 1, 1, 16))), Op("MUL", None, None, ((1, 256, 1), (1, 1, 256)))),
        (Op("HARD_SWISH", None, None, ()), Op("FlexBitcast", None, None, ())),
        (Op("TRANSPOSE", None, None, ((1, 8, 8, 4), (4,))), Op("TRANSPOSE", None, None, ((1, 8, 8, 2, 2), (5,)))),
        (Op("RESHAPE", None, None, ((1, 8, 8, 4), (4,))), Op("RESHAPE", None, None, ((1, 8, 8, 4), (5,)))),
        (Op("RESHAPE", None, None, ((1, 64),)), Op("RESHAPE", None, None, ((1, 8, 8, 2, 2), (4,)))),
    ],
    ids=lambda op: f"{op.name}-{op.activation}",
)
def test_each_rule_tells_a_good_op_from_a_bad_one(good, bad):
    assert gpu.unsupported([good]) == ()
    assert [found.op for found in gpu.unsupported([good, bad, bad])] == [bad.name]
