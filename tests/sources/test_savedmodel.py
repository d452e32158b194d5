"""SavedModels: found in their folders, their signatures chosen, nothing of them run but arithmetic."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from mobilekit.errors import MobileKitError
from mobilekit.sources.savedmodel import flat, folder, load, scan
from sources import saved

PICTURES = np.random.default_rng(2).uniform(0, 1, (2, 32, 32, 3)).astype(np.float32)


def refusal(path: Path, **known) -> tuple[str, str]:
    with pytest.raises(MobileKitError) as error:
        load(path, **known)
    return error.value.message, error.value.remedy


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "hub"
    saved.tf1(path, resource=True, hub=True)
    return path


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "many"
    saved.tf2_module(path, signatures=("feature_vector", "classify"))
    return path


@pytest.fixture
def copied(many: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(many, tmp_path / "copy"))


def edited(path: Path, change) -> Path:
    """The SavedModel with its parsed graph changed."""
    from tensorflow.core.protobuf import saved_model_pb2

    file = path / "saved_model.pb"
    parsed = saved_model_pb2.SavedModel.FromString(file.read_bytes())
    change(parsed.meta_graphs[0])
    file.write_bytes(parsed.SerializeToString())
    return path


def test_several_signatures_are_listed_and_not_guessed(many: Path) -> None:
    message, remedy = refusal(many)
    assert message == (
        f"{many} has several functions from an image to scores: classify (any, 32, 32, 3) -> (any, 10); "
        "feature_vector (any, 32, 32, 3) -> (any, 8)."
    )
    assert remedy == "Give --signature, such as classify."


def test_the_named_signature_is_the_one_that_answers(many: Path) -> None:
    assert load(many, "classify").classes == 10
    assert refusal(many, signature="feature_vector")[0].startswith(f"{many} ends in Max")


def test_a_signature_that_is_not_there(many: Path) -> None:
    message, remedy = refusal(many, signature="clasify")
    assert message == f"The signature clasify of {many} is not there."
    assert remedy == "Those that fit: classify, feature_vector."


def test_a_hub_module_answers_by_its_default_output_and_from_its_graph_for_inference(hub: Path) -> None:
    source = load(hub, "image_classification")
    assert (source.classes, source.activation, source.rescaling.scale) == (10, "logits", (2.0,))


def test_an_output_is_named_after_a_colon(tmp_path: Path) -> None:
    import tensorflow as tf

    class Net(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec((None, 8, 8, 3), tf.float32)])
        def __call__(self, image):
            x = tf.reduce_mean(image, [1, 2])
            return {"a": x @ tf.ones((3, 4)), "b": x @ tf.ones((3, 5))}

    net = Net()
    tf.saved_model.save(net, str(tmp_path / "two"), signatures=net.__call__)
    assert "serving_default:a" in refusal(tmp_path / "two")[0]
    assert (
        "--signature serving_default:a, serving_default:b" in refusal(tmp_path / "two", signature="serving_default")[1]
    )
    assert load(tmp_path / "two", "serving_default:b").classes == 5


def test_a_half_precision_module_says_so(tmp_path: Path) -> None:
    saved.tf2_module(tmp_path / "half", half=True)
    assert "half precision" in load(tmp_path / "half").notices[0]


def test_the_name_is_the_nearest_folders_that_is_no_version(many: Path, tmp_path: Path) -> None:
    deep = tmp_path / "mobilenet-v2" / "100-224" / "3"
    shutil.copytree(many, deep)
    assert load(tmp_path / "mobilenet-v2", "classify").name == "100-224"
    assert load(deep, "classify").name == "100-224"
    shutil.copytree(many, deep.with_name("4"))
    assert refusal(deep.parent) == (f"{deep.parent} holds several models: 3, 4.", "Give the folder of one of them.")


def test_a_labels_file_in_the_folder_names_the_classes(copied: Path) -> None:
    (copied / "labels.txt").write_text("".join(f"{k} name {k}\n" for k in range(10)))
    assert load(copied, "classify").embedded["labels"][:2] == ["name 0", "name 1"]


def test_the_hash_covers_graph_and_weights_and_nothing_else(copied: Path) -> None:
    before = load(copied, "classify").sha256
    (copied / "labels.txt").write_text("".join(f"{k}\n" for k in range(10)))
    assert folder.sha256_of_files(copied) == before
    data = next(copied.glob("variables/*.data*"))
    data.write_bytes(data.read_bytes()[:-1] + b"x")
    assert folder.sha256_of_files(copied) != before


def test_folders_that_are_no_model(tmp_path: Path) -> None:
    assert refusal(tmp_path)[0] == f"{tmp_path} is a folder without a model in it."
    (tmp_path / "saved_model.pbtxt").write_text("")
    assert refusal(tmp_path)[0] == f"{tmp_path} is a SavedModel written as text."
    (tmp_path / "saved_model.pb").write_bytes(b"\xff\xff not a graph")
    assert refusal(tmp_path)[0] == f"{tmp_path / 'saved_model.pb'} is truncated or damaged."
    (tmp_path / "saved_model.pb").write_bytes(b"")
    assert refusal(tmp_path)[0] == f"{tmp_path / 'saved_model.pb'} holds no graph."


def test_variables_that_are_missing_cut_or_elsewhere(copied: Path, tmp_path: Path) -> None:
    data = next(copied.glob("variables/*.data*"))
    whole = data.read_bytes()
    data.write_bytes(whole[: len(whole) // 2])
    assert refusal(copied, signature="classify")[0] == f"The variables of {copied} are truncated or damaged."
    data.unlink()
    data.symlink_to(tmp_path / "other")
    (tmp_path / "other").write_bytes(whole)
    assert refusal(copied, signature="classify")[0] == f"{data} lies outside the model's folder."
    shutil.rmtree(copied / "variables")
    assert refusal(copied, signature="classify")[0] == f"{copied} has no variables beside its graph."


def test_variables_the_checkpoint_does_not_hold(copied: Path) -> None:
    def forget(graph) -> None:
        graph.saver_def.restore_op_name = "nothing"

    message, _ = refusal(edited(copied, forget), signature="classify")
    assert message.startswith(f"{copied} holds no value for 3 of 3 variables, ")


def test_files_larger_than_a_model_can_be(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MAX_BYTES", 1000)
    assert refusal(copied)[0] == f"{copied / 'saved_model.pb'} is larger than a model can be."


def test_no_signature_no_picture_and_no_scores(tmp_path: Path) -> None:
    import tensorflow as tf

    class Net(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec((None,), tf.string)])
        def encoded(self, files):
            return tf.strings.length(files)

        @tf.function(input_signature=[tf.TensorSpec((None, 8, 8, 3), tf.uint8)])
        def whole(self, image):
            return tf.reduce_mean(tf.cast(image, tf.float32), [1, 2])

        @tf.function(input_signature=[tf.TensorSpec((None, 7), tf.float32)])
        def table(self, row):
            return row @ tf.ones((7, 2))

    net = Net()
    tf.saved_model.save(net, str(tmp_path / "none"))
    assert "has no signature" in refusal(tmp_path / "none")[0]
    for name, words in (
        ("encoded", "takes encoded files"),
        ("whole", "takes whole numbers"),
        ("table", "has no function"),
    ):
        tf.saved_model.save(net, str(tmp_path / name), signatures=getattr(net, name))
        assert words in refusal(tmp_path / name)[0]


def test_a_graph_for_training_alone(copied: Path) -> None:
    from tensorflow.core.protobuf import saved_model_pb2

    file = copied / "saved_model.pb"
    parsed = saved_model_pb2.SavedModel.FromString(file.read_bytes())
    parsed.meta_graphs.add().CopyFrom(parsed.meta_graphs[0])
    for graph, tags in zip(parsed.meta_graphs, (["train"], ["eval", "tpu"]), strict=True):
        del graph.meta_info_def.tags[:]
        graph.meta_info_def.tags.extend(tags)
    file.write_bytes(parsed.SerializeToString())
    assert refusal(copied)[0] == f"{copied} has no graph for inference, only train; eval tpu."


def test_pictures_of_any_size_need_one(tmp_path: Path) -> None:
    import tensorflow as tf

    class Net(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec((None, None, None, 3), tf.float32)])
        def __call__(self, image):
            return tf.reduce_mean(image, [1, 2]) @ tf.ones((3, 4))

    net = Net()
    tf.saved_model.save(net, str(tmp_path / "any"), signatures=net.__call__)
    assert "--size" in refusal(tmp_path / "any")[1]
    assert load(tmp_path / "any", size=(16, 24)).input_shape == (16, 24, 3)


class Trap:
    """A SavedModel that writes or reads a file when its signature is called as TensorFlow calls it."""

    def __init__(self, path: Path, proof: Path, *, nested: bool, kind: str) -> None:
        import tensorflow as tf

        @tf.function
        def bait(image):
            if kind == "write":
                tf.io.write_file(str(proof), "x")
                return image
            if kind == "print":
                tf.print("x")
                return image
            if kind == "python":
                return tf.reshape(
                    tf.numpy_function(lambda x: (proof.write_text("x"), x)[1], [image], tf.float32), (-1, 8, 8, 3)
                )
            size = tf.cast(tf.strings.length(tf.io.read_file(str(proof))), tf.float32)
            return image + size

        class Net(tf.Module):
            @tf.function(input_signature=[tf.TensorSpec((None, 8, 8, 3), tf.float32)])
            def __call__(self, image):
                image = bait(image) if nested else bait.python_function(image)
                return tf.nn.softmax(tf.reduce_mean(image, [1, 2]) @ tf.ones((3, 4)))

        self.net = Net()
        tf.saved_model.save(self.net, str(path), signatures=self.net.__call__)


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize(("kind", "op"), [("write", "WriteFile"), ("read", "ReadFile"), ("python", "PyFunc")])
def test_ops_that_reach_outside_are_refused_and_not_run(kind: str, op: str, nested: bool, tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    Trap(tmp_path / "trap", proof, nested=nested, kind=kind)
    proof.unlink(missing_ok=True)
    message, remedy = refusal(tmp_path / "trap")
    assert f"has the op {op}, which is not among those an image classifier is made of" in message
    assert "inference of the network alone" in remedy
    assert not proof.exists()


def test_the_trap_of_these_tests_is_live(tmp_path: Path) -> None:
    import tensorflow as tf

    proof = tmp_path / "proof"
    Trap(tmp_path / "trap", proof, nested=True, kind="write")
    tf.saved_model.load(str(tmp_path / "trap")).signatures["serving_default"](tf.zeros((1, 8, 8, 3)))
    assert proof.exists()


def test_initialisers_and_restore_functions_are_not_run(copied: Path, tmp_path: Path) -> None:
    """What is not between picture and scores is never looked at: here the saver's functions write a file."""
    import tensorflow as tf

    proof = tmp_path / "proof"

    def poison(graph) -> None:
        for function in graph.graph_def.library.function:
            if "traced_restore" in function.signature.name:
                name = function.node_def.add(name="bait", op="Const")
                name.attr["dtype"].type = 7
                name.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(str(proof)))
                write = function.node_def.add(name="trap", op="WriteFile")
                write.input.extend(["bait:output:0", "bait:output:0"])
                function.control_ret["trap"] = "trap"

    assert load(edited(copied, poison), "classify").classes == 10
    assert not proof.exists()


def library_of(*functions: tuple[str, list[str]]):
    """name -> FunctionDef whose nodes call the given functions."""
    from tensorflow.core.framework import function_pb2

    made = {}
    for name, calls in functions:
        function = function_pb2.FunctionDef()
        function.signature.name = name
        for place, called in enumerate(calls):
            function.node_def.add(name=f"n{place}", op="PartitionedCall").attr["f"].func.name = called
        made[name] = function
    return made


def calling(name: str):
    from tensorflow.core.framework import node_def_pb2

    node = node_def_pb2.NodeDef(name="call", op="PartitionedCall")
    node.attr["f"].func.name = name
    return node


@pytest.mark.parametrize(
    ("functions", "words"),
    [
        ([("a", ["b"]), ("b", ["a"])], "calls itself"),
        ([(f"f{k}", [f"f{k + 1}"] * 2) for k in range(40)] + [("f40", [])], "unpacks to more than a model can be"),
        ([("a", ["gone"])], "calls a function that is not in it"),
    ],
    ids=["recursion", "doubling", "missing"],
)
def test_calls_without_end_are_refused(functions, words: str) -> None:
    library = library_of(*functions)
    with pytest.raises(MobileKitError, match=words):
        scan.refuse_programs([calling(functions[0][0])], library, "net")


def test_a_constant_that_claims_more_than_memory_is_refused() -> None:
    from tensorflow.core.framework import node_def_pb2

    node = node_def_pb2.NodeDef(name="c", op="Const")
    for _ in range(2):
        node.attr["value"].tensor.tensor_shape.dim.add(size=1 << 20)
    with pytest.raises(MobileKitError, match="unpacks to more"):
        scan.refuse_programs([node], {}, "net")


def test_every_op_of_the_list_is_tensorflows_and_reaches_nothing() -> None:
    from tensorflow.python.framework import op_def_registry

    assert all(op_def_registry.get(name) is not None for name in scan.OPS)
    stateful = {name for name in scan.OPS if op_def_registry.get(name).is_stateful}
    variables = {"VarHandleOp", "ReadVariableOp", "VariableV2", "Variable"}
    assert stateful == {"Assert", "StatefulPartitionedCall", *variables}


def test_a_graph_that_does_not_fit_together(copied: Path) -> None:
    def swap(graph) -> None:
        for function in graph.graph_def.library.function:
            for node in function.node_def:
                if node.op == "Conv2D":
                    node.attr["strides"].list.i[:] = [1, -2, 2, 1]

    message, _ = refusal(edited(copied, swap), signature="classify")
    assert message.startswith(f"TensorFlow cannot build the graph of {copied}: ")


def test_a_second_input_is_refused(copied: Path) -> None:
    import tensorflow as tf

    graph = tf.Graph()
    v1 = tf.compat.v1
    with graph.as_default(), v1.Session() as session:
        image, other = v1.placeholder(tf.float32, (None, 8, 8, 3)), v1.placeholder(tf.float32, (), name="training")
        scores = tf.reduce_mean(image, [1, 2]) * other
        v1.saved_model.simple_save(session, str(copied / "two"), {"image": image}, {"scores": scores})
    assert refusal(copied / "two")[0] == f"The scores of {copied / 'two'} depend on a second input, training."


def test_gradients_reach_the_picture(many: Path) -> None:
    """Golden pictures are synthesised by climbing them."""
    import tensorflow as tf

    source = load(many, "classify")

    @tf.function
    def slope(image):
        return tf.gradients(tf.reduce_sum(source.call(image)[:, 0]), image)[0]

    assert float(tf.reduce_max(tf.abs(slope(tf.constant(PICTURES))))) > 0


def test_two_files_with_the_same_names_live_side_by_side(tmp_path: Path) -> None:
    first, second = saved.tf2_module(tmp_path / "a"), saved.tf2_module(tmp_path / "b", classes=6)
    one, two = load(tmp_path / "a"), load(tmp_path / "b")
    assert np.allclose(one.predict(PICTURES), first(PICTURES), atol=1e-4)
    assert np.allclose(two.predict(PICTURES), second(PICTURES), atol=1e-4)


def test_the_written_out_graph_has_no_calls_and_no_variables(hub: Path) -> None:
    source = load(hub, "image_classification")
    kinds = {op.type for op in source.compiled.graph.get_operations()}
    assert kinds & {*flat.VARIABLES, "PartitionedCall", "StatefulPartitionedCall"} == set()
    assert os.sep not in source.name
