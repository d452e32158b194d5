"""How far a quantised net's answers are from the float net's, on pictures kept aside."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from mobilekit.formats.tflite.execute import Executor
from mobilekit.formats.tflite.net import Net, Value
from mobilekit.preprocess import normalise
from mobilekit.spec import Batch, Job

Scores = npt.NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class Verdict:
    """Of one quantised net.

    Attributes:
        losses: divergence of the answers to each picture, in nats: Kullback-Leibler of the softmax for nets that end in
            one, else the mean squared error over the mean square. What all scores are too large or too small by as a
            whole is left out of the former: it changes no answer, and would hide what does.
        agreement: share of pictures with the same first answer.
    """

    losses: tuple[float, ...]
    agreement: float

    @property
    def loss(self) -> float:
        """The mean."""
        return float(np.mean(self.losses))

    def clearly_better(self, other: Verdict) -> bool:
        """Whether its loss is less by more than two standard errors of the difference, picture by picture."""
        gains = np.subtract(other.losses, self.losses)
        return bool(gains.mean() > 2 * gains.std() / np.sqrt(len(gains)))


class Batches:
    """Some calibration pictures as inputs, (1, H, W, 3) each, read anew each time."""

    def __init__(self, job: Job, chosen: Iterable[int]) -> None:
        """Those at the places ``chosen``."""
        self._job, self.chosen = job, tuple(chosen)

    def __iter__(self) -> Iterator[Batch]:
        """As the float net takes them."""
        return iter(self.of("float32"))

    def of(self, dtype: str) -> Iterator[npt.NDArray[Any]]:
        """As a net takes them whose input is of ``dtype``: pixels for uint8."""
        for place in self.chosen:
            pixels = self._job.calibration[place]
            yield pixels[None] if dtype == "uint8" else normalise(pixels, self._job.rule)[None]


class Judge:
    """The float net's answers to some pictures."""

    def __init__(self, net: Net, batches: Batches) -> None:
        """Ask the float net; the pictures are read again from ``batches`` for every verdict."""
        self._batches, self._softmax = batches, net.producers()[net.outputs[0]].kind == "SOFTMAX"
        self._reference = self._answers(net)

    def __call__(self, net: Net) -> Verdict:
        """The verdict on a net with the same end."""
        found = self._answers(net)
        agreement = float((found.argmax(1) == self._reference.argmax(1)).mean())
        if not self._softmax:
            errors = np.square(found - self._reference).mean(1) / max(np.square(self._reference).mean(), 1e-30)
            return Verdict(tuple(errors.tolist()), agreement)
        ours, theirs = _log_softmax(found * _gain(found, self._reference)), _log_softmax(self._reference)
        return Verdict(tuple((np.exp(theirs) * (theirs - ours)).sum(1).tolist()), agreement)

    def _answers(self, net: Net) -> Scores:
        """(pictures, classes) what goes into the softmax: its 1/256 steps would hide what is to be seen."""
        end = _before_conversion(net, net.outputs[0])
        softmax = net.producers().get(end) if self._softmax else None
        value = softmax.inputs[0] if softmax is not None else end
        if value is None:
            raise TypeError("a softmax without input")
        executor = Executor(net, [value])
        taken = self._batches.of(net.inputs[0].dtype)
        return np.concatenate([_real(executor.run(batch)[0], value).reshape(1, -1) for batch in taken])


def _before_conversion(net: Net, value: Value) -> Value:
    """What the app's type was made from."""
    node = net.producers().get(value)
    while node is not None and node.kind in ("QUANTIZE", "DEQUANTIZE") and node.inputs[0] is not None:
        value = node.inputs[0]
        node = net.producers().get(value)
    return value


def _real(values: npt.NDArray[Any], value: Value) -> Scores:
    wide = values.astype(np.float64)
    if value.scale is None or value.zero is None:
        return wide
    return np.asarray((wide - int(value.zero[0])) * float(value.scale[0]))


def _gain(found: Scores, reference: Scores) -> float:
    """The one factor that brings scores nearest to others, each picture's mean left out: a softmax ignores it."""
    one, two = (scores - scores.mean(1, keepdims=True) for scores in (found, reference))
    return float((one * two).sum() / max((one * one).sum(), 1e-30))


def _log_softmax(scores: Scores) -> Scores:
    shifted = scores - scores.max(1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(1, keepdims=True)))
