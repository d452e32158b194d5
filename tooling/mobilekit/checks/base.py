"""What a check is: one question about a bundle, answered once per subject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.bundle import MANIFEST, SUMS
from mobilekit.golden import read_ppm
from mobilekit.preprocess import Pixels, Preprocessing, to_tensor
from mobilekit.spec import Batch, Readback

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


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
    """A bundle under validation; what is read once is kept for the checks that follow.

    Attributes:
        root: the bundle's folder.
        manifest: None until the manifest check has accepted it.
    """

    root: Path
    manifest: dict[str, Any] | None = None

    @property
    def accepted(self) -> dict[str, Any]:
        """The manifest, once accepted."""
        assert self.manifest is not None, "a check that needs the manifest ran before it was accepted"
        return self.manifest

    @cached_property
    def rule(self) -> Preprocessing:
        """The preprocessing as the manifest states it."""
        return rule_of(self.accepted["preprocessing"])

    @cached_property
    def tensors(self) -> Pixels:
        """(N, H, W, 3) uint8: the golden images, geometry done."""
        images = self.accepted["golden"]["images"]
        read = [(read_ppm((self.root / image["path"]).read_bytes()), image["rotation"]) for image in images]
        return np.stack([to_tensor(pixels, self.rule, rotation) for pixels, rotation in read])

    @cached_property
    def reference(self) -> Batch:
        """(N, classes) float32: the source model's outputs on the golden images."""
        data = (self.root / self.accepted["golden"]["reference"]["path"]).read_bytes()
        values: npt.NDArray[np.float32] = np.frombuffer(data, "<f4")
        return values.reshape(len(self.accepted["golden"]["images"]), self.accepted["model"]["classes"])

    @cached_property
    def readbacks(self) -> dict[str, Readback]:
        """What each artifact's bytes say of themselves, by variant; those that cannot be read are left out."""
        return {}

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
    """One row of the table of checks.

    Attributes:
        name: in reports.
        question: what it answers, for people.
        run: the check itself.
        needs: names of checks that must not have failed for this one to mean anything.
    """

    name: str
    question: str
    run: Callable[[Context], list[Outcome]]
    needs: tuple[str, ...] = ()
