from __future__ import annotations

import shutil
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from formats.coreml.coreml_jobs import SIZE, load, pictures, run
from mobilekit.errors import MobileKitError
from mobilekit.formats.coreml import COREML
from mobilekit.formats.coreml.proto import messages
from mobilekit.formats.coreml.run import Runner
from mobilekit.preprocess import Preprocessing, normalise

RULE = Preprocessing(SIZE)
BACKENDS = ("tensorflow", "numpy")
MODEL = "Data/com.apple.CoreML/model.mlmodel"
WEIGHTS = "Data/com.apple.CoreML/weights/weight.bin"
LIMITS = {
    "float32": 1e-5,
    "float16": 5e-3,
    "weight_int8": 0.05,
    "palettized_6bit": 0.1,
    "weight_int4": 0.2,
    "palettized_4bit": 0.2,
    "pruned_50": 0.5,
    "pruned_50_palettized_6bit": 0.5,
}


@pytest.fixture(scope="session")
def images():
    return pictures(5)


@pytest.fixture(scope="session")
def wanted(net, images):
    return np.asarray(net(normalise(images, RULE), training=False))


@pytest.fixture
def copy(packages, tmp_path):
    return shutil.copytree(packages["float16"], tmp_path / "copy.mlpackage")


def edit(package, change):
    model = messages("Model_pb2").Model()
    model.ParseFromString((package / MODEL).read_bytes())
    (block,) = model.mlProgram.functions["main"].block_specializations.values()
    change(model, {op.outputs[0].name: op for op in block.operations})
    (package / MODEL).write_bytes(model.SerializeToString())


def of_type(ops, kind):
    return next(op for op in ops.values() if op.type == kind)


def refusal(path, **options):
    with pytest.raises(MobileKitError) as caught:
        Runner(path, RULE, **options).run(pictures(1))
    return caught.value.message


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("recipe", LIMITS)
def test_every_variant_answers_nearly_as_keras(packages, images, wanted, recipe, backend):
    found = Runner(packages[recipe], RULE, backend=backend).run(images)
    assert found.shape == (5, 10)
    assert found.dtype == np.float32
    assert np.abs(found - wanted).max() <= LIMITS[recipe]


@pytest.mark.parametrize("recipe", LIMITS)
def test_single_precision_is_what_coremltools_own_reading_of_the_file_computes(packages, images, recipe):
    function = load(packages[recipe])
    theirs = np.stack([run(function, image) for image in images])
    found = Runner(packages[recipe], RULE, mode="float32").run(images)
    # Their casts round the image and the scores, and nothing between.
    assert np.abs(found - theirs).max() <= (1e-6 if recipe == "float32" else 1e-3)


def test_the_format_names_this_runner(packages):
    assert COREML.runner(packages["float32"], RULE, ()).run(pictures(1)).shape == (1, 10)


@pytest.mark.parametrize("recipe", ["float16", "weight_int8"])
def test_many_pictures_at_once_answer_as_one_by_one(packages, images, recipe):
    runner = Runner(packages[recipe], RULE)
    alone = np.concatenate([runner.run(image[None]) for image in images])
    assert np.abs(runner.run(np.concatenate([images] * 3))[10:] - alone).max() <= 1e-3
    assert runner.run(images[:0]).shape == (0, 10)


def test_values_between_whole_numbers_reach_the_network(packages, net, images):
    values = images + np.float32(0.25)
    answers = np.asarray(net((values - 127.5) / 127.5, training=False))
    for backend in BACKENDS:
        found = Runner(packages["float32"], RULE, backend=backend).run_values(values)
        assert np.abs(found - answers).max() <= 1e-5
        assert np.abs(Runner(packages["float32"], RULE, backend=backend).run(images) - answers).max() > 1e-5


def test_layers_come_in_order_with_channels_last(packages, images, net, wanted):
    layers = Runner(packages["float32"], RULE).layers(images)
    names = list(layers)
    assert names[:2] == ["image__scaled__", "image__biased__"]
    assert np.array_equal(layers["image__biased__"].shape, (5, *SIZE, 3))
    assert np.abs(layers["image__biased__"] - normalise(images, RULE)).max() <= 1e-6
    assert {values.dtype for values in layers.values()} == {np.dtype(np.float32)}
    assert [layers[name].shape[1:] for name in names if layers[name].ndim == 4][2:5] == [(20, 16, 24)] * 3
    assert np.abs(layers[names[-1]] - wanted).max() <= 1e-5
    assert not any(name.endswith("weight_0") for name in names)


def test_a_layer_is_the_same_place_in_keras(packages, images, net):
    import keras

    first = keras.Model(net.inputs, net.layers[3].output)(normalise(images, RULE))
    layers = Runner(packages["float32"], RULE).layers(images)
    relu = next(values for name, values in layers.items() if "relu" in name.lower() or "Relu6" in name)
    assert np.abs(relu - np.asarray(first)).max() <= 1e-5


def test_both_backends_show_the_same_layers(packages, images):
    for recipe in ("float32", "float16"):
        mine, theirs = (Runner(packages[recipe], RULE, backend=b).layers(images[:3]) for b in BACKENDS)
        assert list(mine) == list(theirs)
        for name, values in mine.items():
            assert np.abs(values - theirs[name]).max() <= (1e-5 if recipe == "float32" else 0.02), name


def test_every_result_of_a_half_precision_program_is_a_half_precision_number(packages, images):
    for values in list(Runner(packages["float16"], RULE).layers(images).values())[3:]:
        assert np.array_equal(values, values.astype(np.float16).astype(np.float32))
    widest = Runner(packages["float16"], RULE, mode="float32").layers(images)
    assert sum(not np.array_equal(v, v.astype(np.float16).astype(np.float32)) for v in widest.values()) > 5


def test_runners_work_side_by_side(packages, images):
    runners = [Runner(packages["float16"], RULE) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        first, *others = pool.map(lambda runner: runner.run(images), runners)
    assert all(np.array_equal(first, other) for other in others)


def test_a_program_that_takes_blue_first_gets_blue_first(copy, images):
    before = Runner(copy, RULE).run(images)
    edit(copy, lambda model, ops: setattr(model.description.input[0].type.imageType, "colorSpace", 30))
    for backend in BACKENDS:
        assert np.abs(Runner(copy, RULE, backend=backend).run(images[..., ::-1]) - before).max() <= 1e-3
        assert np.abs(Runner(copy, RULE, backend=backend).run(images) - before).max() > 1e-3


def test_normalising_is_done_again_where_the_manifest_says_so(packages, images):
    twice = Runner(packages["float32"], RULE, ("rotate", "crop", "resize", "normalise")).run(images)
    once = Runner(packages["float32"], RULE, ("rotate", "crop", "resize")).run(images)
    assert np.abs(twice - once).max() > 0.01


def test_pictures_of_another_size_are_refused(packages):
    with pytest.raises(MobileKitError) as caught:
        Runner(packages["float32"], RULE).run(pictures(1, (32, 40)))
    assert caught.value.message == "The model takes pictures of (40, 32, 3), these are (32, 40, 3)."


def test_modes_and_backends_that_are_not_there_are_refused(packages):
    assert refusal(packages["float32"], mode="half") == "No mode of execution is called half."
    assert refusal(packages["float32"], backend="torch") == "No backend is called torch."
    assert refusal(packages["float32"], backend="apple", mode="ane").startswith("The backend apple cannot execute in")


def test_all_unknown_operations_are_named_at_load(copy):
    def change(model, ops):
        of_type(ops, "relu6").type = "celu"
        of_type(ops, "transpose").type = "gru"
        pad_type = ops[of_type(ops, "conv").inputs["pad_type"].arguments[0].name]
        pad_type.attributes["val"].immediateValue.tensor.strings.values[0] = "wide"

    edit(copy, change)
    with pytest.raises(MobileKitError) as caught:
        Runner(copy, RULE)
    assert caught.value.message.startswith(
        f"{copy} has operations that cannot be executed here: celu (1), conv with pad_type"
    )
    assert "gru (1)" in caught.value.message


def drop_input(model, ops):
    del of_type(ops, "softmax").inputs["x"].arguments[:]


def lose_a_name(model, ops):
    of_type(ops, "softmax").inputs["x"].arguments[0].name = "nowhere"


def declare_another_shape(model, ops):
    of_type(ops, "relu6").outputs[0].type.tensorType.dimensions[1].constant.size += 1


def declare_a_giant(model, ops):
    of_type(ops, "relu6").outputs[0].type.tensorType.dimensions[1].constant.size = 1 << 40


def declare_no_size(model, ops):
    of_type(ops, "relu6").outputs[0].type.tensorType.dimensions[1].unknown.variadic = False


def repeat_a_name(model, ops):
    of_type(ops, "add").outputs[0].name = of_type(ops, "mul").outputs[0].name


def pad_without_end(model, ops):
    conv = of_type(ops, "conv")
    ops[conv.inputs["pad_type"].arguments[0].name].attributes["val"].immediateValue.tensor.strings.values[0] = "custom"
    for index in range(4):
        ops[conv.inputs["pad"].arguments[0].name].attributes["val"].immediateValue.tensor.ints.values[index] = 1 << 30


def one_label_less(model, ops):
    del of_type(ops, "classify").inputs["classes"].arguments[0].value.immediateValue.list.values[-1]


def grey_image(model, ops):
    model.description.input[0].type.imageType.colorSpace = 10


def fewer_numbers(model, ops):
    del (
        ops[of_type(ops, "conv").inputs["strides"].arguments[0].name]
        .attributes["val"]
        .immediateValue.tensor.ints.values[-1]
    )


CHANGES = {
    drop_input: "cannot be executed here: softmax without x",
    lose_a_name: "'nowhere', which nothing gives",
    declare_another_shape: "was declared",
    declare_a_giant: "too large",
    declare_no_size: "not fixed",
    repeat_a_name: "two results called",
    pad_without_end: "is not a Core ML package",
    one_label_less: "names 9 classes for 10 scores",
    grey_image: "its image is GRAYSCALE",
    fewer_numbers: "1 numbers where",
}


@pytest.mark.parametrize(
    ("change", "backend"),
    [
        *((change, "numpy") for change in CHANGES),
        (declare_another_shape, "tensorflow"),
        (pad_without_end, "tensorflow"),
    ],
)
def test_a_program_that_contradicts_itself_is_refused_in_one_sentence(copy, change, backend):
    edit(copy, change)
    assert CHANGES[change] in refusal(copy, backend=backend)


def test_weights_of_another_type_than_the_program_says_are_refused(copy):
    data = bytearray((copy / WEIGHTS).read_bytes())
    struct.pack_into("<I", data, 68, 4)
    (copy / WEIGHTS).write_bytes(data)
    assert "holds something else than float16 at 64" in refusal(copy)


def test_short_and_missing_weights_are_refused(copy):
    (copy / WEIGHTS).write_bytes((copy / WEIGHTS).read_bytes()[:-10])
    assert "ends before the weights" in refusal(copy)
    (copy / WEIGHTS).unlink()
    assert "weights/weight.bin is missing" in refusal(copy)


def test_one_flipped_bit_in_the_weights_shows_in_the_answer(copy, images):
    before = Runner(copy, RULE).run(images)
    data = bytearray((copy / WEIGHTS).read_bytes())
    data[129] ^= 0x40
    (copy / WEIGHTS).write_bytes(data)
    assert not np.array_equal(Runner(copy, RULE).run(images), before)


def test_nothing_is_no_package(tmp_path):
    assert refusal(tmp_path / "none.mlpackage").endswith("there is nothing there.")


def test_mutated_programs_run_or_are_refused_in_one_sentence(copy):
    whole = (copy / MODEL).read_bytes()
    draw = np.random.default_rng(5)
    for _ in range(15):
        data = bytearray(whole)
        for place in draw.integers(0, len(whole), 3):
            data[place] = draw.integers(0, 256)
        (copy / MODEL).write_bytes(data)
        try:
            Runner(copy, RULE, backend="numpy").run(pictures(1))
        except MobileKitError as error:
            assert "\n" not in error.message


def test_a_machine_without_tensorflow_interprets_with_numpy(packages):
    code = (
        "import sys; sys.modules['tensorflow'] = None\n"
        "import numpy as np\nfrom pathlib import Path\n"
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'tensorflow' else find(name, *rest)\n"
        "from mobilekit.formats.coreml.execute import backends\n"
        "del sys.modules['tensorflow']\n"
        "from mobilekit.formats.coreml.run import Runner\nfrom mobilekit.preprocess import Preprocessing\n"
        f"runner = Runner(Path({str(packages['float16'])!r}), Preprocessing({SIZE}))\n"
        f"print(runner.run(np.zeros((1, *{SIZE}, 3), np.uint8)).shape, 'coremltools' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "(1, 10) False"


def test_core_ml_itself_is_asked_on_a_mac(packages, images, monkeypatch):
    """The backend against a stand-in for coremltools' model: whole pixels go in, scores come out by label."""
    import coremltools as ct

    asked = []
    labels = [f"thing {index} é" for index in range(10)]

    class Model:
        def __init__(self, path):
            asked.append(path)

        def predict(self, given):
            picture = np.asarray(given["image"])
            asked.append(picture)
            return {
                "classLabel": "x",
                "probabilities": {label: k / 10 for k, label in reversed(list(enumerate(labels)))},
            }

    monkeypatch.setattr(ct.models, "MLModel", Model)
    monkeypatch.setattr(sys, "platform", "darwin")
    found = Runner(packages["float16"], RULE).run_values(images[:2] + np.float32(0.4))
    assert np.allclose(found, np.arange(10) / 10)
    assert asked[0] == str(packages["float16"])
    assert np.array_equal(np.stack(asked[1:]), images[:2])
