"""A graph lowered once to TensorFlow: many pictures a call, channels last inside, whatever the program says.

Nothing is transposed on the way: a tensor carries the order in which its axes lie in memory (``Held.order``), the
program's ``transpose`` only renames them, and an operation that needs a certain order asks for it. Rounding waits until
an operation needs it, so that TensorFlow sees convolution, bias and ReLU6 side by side and runs them as one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.coreml.execute.graph import HALF, Graph, Node, Ref, Result
from mobilekit.formats.coreml.execute.held import Builder, Held
from mobilekit.formats.coreml.execute.lower_ops import LOWER, half_sum
from mobilekit.formats.coreml.execute.rounding import ANE, EXACT, FLOAT32, PRODUCTS, SATURATION, SUMS
from mobilekit.formats.coreml.unpack import Broken

Floats = npt.NDArray[np.float32]


class Lowered:
    """A graph and a mode as a TensorFlow session of its own, so that runners can work side by side."""

    def __init__(self, graph: Graph, mode: str, threads: int = 1) -> None:
        """Lower ``graph``.

        Args:
            graph: to run.
            mode: one of ``rounding.MODES``.
            threads: of the session.

        Raises:
            Broken: results of other shapes than declared.
        """
        import tensorflow as tf

        v1 = tf.compat.v1
        self.graph, self._mode = graph, mode
        where = tf.Graph()
        with where.as_default():
            self._build = Builder(tf)
            rows = None if graph.batchable else 1
            self._image = v1.placeholder(tf.float32, (rows, *graph.image.size, 3), "image")
            held = self._lower(Held(self._image, (0, 2, 3, 1)))
            self._scores = self._build.plain(self._build.rounded(held[graph.scores]))
            self._layers = {
                name: self._build.plain(self._build.rounded(one))
                for name, one in held.items()
                if name != graph.image.name
            }
        where.finalize()
        config = v1.ConfigProto(intra_op_parallelism_threads=threads, inter_op_parallelism_threads=1)
        config.use_per_session_threads = True
        self._session = v1.Session(graph=where, config=config)

    def scores(self, images: Floats) -> Floats:
        """(N, H, W, 3) float32 in the program's order of channels -> (N, classes)."""
        found = self._session.run(self._scores, {self._image: images})
        return np.asarray(found).reshape(len(images), self.graph.classes)

    def layers(self, images: Floats, names: tuple[str, ...] = ()) -> dict[str, Floats]:
        """The same -> every result by name, or those called ``names``, with the program's axes."""
        wanted = {name: self._layers[name] for name in names or self._layers}
        found: dict[str, Floats] = self._session.run(wanted, {self._image: images})
        return found

    def _lower(self, image: Held) -> dict[str, Held]:
        held = {self.graph.image.name: image}
        for node in self.graph.nodes:
            for result, made in zip(node.results, self._node(node, held), strict=True):
                _check(node, result, made)
                held[result.name] = made
        return held

    def _node(self, node: Node, held: dict[str, Held]) -> tuple[Held, ...]:
        narrow = node.results[0].dtype == HALF and self._mode != FLOAT32
        late = narrow and node.type in EXACT
        given = {name: self._value(value, held, late) for name, value in node.args.items()}
        if self._mode == ANE and node.type in SUMS and narrow:
            made: Any = half_sum(self._build, given, mean=node.type == "reduce_mean")
        else:
            made = LOWER[node.type](self._build, given, node.results[0].shape)
        made = made if isinstance(made, tuple) else (made,)
        if self._mode == ANE and node.type in PRODUCTS:
            made = tuple(one.mapped(lambda x: self._build.tf.clip_by_value(x, -SATURATION, SATURATION)) for one in made)
        waiting = narrow and (not late or any(held[ref.name].waiting for ref in node.refs()))
        return tuple(Held(one.tensor, one.order, waiting) for one in made)

    def _value(self, value: Any, held: dict[str, Held], late: bool) -> Any:  # noqa: ANN401, FBT001
        if isinstance(value, tuple):
            return tuple(self._value(one, held, late) for one in value)
        if not isinstance(value, Ref):
            return value
        return held[value.name] if late else self._build.rounded(held[value.name])


def _check(node: Node, result: Result, made: Held) -> None:
    """Refuse a result of another shape than declared."""
    sizes = made.tensor.shape.as_list()
    shape = [sizes[made.order.index(axis)] for axis in range(len(sizes))]
    if len(shape) != len(result.shape) or tuple(shape[1:]) != result.shape[1:]:
        raise Broken(f"its {node.type} gives {tuple(shape)} where {result.shape} was declared")
