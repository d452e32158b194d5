"""The older neuralnetwork models against the Keras nets they were made from."""

from __future__ import annotations

import numpy as np
import pytest

from formats.coreml.coreml_jobs import SIZE, pictures
from formats.frozen import freeze
from mobilekit.errors import MobileKitError
from mobilekit.formats.coreml.execute.network_weights import weight_array
from mobilekit.formats.coreml.proto import messages
from mobilekit.formats.coreml.run import Runner
from mobilekit.formats.coreml.unpack import Broken
from mobilekit.preprocess import Preprocessing, normalise

RULE = Preprocessing(SIZE)


def third_kind():
    """What MobileNetV3 has and the others have not: hard swish, squeeze and excitation, a reshaped end."""
    import keras

    layers = keras.layers
    keras.utils.set_random_seed(3)
    spread = {"kernel_initializer": keras.initializers.VarianceScaling(4.0)}
    image = keras.Input((*SIZE, 3))
    net = layers.Conv2D(16, 3, 2, "same", **spread)(image)
    net = layers.Activation("hard_swish")(net)
    net = layers.ZeroPadding2D(((1, 2), (1, 2)))(net)
    net = layers.DepthwiseConv2D(5, 2)(net)
    small = layers.GlobalAveragePooling2D(keepdims=True)(net)
    small = layers.Conv2D(16, 1, **spread)(layers.ReLU()(layers.Conv2D(4, 1, **spread)(small)))
    net = layers.Multiply()([net, layers.Activation("hard_sigmoid")(small)])
    net = layers.concatenate([layers.MaxPooling2D(2)(net), layers.AveragePooling2D(2)(net)])
    net = layers.LeakyReLU(0.2)(net)
    net = layers.Conv2D(10, 1, **spread)(layers.GlobalAveragePooling2D(keepdims=True)(net))
    return keras.Model(image, layers.Softmax()(layers.Flatten()(net)))


@pytest.fixture(scope="module")
def nets(net):
    return {"first": net, "third": third_kind()}


@pytest.fixture(scope="module")
def files(nets, tmp_path_factory):
    import coremltools as ct

    made = {}
    for name, model in nets.items():
        image = ct.ImageType(name="image", shape=(1, *SIZE, 3), scale=1 / 127.5, bias=[-1, -1, -1])
        saved = ct.convert(
            [freeze(model, SIZE)],
            source="tensorflow",
            convert_to="neuralnetwork",
            inputs=[image],
            classifier_config=ct.ClassifierConfig([f"class {k}" for k in range(10)]),
        )
        made[name] = tmp_path_factory.mktemp("network") / f"{name}.mlmodel"
        saved.save(str(made[name]))
    return made


@pytest.mark.parametrize("backend", ["tensorflow", "numpy"])
@pytest.mark.parametrize("name", ["first", "third"])
def test_a_legacy_model_answers_as_keras(nets, files, name, backend):
    images = pictures(3)
    wanted = np.asarray(nets[name](normalise(images, RULE), training=False))
    found = Runner(files[name], RULE, backend=backend).run(images)
    assert np.abs(found - wanted).max() <= 1e-5


def test_its_layers_are_shown_too(files):
    layers = Runner(files["third"], RULE).layers(pictures(2))
    shown = [values.shape for values in layers.values()]
    assert shown[0] == (2, *SIZE, 3)
    assert shown[-1] == (2, 10)


@pytest.mark.parametrize(("bits", "how"), [(16, "linear"), (8, "linear"), (4, "linear"), (6, "linear_lut")])
def test_smaller_weights_are_read_as_coremltools_reads_them(files, tmp_path, bits, how):
    import coremltools as ct
    from coremltools.models.neural_network.quantization_utils import _dequantize_nn_spec, quantize_weights

    smaller = quantize_weights(ct.models.MLModel(str(files["first"]), skip_model_load=True), bits, how)
    spec = smaller if not hasattr(smaller, "get_spec") else smaller.get_spec()
    (tmp_path / "small.mlmodel").write_bytes(spec.SerializeToString())
    found = Runner(tmp_path / "small.mlmodel", RULE).run(pictures(2))
    if bits < 16:
        _dequantize_nn_spec(spec.neuralNetworkClassifier)
        (tmp_path / "large.mlmodel").write_bytes(spec.SerializeToString())
        assert np.abs(found - Runner(tmp_path / "large.mlmodel", RULE).run(pictures(2))).max() <= 1e-5
    assert np.abs(found - Runner(files["first"], RULE).run(pictures(2))).max() <= {16: 1e-3, 8: 0.05}.get(bits, 1)


def refusal(path):
    with pytest.raises(MobileKitError) as caught:
        Runner(path, RULE)
    return caught.value.message


def edited(file, folder, change):
    model = messages("Model_pb2").Model.FromString(file.read_bytes())
    change(model)
    (folder / "edited.mlmodel").write_bytes(model.SerializeToString())
    return folder / "edited.mlmodel"


def test_unknown_layers_are_named_at_load(files, tmp_path):
    def change(model):
        layers = model.neuralNetworkClassifier.layers
        next(one for one in layers if one.WhichOneof("layer") == "softmaxND").lrn.k = 1
        next(one for one in layers if one.WhichOneof("layer") == "activation").activation.ELU.alpha = 1

    message = refusal(edited(files["first"], tmp_path, change))
    assert message.endswith("has operations that cannot be executed here: activation ELU (1), lrn (1).")


def test_a_network_that_contradicts_itself_is_refused(files, tmp_path):
    def shorten(model):
        del model.neuralNetworkClassifier.layers[0].convolution.weights.floatValue[-1]

    def rename(model):
        model.neuralNetworkClassifier.layers[1].input[0] = "nowhere"

    def forget(model):
        del model.neuralNetworkClassifier.stringClassLabels.vector[-1]

    assert "bytes where (24, 3, 3, 3) was declared" in refusal(edited(files["first"], tmp_path, shorten))
    assert "which nothing gives" in refusal(edited(files["first"], tmp_path, rename))
    assert "names 9 classes for 10 scores" in refusal(edited(files["first"], tmp_path, forget))


def test_something_else_is_refused(files, tmp_path):
    (tmp_path / "other.mlmodel").write_bytes(b"no model at all")
    assert "is not a Core ML package" in refusal(tmp_path / "other.mlmodel")
    (tmp_path / "tree.mlmodel").write_bytes(messages("Model_pb2").Model(specificationVersion=1).SerializeToString())
    assert "it holds no neural network" in refusal(tmp_path / "tree.mlmodel")
    whole = files["first"].read_bytes()
    for cut in range(1000, len(whole), len(whole) // 6):
        (tmp_path / "cut.mlmodel").write_bytes(whole[:cut])
        assert "is not a Core ML package" in refusal(tmp_path / "cut.mlmodel")


def test_weights_of_another_count_are_refused():
    data = messages("NeuralNetwork_pb2").WeightParams(floatValue=[1, 2, 3]).SerializeToString()
    assert weight_array(data, (3,)).tolist() == [1, 2, 3]
    with pytest.raises(Broken, match="12 bytes where"):
        weight_array(data, (2, 2))
