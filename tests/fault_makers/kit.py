"""The source model, for faults that only another conversion can make."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
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
        return resolve(None, Options(), quietly)

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

    def traced(self, change: Callable[[Any], None]) -> Any:
        """The function of a copy of the network that ``change`` has altered."""
        import keras

        source = self.request.source
        model = keras.models.clone_model(source.model)
        model.set_weights(source.model.get_weights())
        change(model)
        return trace(dataclasses.replace(source, model=model), self.request.rule)[0]
