"""Reading files back from their bytes: the right numbers, and no trust."""

from __future__ import annotations

import struct
import subprocess
import sys

import numpy as np
import pytest

from mobilekit.errors import MobileKitError
from mobilekit.formats.tflite import TFLITE, flat, metadata
from mobilekit.formats.tflite.graph import operations


def test_the_float_file_reads_back_as_it_was_made(files):
    content = TFLITE.readback(files["float32"])
    assert (content.inputs[0].shape, content.inputs[0].dtype, content.inputs[0].layout) == (
        (1, 33, 32, 3), "float32", "NHWC",
    )  # fmt: skip
    assert (content.outputs[0].shape, content.outputs[0].layout) == ((1, 10), "NC")
    assert content.inputs[0].scale is None
    assert content.ops == {
        "ADD": 1, "AVERAGE_POOL_2D": 1, "CONV_2D": 1, "DEPTHWISE_CONV_2D": 1, "FULLY_CONNECTED": 1, "RESHAPE": 1,
        "SOFTMAX": 1,
    }  # fmt: skip
    kernels, biases = 3 * 3 * 3 * 16 + 3 * 3 * 16 + 256 * 10, 16 + 16 + 10
    assert 4 * kernels < content.weights["float32"] <= 4 * (kernels + biases), "equal biases share one constant"
    assert content.metadata["fused_activations"] == {"RELU6": 2}


def test_every_file_names_the_oldest_runtime_that_loads_it(files):
    for path in files.values():
        assert tuple(int(part) for part in TFLITE.readback(path).minimum["litert"].split(".")) >= (1, 5, 0)


def test_readback_agrees_with_the_runtime(files):
    from ai_edge_litert.interpreter import Interpreter

    for path in files.values():
        detail = Interpreter(str(path)).get_input_details()[0]
        (tensor,) = TFLITE.readback(path).inputs
        assert (detail["name"], detail["dtype"]) == (f"serving_default_{tensor.name}:0", np.dtype(tensor.dtype)) or (
            detail["name"] == tensor.name
        )
        assert detail["quantization"] == (tensor.scale or 0.0, tensor.zero_point or 0)


def test_reading_needs_no_runtime(files):
    code = (
        "import sys, pathlib\n"
        "from mobilekit.formats.tflite import TFLITE\n"
        "TFLITE.ladder(pathlib.Path(sys.argv[1]), 'int8'); TFLITE.readback(pathlib.Path(sys.argv[1]))\n"
        "print([m for m in sys.modules if m in ('tensorflow', 'keras', 'coremltools', 'ai_edge_litert.interpreter')])"
    )
    done = subprocess.run([sys.executable, "-c", code, files["int8"]], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    "content", [b"", b"TFL3", b"\0" * 64, b"PK\3\4" + b"x" * 100, b"\xff\xff\xff\x7fTFL3" + b"\xff" * 64]
)
def test_what_is_no_model_is_refused_in_one_sentence(content, tmp_path):
    path = tmp_path / "holiday.tflite"
    path.write_bytes(content)
    with pytest.raises(MobileKitError) as caught:
        TFLITE.readback(path)
    assert caught.value.message == f"{path} is not a TFLite model."


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(MobileKitError, match=r"absent\.tflite cannot be read as a TFLite model\."):
        TFLITE.readback(tmp_path / "absent.tflite")


def test_a_truncated_file_is_refused_wherever_it_ends(files, tmp_path):
    whole, path = files["float32"].read_bytes(), tmp_path / "cut.tflite"
    for end in range(8, len(whole) - 1, len(whole) // 60):
        path.write_bytes(whole[:end])
        with pytest.raises(MobileKitError):
            TFLITE.readback(path)


def test_damaged_bytes_never_end_in_another_error(files, tmp_path):
    whole, path = files["int8"].read_bytes(), tmp_path / "damaged.tflite"
    draw, refused = np.random.default_rng(11), 0
    for _ in range(300):
        data = bytearray(whole)
        for at in draw.integers(0, 3000, 6):
            data[at] = int(draw.integers(256))
        path.write_bytes(data)
        try:
            TFLITE.readback(path)
            operations(path)
        except MobileKitError:
            refused += 1
    assert 50 < refused < 300


def test_a_file_that_claims_a_billion_inputs_is_refused_at_once(files, tmp_path):
    data = bytearray(files["float32"].read_bytes())
    graph = flat.schema().Model.GetRootAs(data, 0).Subgraphs(0)
    at = graph._tab.Vector(graph._tab.Offset(6)) - 4
    struct.pack_into("<I", data, at, 2**30)
    path = tmp_path / "hostile.tflite"
    path.write_bytes(data)
    with pytest.raises(MobileKitError, match=r"is not a TFLite model\."):
        TFLITE.readback(path)


def test_a_negative_tensor_index_does_not_count_from_the_end(files, tmp_path):
    model = flat.unpack(files["float32"].read_bytes())
    model.subgraphs[0].inputs = np.array([-1], np.int32)
    path = tmp_path / "negative.tflite"
    path.write_bytes(metadata.append_labels(flat.pack(model), ("a",)))
    with pytest.raises(MobileKitError, match=r"is not a TFLite model\."):
        TFLITE.readback(path)


def test_a_batch_that_is_left_open_is_read_as_such(files, tmp_path):
    net = flat.unpack(files["float32"].read_bytes())
    graph = net.subgraphs[0]
    image = graph.tensors[int(graph.inputs[0])]
    image.shapeSignature = [-1, *(int(side) for side in image.shape[1:])]
    path = tmp_path / "open.tflite"
    path.write_bytes(metadata.append_labels(flat.pack(net), ("a", "b")))
    assert TFLITE.readback(path).inputs[0].shape[0] == -1
