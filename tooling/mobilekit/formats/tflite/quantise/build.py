"""From a float net and calibration pictures to the int8 net whose answers are nearest: the story of tflite-int8."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from mobilekit.formats.tflite.net import Net, Node
from mobilekit.formats.tflite.quantise import bias, scales
from mobilekit.formats.tflite.quantise.integer import Biases, Ends, Ranges, groups, integer, takes_integers
from mobilekit.formats.tflite.quantise.judge import Batches, Judge, Verdict
from mobilekit.formats.tflite.quantise.mixed import Tradeoff, keep_fewest
from mobilekit.formats.tflite.quantise.ranges import Rule, extremes, least_error
from mobilekit.formats.tflite.quantise.statistics import Statistics, observe
from mobilekit.formats.tflite.rewrite.carry import carry
from mobilekit.formats.tflite.rewrite.equalise import equalised
from mobilekit.formats.tflite.rewrite.expand import expand
from mobilekit.formats.tflite.rules import RULES, WEIGHTED
from mobilekit.preprocess import Preprocessing
from mobilekit.spec import AUTO, Job, Step

CHOICES: dict[str, Rule] = {
    "least-error-2.4": least_error(2.4),
    "least-error-2": least_error(2.0),
    "minmax": extremes,
}
"""Ways of choosing ranges. The first serves the trained nets best; another one is taken where it is clearly better."""

EVEN = ", equalised"
"""Ending of the same ways on the net whose hard-swishes are equalised."""

EACH, ENOUGH, JUDGED = 4, 32, 128
"""Every fourth picture is kept aside to judge by, where there are at least 32, and at most 128 of them."""


@dataclasses.dataclass(frozen=True)
class Built:
    """What was made, and how it was chosen.

    Attributes:
        net: in int8.
        ranges: name of the way in which ranges were chosen, with ``EVEN`` where the net was equalised.
        verdicts: of each way, on the pictures kept aside.
        floats: names of the results that stay in floating point.
        tradeoff: of layers kept in floating point to reach a goal; None where there was no goal.
    """

    net: Net
    ranges: str
    verdicts: dict[str, Verdict]
    floats: tuple[str, ...]
    tradeoff: Tradeoff | None = None


class Builder:
    """A float net, observed; gives int8 nets for any ranges and any ops left in float."""

    def __init__(self, net: Net, job: Job) -> None:
        """Run the net, as ``prepared`` makes it, on all calibration pictures, one in memory at a time."""
        self.net = net
        self.ends = ends_of(job.rule, job.int8_io)
        pictures = len(job.calibration)
        apart = pictures >= ENOUGH
        self._judged = Batches(job, range(0, pictures, EACH if apart else 1)[:JUDGED])
        aside = set(self._judged.chosen) if apart else set()
        self._kept = observe(self.net, Batches(job, [k for k in range(pictures) if k not in aside]))
        self._all = self._kept.merged(observe(self.net, self._judged)) if apart else self._kept
        self.judge = Judge(self.net, self._judged)

    def verdict(self, ranges: str, floats: frozenset[Node] = frozenset()) -> Verdict:
        """On the pictures kept aside, of ranges from the others."""
        return self.judge(self._made(ranges, self._kept, floats))

    def final(self, ranges: str, floats: frozenset[Node] = frozenset()) -> Net:
        """The net for the file: ranges from all pictures."""
        return self._made(ranges, self._all, floats)

    def _made(self, ranges: str, statistics: Statistics, floats: frozenset[Node]) -> Net:
        found = ranges_of(self.net, statistics, CHOICES[ranges])
        biases = corrections(self.net, statistics, floats)
        return integer(self.net, found, self.ends, biases, floats)


def build(base: Net, job: Job, step: Step = lambda _: None) -> Built:
    """The int8 net with the ranges that serve it best; the same job gives the same net."""
    rules = list(CHOICES) if job.int8_ranges == AUTO else [job.int8_ranges]
    net = prepared(base)
    builders = {"": Builder(net, job)}
    even = equalised(net, Batches(job, range(len(job.calibration))))
    if even is not None:
        builders[EVEN] = Builder(even, job)
    ways = {f"{rule}{ending}": (builder, rule) for ending, builder in builders.items() for rule in rules}
    verdicts = {name: builder.verdict(rule) for name, (builder, rule) in ways.items()}
    best = next(iter(ways))
    for name in ways:
        best = name if verdicts[name].clearly_better(verdicts[best]) else best
    builder, rule = ways[best]
    floats, tradeoff = frozenset[Node](), None
    whole = [node for node in builder.net.nodes if takes_integers(node)]
    if job.int8_goal is not None:
        step("TFLite int8: which layers stay in floating point")
        floats, tradeoff = keep_fewest(whole, lambda kept: builder.verdict(rule, kept), job.int8_goal)
    left = tuple(node.out.name for node in builder.net.nodes if node in floats or node not in whole)
    return Built(builder.final(rule, floats), best, verdicts, left, tradeoff)


def prepared(base: Net) -> Net:
    """The float net in ops that have a form in 8 bits, with the values it does not tell apart marked."""
    net = carry(expand(base, "HARD_SWISH"))
    _floors(net)
    return net


def ends_of(rule: Preprocessing, kind: str) -> Ends:
    """Let pixel p be the integer p of a uint8 input: step 1 / std, zero point the mean.

    A mean that ends in .5 is rounded down (127.5 -> 127), as TensorFlow's converter does.
    """
    return Ends(kind, 1 / rule.std[0], math.ceil(rule.mean[0] - 0.5))


def ranges_of(net: Net, statistics: Statistics, rule: Rule) -> Ranges:
    """Of every float32 result; those that must share a step have one range, from all their values."""
    chosen = {node for node in net.nodes if takes_integers(node)}
    found: Ranges = {}
    for group in groups(net, chosen):
        low, high = rule(statistics.of(group))
        floor = group[0].floor if len(group) == 1 else None
        found |= dict.fromkeys(group, (low if floor is None else max(low, floor), high))
    return found


def corrections(net: Net, statistics: Statistics, floats: frozenset[Node]) -> Biases:
    """Biases that take back the mean shift of each rounded kernel."""
    found: Biases = {}
    for node in net.nodes:
        kernel, taken = (node.inputs[1], node.inputs[0]) if node.kind in WEIGHTED else (None, None)
        if kernel is None or kernel.data is None or taken is None or node in floats or not takes_integers(node):
            continue
        axis = int(RULES[node.kind].kernel or 0)
        steps = scales.channel_steps(kernel.data, axis)
        stored = scales.rounded(kernel.data, steps, axis) * scales.along_axis(steps, axis, kernel.data.ndim)
        shift = bias.mean_output(node, kernel.data.astype(np.float64) - stored, statistics.mean(taken))
        own = node.data(2)
        before = np.zeros(kernel.shape[axis], np.float32) if own is None else own
        found[node] = (before + shift).astype(np.float32)
    return found


def _floors(net: Net) -> None:
    """Where ``x * relu6(x + 3)`` is all that becomes of x, it is 0 below -3: no integer need be spent there."""
    for value, takers in net.consumers().items():
        gates = [node for node in takers if node.kind == "ADD" and node.activation in ("RELU", "RELU6")]
        products = [node for node in takers if node.kind == "MUL"]
        if len(takers) == 2 and len(gates) == len(products) == 1 and gates[0].out in products[0].inputs:
            number = _number(gates[0])
            value.floor = None if number is None else -number


def _number(node: Node) -> float | None:
    data = next((v.data for v in node.inputs if v is not None and v.data is not None), None)
    return float(data.reshape(-1)[0]) if data is not None and data.size == 1 else None
