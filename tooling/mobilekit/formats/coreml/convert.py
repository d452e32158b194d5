"""One traced function -> the chosen .mlpackage folders: one pass of the TensorFlow frontend, one export a variant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mobilekit.errors import MobileKitError
from mobilekit.formats.coreml.activations import Scale, quantise_activations
from mobilekit.formats.coreml.biases import shifts
from mobilekit.formats.coreml.calibrate import calibrate
from mobilekit.formats.coreml.compress import WAYS, Packer, compress
from mobilekit.formats.coreml.copies import deep_copy
from mobilekit.formats.coreml.execute.graph import HALF
from mobilekit.formats.coreml.inputs import covariances
from mobilekit.formats.coreml.metadata import INPUT, LABEL, SCORES, describe
from mobilekit.formats.coreml.package import write_package
from mobilekit.formats.coreml.quiet import quiet
from mobilekit.formats.coreml.recipes import Recipe, recipe
from mobilekit.formats.coreml.wire import serialise
from mobilekit.spec import Job, Step

SUFFIX = ".mlpackage"

TO_HALF = (
    "common::add_fp16_cast",
    "common::const_elimination",
    "common::dead_code_elimination",
    "common::cast_optimization",
    "common::dead_code_elimination",
    "common::const_elimination",
    "common::const_deduplication",
    "common::dead_code_elimination",
)
"""What coremltools' default pipeline does more for half precision than for single (pass_pipeline.py)."""


def convert(job: Job, recipes: tuple[str, ...], folder: Path, step: Step) -> dict[str, Path]:
    """Write ``folder/<card.name>-<recipe>.mlpackage`` for each recipe; the same job gives the same bytes.

    The vendor's way is ``ct.convert`` once a variant, each running the frontend and all passes again, then a reload
    and a second save for each compression. Here one single-precision program is copied in memory, and each copy is
    narrowed, compressed and written once.

    Returns:
        Recipe name -> path of its package.

    Raises:
        MobileKitError: unknown recipe, shapes that are not fixed, labels that do not fit the output, or a network
            that coremltools cannot express.
    """
    rows = [recipe(name) for name in recipes]
    _check(job)
    step("Core ML: reading the network")
    with quiet():
        making, written = _Making(job, _program(job)), {}
    for row in rows:
        step(f"Core ML {row.name}: {row.title}")
        written[row.name] = folder / f"{job.card.name}-{row.name}{SUFFIX}"
        with quiet():
            _export(making.variant(row), row, job, written[row.name])
    return written


@dataclass
class _Making:
    """What several variants of one job share.

    Attributes:
        job: the job.
        single: its program in single precision.
    """

    job: Job
    single: Any
    _packers: dict[str, Packer] = field(default_factory=dict)

    @cached_property
    def half(self) -> Any:  # noqa: ANN401
        return _halved(self.single)

    def variant(self, row: Recipe) -> Any:  # noqa: ANN401
        """A program of its own, as ``row`` wants it."""
        import coremltools as ct

        source = self.half if row.precision == HALF else self.single
        _forget_names()
        made = deep_copy(source)
        if row.compression:
            made.functions["main"].opset_version = getattr(ct.target, row.target)
            packer = self._packer(row.compression)
            compress(made, packer, shifts(self.job.lowered, packer.rounding))
        if row.activations:
            quantise_activations(made, self._scales(made, row))
        return made

    def _packer(self, way: str) -> Packer:
        if way not in self._packers:
            self._packers[way] = Packer(WAYS[way], self.half, self._spreads if WAYS[way].compensated else {})
        return self._packers[way]

    @cached_property
    def _spreads(self) -> dict[str, Any]:
        """How the inputs of the half-precision program's layers vary; nothing where there are no pictures."""
        with self._written(self.half, recipe(HALF)) as path:
            return covariances(path, self.job.calibration)

    def _scales(self, program: Any, row: Recipe) -> dict[int, Scale]:  # noqa: ANN401
        trial = deep_copy(program)
        quantise_activations(trial)
        with self._written(trial, row) as path:
            return calibrate(path, self.job.calibration)

    @contextmanager
    def _written(self, program: Any, row: Recipe) -> Iterator[Path]:  # noqa: ANN401
        """A package that is there only to be run."""
        with TemporaryDirectory() as folder:
            path = Path(folder, f"trial{SUFFIX}")
            _export(deep_copy(program), row, self.job, path)
            yield path


def _check(job: Job) -> None:
    image, scores = job.function.inputs[0].shape, job.function.outputs[0].shape
    if not image.is_fully_defined() or not scores.is_fully_defined():
        # Core ML refuses on the phone what converts here: https://github.com/apple/coremltools/issues/2764
        raise MobileKitError(
            f"The network takes {image} and gives {scores}; Core ML needs every size fixed.",
            remedy="Give the model an input of fixed height and width.",
        )
    if scores[-1] != len(job.labels):
        raise MobileKitError(
            f"The network gives {scores[-1]} scores, but there are {len(job.labels)} labels.",
            remedy="Pass a labels file with one line for each score.",
        )


def _program(job: Job) -> Any:  # noqa: ANN401
    """The network in single precision as coremltools' in-memory program.

    A GraphDef and not the function: the function is frozen already, and coremltools would freeze and optimise it a
    second time (2 CPU seconds for MobileNetV2, the same program).
    """
    import coremltools as ct

    _forget_names()
    mean, std = job.rule.mean, job.rule.std[0]
    image = ct.ImageType(
        name=INPUT, shape=tuple(job.function.inputs[0].shape), scale=1 / std, bias=[-value / std for value in mean]
    )
    try:
        return ct.convert(
            job.function.graph.as_graph_def(add_shapes=True),
            source="tensorflow",
            convert_to="milinternal",
            inputs=[image],
            outputs=[ct.TensorType(name=job.function.outputs[0].op.name)],
            compute_precision=ct.precision.FLOAT32,
            minimum_deployment_target=ct.target.iOS15,
        )
    except (NotImplementedError, ValueError, RuntimeError, AssertionError) as error:
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise MobileKitError(
            f"coremltools cannot express {job.card.name}: {reason}",
            remedy="Replace the layer it names, or leave the Core ML variants out with --variant.",
        ) from error


def _halved(program: Any) -> Any:  # noqa: ANN401
    from coremltools.converters.mil.mil.passes.pass_pipeline import PassPipeline, PassPipelineManager

    _forget_names()
    narrow = deep_copy(program)
    PassPipelineManager.apply_pipeline(narrow, PassPipeline(list(TO_HALF), "half"))
    return narrow


def _export(program: Any, row: Recipe, job: Job, path: Path) -> None:  # noqa: ANN401
    """Write ``program``; coremltools writes the weights straight to their place in the package."""
    import coremltools as ct
    from coremltools.converters.mil.converter import ConverterRegistry, mil_convert_to_proto

    _forget_names()
    scores = program.functions["main"].outputs[0].name
    with write_package(path) as package:
        model, _ = mil_convert_to_proto(
            program,
            "milinternal",
            "mlprogram",
            ConverterRegistry,
            main_pipeline=ct.PassPipeline.EMPTY,
            weights_dir=str(package.weights),
            classifier_config=ct.ClassifierConfig(list(job.labels), LABEL, scores),
            specification_version=getattr(ct.target, row.target).value,
        )
        ct.utils.rename_feature(model, f"{LABEL}_probs", SCORES)
        describe(model, job)
        package.spec = serialise(model)


def _forget_names() -> None:
    """Restart the counters behind generated op names, so that bytes do not depend on what was converted before."""
    from coremltools.converters.mil.converter import _reset_conversion_state

    _reset_conversion_state()
