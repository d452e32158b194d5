"""The ladder of compute units that a phone climbs down: one row each, best first, CPU last.

A package does not store them: an app sets ``MLModelConfiguration.computeUnits`` to one of Apple's four
``MLComputeUnits`` (developer.apple.com/documentation/coreml/mlcomputeunits). ``all`` is not among the rungs: with it
Core ML chooses between Neural Engine and GPU, so a result could not be laid at either's door.

Tolerances. None is measured on a phone. A recipe's is what its own weights and arithmetic cost, by the executor of
``run`` (tests/bench/coreml_agreement.py): the largest |difference| from Keras over 500 photographs for V1 1.0 and V2
1.0, and over 1000 test pictures of CIFAR-10 for V3-Small, each result rounded to its declared type; in the Neural
Engine's mode it was the same to .01. In brackets what it was before biases were corrected, as it still is where the
calibration pictures are of another kind than the app's:

    float16          .027 .034 .008
    weight_int8      .11  .09  .020  (.338 .036 .025)
    palettized_6bit  .19  .23  .081  (.607 .463 .070)
    w8a8             .17  .16  .30
    weight_int4      .40  .75  .23
    palettized_4bit  .61  .73  .29

For single precision the tolerance is the parity promised for every golden image. For half precision it is the largest
difference and as much again, rounded down, for arithmetic that is specified less closely than ours; the compressed
recipes have the largest of their row and that .06, and ``w8a8`` no less than ``weight_int8``, whose kernels it has.
A pruned net that was trained for it is off by nothing; its tolerance is a palette's.
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
    rules: Callable[[Program], tuple[Unsupported, ...]] = lint.general


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
