"""What a check is: one question about a bundle, answered once per subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.bundle import MANIFEST, SUMS
from mobilekit.formats import FORMATS
from mobilekit.formats.base import Runner
from mobilekit.golden import read_ppm
from mobilekit.preprocess import Pixels, Preprocessing, to_tensor
from mobilekit.spec import Batch, Readback

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"

Artifact = dict[str, Any]
"""One of the manifest's ``artifacts``."""

Figures = Mapping[str, Any]
NOTHING: Figures = MappingProxyType({})

BUNDLE = "bundle"
"""Subject of an answer that is about no single file."""

TWINS = ("tflite-float32", "coreml-float32")
"""Variants that are the source model up to the order of sums, the faster one first."""


@dataclass(frozen=True)
class Answer:
    """What a check found of one subject.

    Attributes:
        status: ``passed`` | ``failed`` | ``skipped``; one that did not run is never shown as passed.
        message: what was found, or why it was skipped.
        measured: the figures behind it, finite ones.
        limit: what they were held against.
        remedy: what to do, where it failed.
    """

    status: str
    message: str
    measured: dict[str, Any] = field(default_factory=dict)
    limit: dict[str, Any] = field(default_factory=dict)
    remedy: str = ""


REMAKE = "Make the bundle again with mobilekit convert; nothing in it is meant to be edited by hand."
"""What to do about most faults."""


def passed(message: str, measured: Figures = NOTHING, limit: Figures = NOTHING) -> Answer:
    """An answer that is as it should be."""
    return Answer(PASSED, message, dict(measured), dict(limit))


def failed(message: str, remedy: str = REMAKE, measured: Figures = NOTHING, limit: Figures = NOTHING) -> Answer:
    """An answer that is a fault, and what to do about it."""
    return Answer(FAILED, message, dict(measured), dict(limit), remedy)


def skipped(reason: str) -> Answer:
    """No answer, and why."""
    return Answer(SKIPPED, reason)


@dataclass(frozen=True)
class Outcome:
    """The answer for one subject.

    Attributes:
        check: name of the check's row.
        subject: ``bundle``, or a variant such as ``tflite-int8``.
        status: ``passed`` | ``failed`` | ``skipped``; one that did not run is never shown as passed.
        message: what was found, or why it was skipped.
        measured: the figures behind it.
        limit: what they were held against.
        remedy: what to do, where it failed.
    """

    check: str
    subject: str
    status: str
    message: str
    measured: dict[str, Any] = field(default_factory=dict)
    limit: dict[str, Any] = field(default_factory=dict)
    remedy: str = ""


def grouped(outcomes: list[Outcome]) -> list[tuple[Outcome, list[str]]]:
    """Outcomes with the same answer to the same question as one, with all their subjects: what people are shown."""
    groups: dict[tuple[str, str, str], tuple[Outcome, list[str]]] = {}
    for outcome in outcomes:
        key = (outcome.check, outcome.status, outcome.message)
        groups.setdefault(key, (outcome, []))[1].append(outcome.subject)
    return list(groups.values())


@dataclass
class Context:
    """A bundle under validation; what is read or run once is kept for the checks that follow.

    Attributes:
        root: the bundle's folder.
        manifest: None until the manifest check has accepted it.
        readbacks: variant -> what its file's bytes say of themselves; those that cannot be read are left out.
        outputs: variant -> (N, classes) float32 on the golden images; those that do not run are left out.
        nervous: (draws, N, classes) float32: the twin's outputs under input noise; None where there is no twin.
        lost: (check, subject) of what failed or could not be asked, and so cannot be built upon.
    """

    root: Path
    manifest: dict[str, Any] | None = None
    readbacks: dict[str, Readback] = field(default_factory=dict)
    outputs: dict[str, Batch] = field(default_factory=dict)
    nervous: Batch | None = None
    lost: set[tuple[str, str]] = field(default_factory=set)
    _runners: dict[str, Runner] = field(default_factory=dict)

    @property
    def accepted(self) -> dict[str, Any]:
        """The manifest, once accepted."""
        assert self.manifest is not None, "a check that needs the manifest ran before it was accepted"
        return self.manifest

    @property
    def artifacts(self) -> dict[str, Artifact]:
        """Variant -> its entry in the manifest, in the manifest's order."""
        return {artifact["variant"]: artifact for artifact in self.accepted["artifacts"]}

    @property
    def activation(self) -> str:
        """What the outputs went through, as the manifest states it."""
        return str(self.accepted["model"]["activation"])

    @cached_property
    def rule(self) -> Preprocessing:
        """The preprocessing as the manifest states it."""
        return rule_of(self.accepted["preprocessing"])

    @cached_property
    def pictures(self) -> list[tuple[Pixels, int]]:
        """The golden images as stored, (H, W, 3) uint8 RGB, each with its rotation."""
        images = self.accepted["golden"]["images"]
        return [(read_ppm((self.root / image["path"]).read_bytes()), image["rotation"]) for image in images]

    @cached_property
    def tensors(self) -> Pixels:
        """(N, H, W, 3) uint8: the golden images, geometry done."""
        return np.stack([to_tensor(pixels, self.rule, rotation) for pixels, rotation in self.pictures])

    @cached_property
    def reference(self) -> Batch:
        """(N, classes) float32: the source model's outputs on the golden images."""
        data = (self.root / self.accepted["golden"]["reference"]["path"]).read_bytes()
        values: npt.NDArray[np.float32] = np.frombuffer(data, "<f4")
        return values.reshape(len(self.accepted["golden"]["images"]), self.accepted["model"]["classes"])

    @property
    def twin(self) -> str | None:
        """The single-precision variant that stands for the source model, which is not here; None without one."""
        return next((name for name in TWINS if name in self.outputs), None)

    def sound(self, variant: str) -> bool:
        """Whether a file ran and gave the reference's answers; asked after the checks of parity only."""
        return variant in self.outputs and (f"{variant.split('-')[0]}_parity", variant) not in self.lost

    def runner(self, variant: str) -> Runner:
        """The variant's file, loaded; the same one every time.

        Raises:
            MobileKitError: the file cannot be loaded.
        """
        if variant not in self._runners:
            artifact = self.artifacts[variant]
            row = FORMATS[variant.split("-")[0]]
            self._runners[variant] = row.runner(self.root / artifact["path"], self.rule, tuple(artifact["app_steps"]))
        return self._runners[variant]

    @property
    def sums(self) -> str:
        """The text of ``SHA256SUMS``."""
        return (self.root / SUMS).read_bytes().decode("utf-8", "replace")

    @property
    def manifest_bytes(self) -> bytes:
        """``manifest.json`` as stored."""
        return (self.root / MANIFEST).read_bytes()


def rule_of(values: dict[str, Any]) -> Preprocessing:
    """The manifest's ``preprocessing`` object as a rule."""
    height, width = values["size"]
    return Preprocessing(
        size=(height, width),
        crop_fraction=float(values["crop_fraction"]),
        mean=tuple(float(v) for v in values["mean"]),
        std=tuple(float(v) for v in values["std"]),
        color_order=values["color_order"],
        resize=values["resize"],
    )


@dataclass(frozen=True)
class Check:
    """A row of the table of checks that asks about the bundle as a whole.

    Attributes:
        name: in reports.
        question: what it answers, for people.
        run: the check itself: subject -> answer.
        needs: names of checks that must not have failed for the bundle if this one is to mean anything.
    """

    name: str
    question: str
    run: Callable[[Context], dict[str, Answer]]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileCheck:
    """A row of the table of checks that asks the same of each file.

    Attributes:
        name: in reports.
        question: what it answers, for people.
        run: the check itself, of one entry of the manifest.
        needs: names of checks that must not have failed, for the bundle or for the file in question.
        format: the only one it asks about; None for all.
    """

    name: str
    question: str
    run: Callable[[Context, Artifact], Answer]
    needs: tuple[str, ...] = ()
    format: str | None = None
