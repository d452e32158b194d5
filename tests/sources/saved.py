"""SavedModel folders as TensorFlow 1, TensorFlow 2 and their hubs lay them out, written by TensorFlow itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

Reference = Callable[[np.ndarray], np.ndarray]


def numpy_weights(seed: int, *shapes: tuple[int, ...]) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.normal(0, 0.5, shape).astype(np.float32) for shape in shapes]


def _graph_of_tf1(tf, image, weights, *, resource: bool):
    """(features, logits) of a convolution, a batch norm frozen for inference, and a product."""
    kernel, scale, shift, mean, variance, dense = weights
    v1 = tf.compat.v1

    def variable(name, value):
        return v1.get_variable(name, initializer=tf.constant(value), use_resource=resource)

    x = tf.nn.conv2d(image * 2.0 - 1.0, variable("Conv/weights", kernel), 2, "SAME")
    x, *_ = v1.nn.fused_batch_norm(
        x,
        variable("BatchNorm/gamma", scale),
        variable("BatchNorm/beta", shift),
        variable("BatchNorm/moving_mean", mean),
        variable("BatchNorm/moving_variance", np.abs(variance) + 0.5),
        is_training=False,
    )
    features = tf.reduce_max(tf.nn.relu6(x), [1, 2])
    return features, tf.matmul(features, variable("Logits/weights", dense))


def tf1(path: Path, *, resource: bool, hub: bool, classes: int = 10) -> Reference:
    """A folder of TensorFlow 1: tagged ``serve`` with one signature; as a Hub module untagged, with three.

    Hub modules hold a second graph for training, and beside the answer the results of their layers.
    """
    import tensorflow as tf

    v1 = tf.compat.v1
    weights = numpy_weights(5, (3, 3, 3, 8), (8,), (8,), (8,), (8,), (8, classes))
    graph = tf.Graph()
    with graph.as_default(), v1.Session() as session:
        image = v1.placeholder(tf.float32, (None, 32, 32, 3), name="module/images")
        features, logits = _graph_of_tf1(tf, image, weights, resource=resource)
        scores = tf.identity(logits if hub else tf.nn.softmax(logits), name="scores")
        session.run(v1.global_variables_initializer())
        builder = v1.saved_model.builder.SavedModelBuilder(str(path))

        def signature(**outputs):
            info = v1.saved_model.utils.build_tensor_info
            return v1.saved_model.signature_def_utils.build_signature_def(
                {"images": info(image)}, {key: info(value) for key, value in outputs.items()}
            )

        signatures = {"serving_default": signature(scores=scores)}
        if hub:
            signatures = {
                "image_classification": signature(default=scores, Logits=logits, Features=features),
                "image_feature_vector": signature(default=features),
                "default": signature(default=features),
            }
        builder.add_meta_graph_and_variables(session, [] if hub else ["serve"], signatures)
        if hub:
            builder.add_meta_graph(["train"], signatures)
        builder.save()

    def answer(batch: np.ndarray) -> np.ndarray:
        with graph.as_default(), v1.Session() as again:
            again.run(v1.global_variables_initializer())
            return again.run(scores, {image: batch})

    return answer


def tf2_module(
    path: Path, *, classes: int = 10, signatures: tuple[str, ...] = ("serving_default",), half: bool = False
):
    """A reusable SavedModel of TensorFlow 2, as on TensorFlow Hub: a module with its own functions, logits out."""
    import tensorflow as tf

    kernel, dense, bias = numpy_weights(7, (3, 3, 3, 8), (8, classes), (classes,))
    dtype = tf.float16 if half else tf.float32

    class Net(tf.Module):
        def __init__(self):
            super().__init__()
            self.kernel, self.dense, self.bias = (tf.Variable(tf.cast(w, dtype)) for w in (kernel, dense, bias))

        def features(self, image):
            x = tf.nn.conv2d(tf.cast(image, dtype) * 2 - 1, self.kernel, 2, "SAME")
            return tf.reduce_max(tf.nn.relu(x), [1, 2])

        @tf.function(input_signature=[tf.TensorSpec((None, 32, 32, 3), tf.float32, name="inputs")])
        def scores(self, image):
            return {"logits": tf.cast(self.features(image) @ self.dense + self.bias, tf.float32)}

        @tf.function(input_signature=[tf.TensorSpec((None, 32, 32, 3), tf.float32, name="inputs")])
        def vector(self, image):
            return {"features": tf.cast(self.features(image), tf.float32)}

    net = Net()
    functions = {name: net.vector if name == "feature_vector" else net.scores for name in signatures}
    tf.saved_model.save(net, str(path), signatures=functions)
    return lambda batch: net.scores(tf.constant(batch))["logits"].numpy()


def constants_only(path: Path) -> Reference:
    """A frozen graph in a SavedModel: no variables at all."""
    import tensorflow as tf

    kernel, dense = numpy_weights(9, (3, 3, 3, 8), (8, 10))

    class Net(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec((1, 32, 32, 3), tf.float32, name="image")])
        def __call__(self, image):
            x = tf.reduce_max(tf.nn.relu(tf.nn.conv2d(image, kernel, 1, "VALID")), [1, 2])
            return tf.nn.softmax(x @ dense)

    net = Net()
    tf.saved_model.save(net, str(path), signatures=net.__call__)
    return lambda batch: np.concatenate([net(tf.constant(picture[None])).numpy() for picture in batch])
