"""The source model, for faults that only another conversion can make."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from pathlib import Path
from typing import Any

from fault_makers.bundle import Bundle
from mobilekit.assembly import Request
from mobilekit.formats import FORMATS
from mobilekit.request import Options, resolve
from mobilekit.sources.base import trace
from mobilekit.spec import Job


def quietly(_: str) -> None:
    """A ``Step`` that says nothing."""


class Kit:
    """Loads the packaged model when first asked; a fault that edits bytes never does."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch

    @cached_property
    def request(self) -> Request:
        return resolve(None, Options(variants=("default", "coreml-w8a8", "coreml-weight_int4")), quietly)

    @cached_property
    def job(self) -> Job:
        """Of the good bundle's conversion."""
        request = self.request
        function, rule = trace(request.source, request.rule)
        return Job(function, request.labels, rule, request.calibration.tensors, request.card, request.int8_io)

    def again(self, bundle: Bundle, variant: str, **change: Any) -> None:
        """Convert one variant of ``bundle`` again from a job that differs in ``change``."""
        name, recipe = variant.split("-")
        self.scratch.mkdir(exist_ok=True)
        job = dataclasses.replace(self.job, **change)
        bundle.place(variant, FORMATS[name].convert(job, (recipe,), self.scratch, quietly)[recipe])

    def with_epsilon(self, epsilon: float) -> Any:
        """The network's function with another epsilon in every batch norm; the model is left as it was."""
        layers = [layer for layer in self.request.source.model.layers if hasattr(layer, "epsilon")]
        kept = [layer.epsilon for layer in layers]
        try:
            for layer in layers:
                layer.epsilon = epsilon
            return trace(self.request.source, self.request.rule)[0]
        finally:
            for layer, old in zip(layers, kept, strict=True):
                layer.epsilon = old
