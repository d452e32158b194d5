"""Is a saved configuration only layers, or does it carry code? Decided from its JSON, before any Keras reads it.

Keras' own ``safe_mode`` refuses a Lambda's bytecode, but not objects that it finds by module and name, layers that
read other files, or code that a registered class brings. So the classes are held against a list: what an image
classifier is made of, and nothing that runs, reads or downloads.
"""

from __future__ import annotations

from typing import Any

from mobilekit.errors import MobileKitError

_LAYER_NAMES = """
Functional Model Sequential InputLayer Conv1D Conv2D DepthwiseConv2D SeparableConv2D Conv2DTranspose Dense
EinsumDense Convolution2D SeparableConvolution2D Convolution2DTranspose BatchNormalization
SyncBatchNormalization LayerNormalization GroupNormalization UnitNormalization RMSNormalization
BatchNormalizationV1 LayerNormalizationV1 Activation ReLU LeakyReLU PReLU ELU Softmax ThresholdedReLU
MaxPooling2D AveragePooling2D GlobalAveragePooling2D GlobalMaxPooling2D MaxPool2D AvgPool2D
GlobalAveragePooling1D GlobalMaxPooling1D GlobalAvgPool2D GlobalMaxPool2D AdaptiveAveragePooling2D
AdaptiveMaxPooling2D ZeroPadding2D Cropping2D UpSampling2D Resizing Rescaling Normalization CenterCrop
RandomFlip RandomRotation RandomZoom RandomTranslation RandomContrast RandomBrightness RandomCrop RandomHeight
RandomWidth Dropout SpatialDropout2D GaussianNoise GaussianDropout AlphaDropout ActivityRegularization Flatten
Reshape Permute RepeatVector Identity Add Subtract Multiply Average Maximum Minimum Concatenate Dot
MultiHeadAttention Attention Embedding
"""
LAYERS = frozenset(_LAYER_NAMES.split())

_VALUES = frozenset({"__keras_tensor__", "__tensor__", "__numpy__", "__bytes__", "__ellipsis__", "__slice__"})
_PARTS = (
    "keras.initializers", "keras.regularizers", "keras.constraints", "keras.activations", "keras.src.ops.",
    "keras.ops", "keras.dtype_policies", "keras.mixed_precision", "keras.quantizers",
)  # fmt: skip
_INITIALIZER_NAMES = """
Zeros Ones Constant RandomNormal RandomUniform TruncatedNormal VarianceScaling Orthogonal Identity GlorotNormal
GlorotUniform HeNormal HeUniform LecunNormal LecunUniform L1 L2 L1L2 OrthogonalRegularizer MaxNorm NonNeg
UnitNorm MinMaxNorm DTypePolicy FloatDTypePolicy Policy
"""
_INITIALIZERS = frozenset(_INITIALIZER_NAMES.split())
"""Without a module, as Keras 2 writes them."""

_TF_OP_NAMES = """
__operators__.add __operators__.getitem math.add math.subtract math.multiply math.divide math.truediv
math.minimum math.maximum math.reduce_mean math.sigmoid nn.relu nn.relu6 nn.sigmoid nn.softmax nn.swish nn.silu
clip_by_value reshape concat cast identity
"""
_TF_OPS = frozenset(_TF_OP_NAMES.split())
"""What Keras 2 records for arithmetic between layers (the hard-swish of MobileNet V3)."""

EMBEDDED = {"Lambda", "__lambda__", "TorchModuleWrapper", "JaxLayer", "FlaxLayer", "TFSMLayer", "__typespec__"}


def refuse_code(config: Any, where: str) -> None:  # noqa: ANN401  (parsed JSON)
    """Walk a parsed model configuration, nested models and wrappers included.

    Raises:
        MobileKitError: a Lambda layer, or any object outside the list.
    """
    todo = [config]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            if "class_name" in node:
                _check(node, where)
            todo += [value for key, value in node.items() if key != "compile_config"]
        elif isinstance(node, list):
            todo += node


def _check(node: dict[str, Any], where: str) -> None:
    name, module = node["class_name"], node.get("module")
    if isinstance(name, str) and name in EMBEDDED:
        kind = "Lambda" if name == "__lambda__" else name
        raise MobileKitError(
            f"{where} has a {kind} layer, which holds code of its own; the kit does not run it.",
            remedy="Replace it by standard layers (Rescaling for a normalisation, say) and save the model again.",
        )
    if not _known(node, name, module):
        raise MobileKitError(
            f"{where} has a custom object, {_shown(node, name)}, whose code the kit does not load.",
            remedy="Replace it by standard layers and save the model again.",
        )


def _known(node: dict[str, Any], name: Any, module: Any) -> bool:  # noqa: ANN401
    if not isinstance(name, str) or (module is not None and not isinstance(module, str)):
        return False
    if ">" in str(node.get("registered_name") or ""):
        return False
    if name in _VALUES:
        return True
    if name == "function":
        return module in ("builtins", "keras.activations") and str(node.get("config")).isidentifier()
    if name in ("TFOpLambda", "SlicingOpLambda"):
        return isinstance(node.get("config"), dict) and node["config"].get("function") in _TF_OPS
    if module is not None and module.startswith(_PARTS):
        return name[:1].isupper() and name.isidentifier()
    return name in LAYERS | _INITIALIZERS and (module is None or module.split(".")[0] in ("keras", "tf_keras"))


def _shown(node: dict[str, Any], name: Any) -> str:  # noqa: ANN401
    given = node.get("config") if name in ("function", "TFOpLambda", "SlicingOpLambda") else name
    if isinstance(given, dict):
        given = given.get("function")
    return str(node.get("registered_name") or given)[:80]
