"""Which results of a program are kept in 8 bits: read off its operations, without running it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mobilekit.formats.coreml.program import read_program
from mobilekit.formats.coreml.unpack import Unpacked, guarded


def quantised_results(path: Path) -> dict[str, str]:
    """Name of a result that is quantised -> name of what is computed with instead, in the order of the program.

    Raises:
        MobileKitError: not a Core ML package that holds an ML program.
    """
    found: dict[str, str] = guarded(path, _pairs)
    return found


def _pairs(unpacked: Unpacked) -> dict[str, str]:
    ops = read_program(unpacked).block.operations
    whole = {op.outputs[0].name: _input(op) for op in ops if op.type == "quantize"}
    return {whole[_input(op)]: op.outputs[0].name for op in ops if op.type == "dequantize" and _input(op) in whole}


def _input(op: Any) -> str:  # noqa: ANN401
    return str(op.inputs["input"].arguments[0].name)
