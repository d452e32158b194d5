"""Graphs of a few operations, without a file around them, for the tests of the executor."""

from __future__ import annotations

import numpy as np

from mobilekit.formats.coreml.execute.graph import Image, Node, Ref, Result
from mobilekit.formats.coreml.execute.interpret import Interpreter
from mobilekit.formats.coreml.execute.lower import Lowered
from mobilekit.formats.coreml.execute.neuralnetwork import _Building
from mobilekit.formats.coreml.execute.read import graph_of
from mobilekit.formats.coreml.execute.signatures import arguments

SIZE = (6, 5)
IMAGE = Image("image", SIZE)
X = Ref("x")
"""In the arguments of a case: the result before it."""


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(0, 2, shape).astype(np.float32)


def graph(cases, dtype="float32"):
    """(type, given) cases, each taking the result before it as ``X``, the first the image."""
    building = _Building({"image": (1, 3, *SIZE)})
    before, nodes = "image", []
    for index, (kind, given) in enumerate(cases):
        bound = {name: _bound(value, before) for name, value in given.items()}
        args, problem = arguments(kind, bound)
        assert problem == "", problem
        shapes = building._shapes_after(Node(kind, (Result("", (), dtype),), args))
        results = tuple(Result(f"{kind}_{index}_{k}", shape, dtype) for k, shape in enumerate(shapes))
        building.shapes |= {result.name: result.shape for result in results}
        nodes.append(Node(kind, results, args))
        before = results[-1].name
    return graph_of(IMAGE, tuple(nodes), before, ())


def _bound(value, before):
    if value is X:
        return Ref(before)
    if isinstance(value, tuple) and any(one is X for one in value):
        return tuple(_bound(one, before) for one in value)
    return value if isinstance(value, str) else np.asarray(value)


def both(made, images, mode="float32"):
    """Every result by the oracle and by the lowered graph."""
    return Interpreter(made, mode).layers(images), Lowered(made, mode).layers(images)
