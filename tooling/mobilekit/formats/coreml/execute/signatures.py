"""What each operation takes: one row each. What is in no row is refused before anything runs.

Parameters, defaults and meaning: coremltools' op definitions (converters/mil/mil/ops/defs, iOS15 to iOS18).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Args = dict[str, Any]

REQUIRED = object()
"""Default of a setting that has none."""

DTYPES = {
    "fp16": "float16",
    "fp32": "float32",
    "int32": "int32",
    "int16": "int16",
    "uint16": "uint16",
    "int8": "int8",
    "uint8": "uint8",
    "bool": "bool",
}
"""What ``cast`` and ``quantize`` call a type -> numpy's name."""


def _anything(args: Args) -> str:
    return ""


@dataclass(frozen=True)
class Signature:
    """One type of operation.

    Attributes:
        tensors: parameters that may be results of other operations; constants among them become float32 arrays.
        arrays: parameters that must be constants, as float32 arrays; None where left out.
        settings: parameters that must be constants, as plain Python values -> default.
        refuse: what of given arguments cannot be executed, as words after the op's name; empty where nothing.
    """

    tensors: tuple[str, ...] = ("x",)
    arrays: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    refuse: Callable[[Args], str] = _anything


def _window(args: Args) -> str:
    """Convolutions and poolings of two axes only."""
    kind, pad, strides = args["pad_type"], args["pad"], args["strides"]
    if kind not in ("same", "same_lower", "valid", "custom"):
        return f"with pad_type {kind!r}"
    if kind == "custom" and (len(pad) != 4 or min(pad) < 0):
        return f"with pad {pad}"
    steps = strides + args.get("dilations", (1, 1))
    return "" if len(steps) == 4 and min(steps) > 0 else f"with strides and dilations {steps}"


def _conv(args: Args) -> str:
    weight = args["weight"]
    if getattr(weight, "ndim", 4) != 4:
        return f"over {weight.ndim - 2} axes"
    return _window(args) or ("" if args["groups"] > 0 else f"with groups {args['groups']}")


def _pool(args: Args) -> str:
    if args["ceil_mode"]:
        return "with ceil_mode"
    sizes = args["kernel_sizes"]
    return _window(args) if len(sizes) == 2 and min(sizes) > 0 else f"with kernel_sizes {sizes}"


def _pad(args: Args) -> str:
    if args["mode"] not in ("constant", "reflect", "replicate"):
        return f"with mode {args['mode']!r}"
    return "" if not len(args["pad"]) % 2 and min(args["pad"], default=0) >= 0 else f"with pad {args['pad']}"


def _dtype(name: str) -> Callable[[Args], str]:
    return lambda args: "" if args[name] in DTYPES else f"to {args[name]!r}"


BINARY = Signature(("x", "y"))
REDUCE = Signature(settings={"axes": None, "keep_dims": False})
WINDOW: dict[str, Any] = {"strides": (1, 1), "pad_type": "valid", "pad": (0, 0, 0, 0)}
POOL: dict[str, Any] = {"kernel_sizes": REQUIRED, **WINDOW, "ceil_mode": False}
ENDS: dict[str, Any] = {"begin_mask": None, "end_mask": None, "squeeze_mask": None}

SIGNATURES: dict[str, Signature] = {
    # elementwise
    "add": BINARY,
    "sub": BINARY,
    "mul": BINARY,
    "real_div": BINARY,
    "maximum": BINARY,
    "minimum": BINARY,
    "relu": Signature(),
    "relu6": Signature(),
    "leaky_relu": Signature(settings={"alpha": REQUIRED}),
    "clip": Signature(settings={"alpha": REQUIRED, "beta": REQUIRED}),
    "sigmoid": Signature(),
    "sigmoid_hard": Signature(settings={"alpha": 0.2, "beta": 0.5}),
    "tanh": Signature(),
    "silu": Signature(),
    "sqrt": Signature(),
    "rsqrt": Signature(settings={"epsilon": 1e-12}),
    "square": Signature(),
    "exp": Signature(),
    "abs": Signature(),
    "identity": Signature(),
    "cast": Signature(settings={"dtype": REQUIRED}, refuse=_dtype("dtype")),
    "batch_norm": Signature(arrays=("mean", "variance", "gamma", "beta"), settings={"epsilon": 1e-5}),
    "softmax": Signature(settings={"axis": -1}),
    # sums and windows
    "conv": Signature(("x",), ("weight", "bias"), {**WINDOW, "dilations": (1, 1), "groups": 1}, _conv),
    "linear": Signature(("x",), ("weight", "bias")),
    "matmul": Signature(("x", "y"), settings={"transpose_x": False, "transpose_y": False}),
    "reduce_mean": REDUCE,
    "reduce_sum": REDUCE,
    "reduce_max": REDUCE,
    "avg_pool": Signature(settings={**POOL, "exclude_padding_from_average": False}, refuse=_pool),
    "max_pool": Signature(settings=POOL, refuse=_pool),
    # places
    "reshape": Signature(settings={"shape": REQUIRED}),
    "expand_dims": Signature(settings={"axes": REQUIRED}),
    "squeeze": Signature(settings={"axes": None}),
    "flatten2d": Signature(settings={"axis": 1}),
    "transpose": Signature(settings={"perm": REQUIRED}),
    "concat": Signature(("values",), settings={"axis": REQUIRED, "interleave": False}),
    "split": Signature(settings={"axis": REQUIRED, "num_splits": None, "split_sizes": None}),
    "slice_by_index": Signature(settings={"begin": REQUIRED, "end": REQUIRED, "stride": None, **ENDS}),
    "slice_by_size": Signature(settings={"begin": REQUIRED, "size": REQUIRED}),
    "pad": Signature(settings={"pad": REQUIRED, "mode": "constant", "constant_val": 0.0}, refuse=_pad),
    # quantised activations
    "quantize": Signature(
        ("input",), ("scale", "zero_point"), {"output_dtype": REQUIRED, "axis": None}, _dtype("output_dtype")
    ),
    "dequantize": Signature(("input",), ("scale", "zero_point"), {"axis": None}),
}

END = "classify"
"""Names the classes of the scores it takes; nothing is computed."""


def arguments(kind: str, given: Args) -> tuple[Args, str]:
    """Arguments by the row of ``kind``, defaults filled in, and what of them cannot be executed.

    Args:
        kind: an operation's type.
        given: parameter -> constant as ``values.constant`` gives it, or ``Ref``, or a tuple of them.
    """
    row = SIGNATURES.get(kind)
    if row is None:
        return {}, kind
    unknown = sorted(set(given) - {*row.tensors, *row.arrays, *row.settings})
    if unknown:
        return {}, f"{kind} with {unknown[0]}"
    made: Args = {}
    for names, read in ((row.tensors, _tensor), (row.arrays, _array), (row.settings, _setting)):
        for name in names:
            default = row.settings.get(name) if name in row.settings else None if name in row.arrays else REQUIRED
            value = read(given[name]) if name in given else default
            if value is REQUIRED:
                return {}, f"{kind} with computed {name}" if name in given else f"{kind} without {name}"
            made[name] = value
    words = row.refuse(made)
    return made, f"{kind} {words}" if words else ""


def _tensor(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, tuple):
        return tuple(_tensor(one) for one in value)
    return value.astype("float32") if hasattr(value, "astype") else value


def _array(value: Any) -> Any:  # noqa: ANN401
    return value.astype("float32") if hasattr(value, "astype") else REQUIRED


def _setting(value: Any) -> Any:  # noqa: ANN401
    """An array of one axis as a tuple, of none as a number; strings as they are."""
    if hasattr(value, "tolist"):
        plain = value.tolist()
        return tuple(plain) if isinstance(plain, list) else plain
    return value if isinstance(value, str) else REQUIRED
