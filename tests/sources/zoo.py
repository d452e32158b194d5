"""Model files as users have them, each written by the framework that writes such files: one row a file."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sources import families, saved

UNIT, TF, PIXELS = (0.0, 1.0), (-1.0, 1.0), (0.0, 255.0)


@dataclass(frozen=True)
class Made:
    """A written file.

    Attributes:
        path: what convert is given.
        reference: (N, H, W, 3) float32 as the network takes it -> (N, classes).
        options: of convert, without --labels where ``labels`` says it.
        classes: scores a picture.
        shape: of a picture.
        labels: lines of the labels file; None where the file brings its own.
    """

    path: Path
    reference: Callable[[np.ndarray], np.ndarray]
    options: dict[str, Any] = field(default_factory=lambda: {"preprocessing": "tf"})
    classes: int = 10
    shape: tuple[int, int, int] = (32, 32, 3)
    labels: int | None = -1

    @property
    def label_count(self) -> int | None:
        return self.classes if self.labels == -1 else self.labels


@dataclass(frozen=True)
class Row:
    """One kind of file: its name, who writes it, the values its network takes, and whether building it takes long."""

    name: str
    make: Callable[[Path], Made]
    domain: tuple[float, float] = TF
    slow: bool = False


def keras3() -> Any:
    import keras

    keras.utils.set_random_seed(1)
    return keras


def keras2() -> Any:
    import tf_keras

    tf_keras.utils.set_random_seed(1)
    return tf_keras


def answers(model: Any) -> Callable[[np.ndarray], np.ndarray]:
    return lambda batch: np.asarray(model(batch, training=False), np.float32)


def file(name: str, keras: Callable[[], Any], build: Callable[[Any], Any], **known: Any) -> Callable[[Path], Made]:
    """Who saves ``build(keras)`` as ``name``."""

    def make(folder: Path) -> Made:
        model = build(keras())
        path = folder / name
        model.save(path)
        return Made(path, known.pop("reference", answers)(model), **known)

    return make


def trained(k: Any) -> Any:
    """After a step of training: the file carries the optimizer's state and a compiled loss."""
    model = families.classifier(k)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    rng = np.random.default_rng(0)
    model.fit(rng.uniform(-1, 1, (8, 32, 32, 3)), rng.integers(0, 10, 8), verbose=0)
    return model


def half(policy: str) -> Callable[[Any], Any]:
    def build(k: Any) -> Any:
        before = k.mixed_precision.global_policy() if hasattr(k.mixed_precision, "global_policy") else "float32"
        k.mixed_precision.set_global_policy(policy)
        try:
            return families.classifier(k)
        finally:
            k.mixed_precision.set_global_policy(getattr(before, "name", before))

    return build


def two_of(model: Any) -> Callable[[np.ndarray], np.ndarray]:
    """The answers of a network with one output p as (1 - p, p)."""
    yes = answers(model)
    return lambda batch: np.concatenate([1 - yes(batch), yes(batch)], 1)


def logit_pair(model: Any) -> Callable[[np.ndarray], np.ndarray]:
    yes = answers(model)
    return lambda batch: np.concatenate([np.zeros_like(yes(batch)), yes(batch)], 1)


def of_grey(model: Any) -> Callable[[np.ndarray], np.ndarray]:
    return lambda batch: answers(model)((batch @ np.float32([0.299, 0.587, 0.114]))[..., None])


def flat(model: Any) -> Callable[[np.ndarray], np.ndarray]:
    return lambda batch: answers(model)(batch).reshape(len(batch), -1)


def one_by_one(model: Any) -> Callable[[np.ndarray], np.ndarray]:
    return lambda batch: np.concatenate([answers(model)(picture[None]) for picture in batch])


def normalised(k: Any) -> Any:
    layer = k.layers.Normalization(mean=[123.7, 116.3, 103.5], variance=[3409.0, 3263.0, 3291.0])
    return families.rescaled(k, layer)


def single_precision(model: Any) -> Callable[[np.ndarray], np.ndarray]:
    """The same weights in a network that computes in float32 throughout."""
    twin = families.classifier(keras3() if type(model).__module__.startswith("keras") else keras2())
    twin.set_weights([np.asarray(weight, np.float32) for weight in model.get_weights()])
    return answers(twin)


def exported(folder: Path) -> Made:
    model = families.classifier(keras3())
    model.export(str(folder / "export"), verbose=False)
    return Made(folder / "export", answers(model))


def saved_by_keras_2(folder: Path) -> Made:
    model = families.nested(keras2())
    model.save(folder / "old" / "1")
    return Made(folder / "old", answers(model))


def half_saved(folder: Path) -> Made:
    exact = saved.tf2_module(folder / "exact")
    saved.tf2_module(folder / "half", half=True)
    return Made(folder / "half", exact, {"preprocessing": "unit"})


def kaggle(folder: Path) -> Made:
    """``name/framework/variation/version/``, 1001 classes, logits: as kagglehub caches Google's MobileNets."""
    path = folder / "mobilenet-v2" / "tensorFlow2" / "100-224-classification"
    answer = saved.tf2_module(path / "2", classes=1001)
    return Made(path, answer, {"preprocessing": "unit", "background_label": "first"}, 1001, labels=1000)


def kaggle_archive(folder: Path) -> Made:
    answer = saved.tf2_module(folder / "inside", signatures=("serving_default",))
    path = folder / "archive.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        tar.add(folder / "inside", ".")
    return Made(path, answer, {"preprocessing": "unit"})


def signatures(folder: Path) -> Made:
    answer = saved.tf2_module(folder / "many", signatures=("feature_vector", "classify"))
    return Made(folder / "many", answer, {"preprocessing": "unit", "signature": "classify"})


def teachable_zip(folder: Path, side: int = 32) -> Made:
    """What its "Download my model" gives, smaller: keras_model.h5 of Keras 2 beside numbered labels."""
    model = families.teachable(keras2(), side)
    model.save(folder / "keras_model.h5")
    (folder / "labels.txt").write_text("0 Rock\n1 Paper\n2 Scissors\n")
    path = folder / "converted_keras.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("keras_model.h5", "labels.txt"):
            archive.write(folder / name, name)
    return Made(path, answers(model), {"preprocessing": "tf", "crop_fraction": 1.0}, 3, (side, side, 3), None)


def teachable_folder(folder: Path) -> Made:
    made = teachable_zip(folder, 224)
    made.path.unlink()
    return Made(folder, made.reference, made.options, 3, made.shape, None)


def weights(name: str, keras: Callable[[], Any], builder: str, arch: str, classes: int = 7) -> Callable[[Path], Made]:
    """Who saves the weights alone of a network of the catalogue, at 32 x 32."""

    def make(folder: Path) -> Made:
        k = keras()
        alpha = 0.35 if arch == "mobilenet_v2" else 0.25 if arch == "mobilenet_v1" else 1.0
        model = getattr(k.applications, builder)(input_shape=(32, 32, 3), alpha=alpha, weights=None, classes=classes)
        raw = arch.startswith("mobilenet_v3")
        families.lived(model, (32, 32, 3), PIXELS if raw else TF)
        model.save_weights(folder / name)
        options = {"arch": arch, "alpha": alpha, "size": "32", "preprocessing": "raw" if raw else "tf"}
        return Made(folder / name, answers(model), options, classes)

    return make


NOTHING: dict[str, Any] = {}

ROWS = (
    Row("keras3.keras", file("net.keras", keras3, families.classifier)),
    Row("keras3.h5", file("net.h5", keras3, families.classifier)),
    Row("keras3, optimizer state", file("net.keras", keras3, trained), slow=True),
    Row("keras3, nested functional", file("net.keras", keras3, families.nested)),
    Row("keras3, dense stack", file("net.keras", keras3, families.dense_stack, classes=6)),
    Row("keras3, logits", file("net.keras", keras3, lambda k: families.classifier(k, activation=None))),
    Row("keras3, multi-label", file("net.keras", keras3, lambda k: families.classifier(k, 5, "sigmoid"), classes=5)),
    Row(
        "keras3, one sigmoid",
        file("net.keras", keras3, lambda k: families.classifier(k, 1, "sigmoid"), classes=2, reference=two_of),
    ),
    Row(
        "keras3, one logit",
        file("net.keras", keras3, lambda k: families.classifier(k, 1, None), classes=2, reference=logit_pair),
    ),
    Row(
        "keras3, grey",
        file("net.keras", keras3, lambda k: families.classifier(k, shape=(32, 32, 1)), reference=of_grey),
    ),
    Row(
        "keras3, not square",
        file("net.keras", keras3, lambda k: families.classifier(k, shape=(24, 40, 3)), shape=(24, 40, 3)),
    ),
    Row(
        "keras3, any size",
        file(
            "net.keras",
            keras3,
            lambda k: families.classifier(k, shape=(None, None, 3)),
            options={"preprocessing": "tf", "size": "24x40"},
            shape=(24, 40, 3),
        ),
    ),
    Row(
        "keras3, batch of 1", file("net.keras", keras3, lambda k: families.classifier(k, batch=1), reference=one_by_one)
    ),
    Row("keras3, mixed_float16", file("net.keras", keras3, half("mixed_float16"), reference=single_precision)),
    Row("keras3, float16", file("net.keras", keras3, half("float16"), reference=single_precision)),
    Row(
        "keras3, Rescaling inside",
        file(
            "net.keras",
            keras3,
            lambda k: families.rescaled(k, k.layers.Rescaling(1 / 127.5, offset=-1.0)),
            options=NOTHING,
        ),
        PIXELS,
    ),
    Row("keras3, Normalization inside", file("net.keras", keras3, normalised, options=NOTHING), PIXELS),
    Row("keras3, convolutional head", file("net.keras", keras3, families.convolutional_head, reference=flat)),
    Row(
        "keras3, background last",
        file(
            "net.keras",
            keras3,
            lambda k: families.classifier(k, 11),
            options={"preprocessing": "tf", "background_label": "last"},
            classes=11,
            labels=10,
        ),
    ),
    Row("keras2.h5", file("net.h5", keras2, families.classifier)),
    Row("keras2.keras", file("net.keras", keras2, families.classifier)),
    Row("keras2, optimizer state", file("net.h5", keras2, trained), slow=True),
    Row("keras2, mixed_float16", file("net.h5", keras2, half("mixed_float16"), reference=single_precision)),
    Row("keras2, nested functional", file("net.h5", keras2, families.nested)),
    Row(
        "keras2, Rescaling inside",
        file("n.h5", keras2, lambda k: families.rescaled(k, k.layers.Rescaling(1 / 255.0)), options=NOTHING),
        PIXELS,
    ),
    Row("savedmodel, Keras 3 export", exported),
    Row("savedmodel, Keras 2", saved_by_keras_2, slow=True),
    Row(
        "savedmodel, TF 1",
        lambda f: Made(f / "v1", saved.tf1(f / "v1", resource=False, hub=False), {"preprocessing": "unit"}),
        UNIT,
    ),
    Row(
        "savedmodel, TF 1 Hub",
        lambda f: Made(
            f / "hub",
            saved.tf1(f / "hub", resource=True, hub=True, classes=11),
            {"preprocessing": "unit", "signature": "image_classification", "background_label": "first"},
            11,
            labels=10,
        ),
        UNIT,
    ),
    Row("savedmodel, constants only", lambda f: Made(f / "frozen", saved.constants_only(f / "frozen"))),
    Row("savedmodel, half precision", half_saved, UNIT),
    Row("savedmodel, several signatures", signatures, UNIT),
    Row("savedmodel, Kaggle, 1001 classes", kaggle, UNIT),
    Row("savedmodel, Kaggle archive", kaggle_archive, UNIT),
    Row("teachable machine zip", teachable_zip, slow=True),
    Row("teachable machine folder", teachable_folder, slow=True),
    Row("weights of Keras 3", weights("w.weights.h5", keras3, "MobileNetV2", "mobilenet_v2"), slow=True),
    Row("weights of Keras 2", weights("w.h5", keras2, "MobileNet", "mobilenet_v1"), slow=True),
    Row(
        "weights of tf_keras",
        weights("w.weights.h5", keras2, "MobileNetV3Small", "mobilenet_v3_small"),
        PIXELS,
        slow=True,
    ),
    Row("shufflenet v2", file("net.keras", keras3, families.shufflenet_v2, shape=(64, 64, 3)), slow=True),
    Row(
        "efficientnet-lite",
        file("net.keras", keras3, families.efficientnet_lite, options=NOTHING, shape=(48, 48, 3)),
        PIXELS,
        slow=True,
    ),
    Row("vgg", file("net.keras", keras3, families.vgg)),
)
