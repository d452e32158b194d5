"""Core ML itself, on macOS: the same questions, answered by ``MLModel.predict``."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from mobilekit.errors import MobileKitError
from mobilekit.formats.coreml.execute.graph import Graph
from mobilekit.formats.coreml.quiet import quiet
from mobilekit.spec import Batch


class Apple:
    """A package as Core ML compiled it for this Mac, on the compute units that it chooses."""

    def __init__(self, path: Path, graph: Graph) -> None:
        """Load the package at ``path``; ``graph`` says what goes in and what comes out.

        Raises:
            MobileKitError: Core ML refuses it.
        """
        self._path, self._graph = path, graph
        with quiet():
            import coremltools as ct

            try:
                self._model = ct.models.MLModel(str(path))
            except Exception as error:
                # Core ML's own errors arrive as whatever its Objective-C bridge makes of them.
                raise MobileKitError(
                    f"Core ML does not load {path}: {str(error).splitlines()[0]}",
                    remedy="Convert the model again for an iOS version that this macOS knows.",
                ) from error

    def scores(self, images: Batch) -> Batch:
        """(N, H, W, 3) float32 -> (N, classes); an image input takes bytes, so values are rounded to them."""
        pixels = np.clip(np.rint(images), 0, 255).astype(np.uint8)
        return np.stack([self._one(pixel) for pixel in pixels])

    def layers(self, images: Batch) -> dict[str, Batch]:
        """Core ML shows no results but the last: the numpy interpreter's, in native precision."""
        return self._interpreter.layers(images)  # type: ignore[no-any-return]

    @cached_property
    def _interpreter(self) -> Any:  # noqa: ANN401
        from mobilekit.formats.coreml.execute.interpret import Interpreter
        from mobilekit.formats.coreml.execute.rounding import NATIVE

        return Interpreter(self._graph, NATIVE)

    def _one(self, pixels: Any) -> Batch:  # noqa: ANN401
        """(H, W, 3) uint8 in the program's order -> (classes,), in the order of the labels."""
        from PIL import Image

        # An image feature takes an RGB picture and turns its channels itself.
        rgb = pixels[..., ::-1] if self._graph.image.reversed else pixels
        found = self._model.predict({self._graph.image.name: Image.fromarray(np.ascontiguousarray(rgb))})
        for value in found.values():
            if isinstance(value, dict):
                return np.array([value[label] for label in self._graph.labels], np.float32)
        arrays = [np.asarray(value, np.float32).ravel() for value in found.values() if not isinstance(value, str)]
        return arrays[0]
