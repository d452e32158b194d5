"""Static rules for compute units. Advisory: only ``MLComputePlan`` on a Mac or a phone knows where an op runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mobilekit.formats.coreml.program import Program, dtype
from mobilekit.spec import Unsupported

FLOAT32 = (
    "Advisory: an op in single precision runs on the GPU or CPU; only half precision is eligible for the Neural Engine "
    "(apple.github.io/coremltools/docs-guides/source/typed-execution-example.html)."
)
CLASSIFY = "Advisory: the lookup of the label runs on the CPU; it is one op after the last layer."
DILATED = "Advisory: dilated convolutions are reported to leave the Neural Engine."
WIDE = "Advisory: kernels wider than 13 in half precision are reported to leave the Neural Engine."
RANK = (
    "Advisory: the Neural Engine works on tensors of up to four axes; a channel shuffle written as "
    "(n, h * w, groups, c / groups) has four."
)
INTEGER = (
    "Advisory: the Neural Engine of A17 Pro, M4 and later computes with 8-bit results; an older one unpacks them "
    "(apple.github.io/coremltools/docs-guides/source/opt-whats-new.html)."
)
UNPACKED = (
    "Advisory: 8-bit results are unpacked while it runs, which makes the CPU, and sometimes the GPU, slower than half "
    "precision is (apple.github.io/coremltools/docs-guides/source/opt-quantization-perf.html)."
)

WIDEST, MOST_AXES = 13, 4

QUANTISING = ("quantize", "dequantize")

COMPILE_TIME = "constexpr_"
"""Ops that unpack weights when the model is loaded: they run on no unit."""


def neural_engine(program: Program) -> tuple[Unsupported, ...]:
    """Ops that would run elsewhere, each type once per rule, in order of first appearance."""
    return _found(program, RULES)


def general(program: Program) -> tuple[Unsupported, ...]:
    """The same for GPU and CPU, which run all ops, but some at a price."""
    return _found(program, (_unpacked,))


def _found(program: Program, rules: tuple[Callable[[Program, Any], str], ...]) -> tuple[Unsupported, ...]:
    found: dict[tuple[str, str], Unsupported] = {}
    for op in program.block.operations:
        if op.type == "const" or op.type.startswith(COMPILE_TIME):
            continue
        for rule in rules:
            reason = rule(program, op)
            if reason:
                found.setdefault((op.type, reason), Unsupported(op.type, reason))
                break
    return tuple(found.values())


def _classify(program: Program, op: Any) -> str:  # noqa: ANN401
    return CLASSIFY if op.type == "classify" else ""


def _single(program: Program, op: Any) -> str:  # noqa: ANN401
    """A cast to half precision is where a program enters the Neural Engine, a cast from it where it leaves."""
    return FLOAT32 if op.type != "cast" and any(dtype(output) == "float32" for output in op.outputs) else ""


def _dilated(program: Program, op: Any) -> str:  # noqa: ANN401
    return DILATED if op.type == "conv" and any(step > 1 for step in _integers(program, op, "dilations")) else ""


def _wide(program: Program, op: Any) -> str:  # noqa: ANN401
    """A conv's weight is (out, in / groups, height, width), whether stored or unpacked by another op."""
    if op.type != "conv":
        return ""
    name = op.inputs["weight"].arguments[0].name
    return WIDE if any(side > WIDEST for side in program.shapes.get(name, ())[2:]) else ""


def _rank(program: Program, op: Any) -> str:  # noqa: ANN401
    return RANK if any(output.type.tensorType.rank > MOST_AXES for output in op.outputs) else ""


def _integer(program: Program, op: Any) -> str:  # noqa: ANN401
    return INTEGER if op.type in QUANTISING else ""


def _unpacked(program: Program, op: Any) -> str:  # noqa: ANN401
    return UNPACKED if op.type in QUANTISING else ""


RULES: tuple[Callable[[Program, Any], str], ...] = (_classify, _single, _dilated, _wide, _rank, _integer)
"""Tried in order for each op; the first that speaks is the one reported."""


def _integers(program: Program, op: Any, name: str) -> list[int]:  # noqa: ANN401
    value = program.argument(op, name)
    return list(value.immediateValue.tensor.ints.values) if value is not None else []
