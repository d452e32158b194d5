"""Programs to compare: fakes whose results are written down, and a small .tflite with faults put into it."""

from __future__ import annotations

import numpy as np

from mobilekit.divergence.kinds import Kind
from mobilekit.divergence.measure import Subject
from mobilekit.formats.tflite import flat, metadata

PICTURES = np.arange(3 * 4 * 4 * 3, dtype=np.uint8).reshape(3, 4, 4, 3)


class Fake:
    """A runner with these layers: name -> function of the (1, H, W, 3) picture."""

    def __init__(self, layers):
        self._layers = layers

    def run(self, tensors):
        raise NotImplementedError

    def run_values(self, values):
        raise NotImplementedError

    def layers(self, tensors):
        assert len(tensors) == 1, "one picture at a time"
        return {name: np.asarray(give(tensors), np.float32) for name, give in self._layers.items()}


def noise(seed, shape=(1, 4, 4, 8)):
    """A result that depends on the picture and on nothing else."""
    return lambda picture: np.random.default_rng([seed, int(picture.sum())]).normal(size=shape)


def subject(variant, **rows):
    """name=(op, shared kind, function), in order; each is computed from the one before."""
    sources = dict(zip(rows, [(), *((name,) for name in rows)], strict=False))
    kinds = {name: Kind(op, shared, sources[name]) for name, (op, shared, _) in rows.items()}
    return Subject(variant, Fake({name: give for name, (_, _, give) in rows.items()}), kinds)


def fused(count=5, **changed):
    """As TFLite has it: convolution and relu are one result; ``changed``: name=function."""
    rows = {f"c{k}": ("CONV_2D RELU6", "relu", changed.get(f"c{k}", relu(noise(k)))) for k in range(count)}
    return subject("tflite-float32", **rows)


def unfused(variant="coreml-float32", count=5, names="{}", **changed):
    """As Core ML has it: convolution, then relu6, and a copy of the last result."""
    rows = {}
    for k in range(count):
        rows[names.format(f"conv{k}")] = ("conv", "conv", noise(k))
        rows[names.format(f"relu{k}")] = ("relu6", "relu", changed.get(f"relu{k}", relu(noise(k))))
    return subject(variant, **rows, copy=("cast", "cast", relu(noise(count - 1))))


def relu(give):
    return lambda picture: np.clip(give(picture), 0, 6)


def quiet(give, level):
    """The same with noise of ``level`` of the amplitude, which is the same for the same picture."""
    return lambda picture: give(picture) + level * noise(99, give(picture).shape)(picture) * np.std(give(picture))


def edited(path, out, change):
    """A copy of a .tflite after ``change(main graph, buffers)``, which this repository wrote and so trusts."""
    model = flat.unpack(path.read_bytes())
    change(model.subgraphs[0], model.buffers)
    out.write_bytes(metadata.append_labels(flat.pack(model), ("a label",)))
    return out
