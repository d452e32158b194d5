"""The ladder of compute units that a phone climbs down: one row each, best first, CPU last.

A package does not store them: an app sets ``MLModelConfiguration.computeUnits`` to one of Apple's four
``MLComputeUnits`` (developer.apple.com/documentation/coreml/mlcomputeunits). ``all`` is not among the rungs: with it
Core ML chooses between Neural Engine and GPU, so a result could not be laid at either's door.

Tolerances. Core ML cannot run here, so none is measured on a phone. A recipe's is what its own weights and arithmetic
cost the trained ImageNet nets V1 0.25, V1 1.0 and V2 1.0: for single precision the parity promised for every golden
image; for half precision half again the largest |difference| when Keras computed in float16 throughout (.022 .014 .039
on 50 photos each). The saved weights of the two compressed recipes, unpacked and run in single precision on 24 photos
each, moved weight_int8 by .11 .15 .03, of which .25 is half again and the arithmetic; and palettized_6bit by .65 .80
.45, of which .80 is the largest: one table a tensor is coarse for depthwise kernels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mobilekit.formats.coreml import lint
from mobilekit.formats.coreml.program import Program, read_program
from mobilekit.formats.coreml.recipes import recipe as row_of
from mobilekit.formats.coreml.unpack import guarded
from mobilekit.spec import Rung, Unsupported


def _none(program: Program) -> tuple[Unsupported, ...]:
    return ()


@dataclass(frozen=True)
class Units:
    """One setting of ``MLModelConfiguration.computeUnits``.

    Attributes:
        name: case of ``MLComputeUnits`` in Swift.
        options: further properties of ``MLModelConfiguration``, by their own names; ``minimum_ios`` is the kit's, where
            the case is younger than the oldest package.
        rules: what static rules say of a program's ops there.
    """

    name: str
    options: dict[str, Any] = field(default_factory=dict)
    rules: Callable[[Program], tuple[Unsupported, ...]] = _none


LADDER = (
    Units("cpuAndNeuralEngine", {"minimum_ios": "16.0"}, lint.neural_engine),
    # Said outright although it is the default: true would sum in half precision and need another tolerance.
    Units("cpuAndGPU", {"allowLowPrecisionAccumulationOnGPU": False}),
    Units("cpuOnly"),
)


def ladder(path: Path, recipe: str) -> tuple[Rung, ...]:
    """The rungs for one written package.

    A rung whose accelerator would get no work at all stays, since its ``unsupported`` says why, but comes after those
    that have some.

    Raises:
        MobileKitError: not a Core ML package, or no such recipe.
    """
    tolerance = row_of(recipe).tolerance

    def rungs(unpacked: Any) -> list[tuple[bool, Rung]]:  # noqa: ANN401
        program = read_program(unpacked)
        made = []
        for row in LADDER:
            refused = row.rules(program)
            idle = bool(refused) and {item.op for item in refused} >= set(program.counts())
            made.append((idle, Rung(row.name, {"computeUnits": row.name, **row.options}, tolerance, refused)))
        return made

    found = guarded(path, rungs)
    return (
        *(rung for idle, rung in found[:-1] if not idle),
        *(rung for idle, rung in found[:-1] if idle),
        found[-1][1],
    )
