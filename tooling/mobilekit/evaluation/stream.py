"""Pictures in, answers out: in chunks, on all cores, with nothing kept but the answers."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from mobilekit.decoding import Undecodable, decode
from mobilekit.evaluation.answers import condense, join
from mobilekit.evaluation.models import REFERENCE, Ask
from mobilekit.evaluation.records import Answers, Refused, Whole
from mobilekit.preprocess import Pixels, Preprocessing, to_tensor
from mobilekit.spec import Batch, Step

CHUNK = 16
"""Pictures in work at once: enough for a batched call to pay, 10 MB at 224x224 where they are float32."""


@dataclass(frozen=True)
class Ready:
    """A picture with geometry done: (H, W, 3) uint8 RGB, and what its file needed."""

    tensor: Pixels
    conversions: tuple[str, ...]


@dataclass
class Streamed:
    """What a run gives.

    Attributes:
        used: numbers of the pictures that were answered, in order.
        refused: the others.
        converted: kind of conversion -> pictures that needed it.
        answers: of each model that was asked, ``reference`` among them.
    """

    used: list[int] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    converted: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Answers] = field(default_factory=dict)


@dataclass(frozen=True)
class Pipeline:
    """The way of a picture: decoded by ``rule``, answered by each of ``ask``, held against ``ask["reference"]``.

    ``steps`` has the quantisation step of the outputs of those whose outputs have one.
    """

    folder: Path
    rule: Preprocessing
    ask: dict[str, Ask]
    activation: str
    steps: dict[str, float] = field(default_factory=dict)

    def run(self, paths: Sequence[str], step: Step) -> Streamed:
        """Answer every picture; memory does not grow with their number, but for a few numbers each."""
        result = Streamed()
        parts: dict[str, list[Answers]] = {name: [] for name in self.ask}
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for numbers, scores in self._scores(paths, pool, result, step):
                result.used += numbers.tolist()
                for name, batch in scores.items():
                    parts[name].append(condense(scores[REFERENCE], batch, self.activation, self.steps.get(name, 0.0)))
        result.answers = {name: join(chunks) for name, chunks in parts.items()}
        return result

    def _scores(
        self, paths: Sequence[str], pool: ThreadPoolExecutor, result: Streamed, step: Step
    ) -> Iterator[tuple[Whole, dict[str, Batch]]]:
        """Chunk by chunk: the numbers of its pictures, and every model's scores.

        Each model is one task a chunk, and the next chunk's pictures are decoded behind them: many small tasks at the
        end of the queue, which keep the other cores busy while the last model finishes.
        """
        start = time.monotonic()
        starts = range(0, len(paths), CHUNK)
        decoding = self._decode(paths[:CHUNK], pool)
        for first in starts:
            numbers, tensors = _sorted_out(first, paths, decoding, result)
            jobs = {name: pool.submit(ask, tensors, numbers) for name, ask in self.ask.items()} if len(numbers) else {}
            decoding = self._decode(paths[first + CHUNK : first + 2 * CHUNK], pool)
            if jobs:
                yield numbers, {name: job.result() for name, job in jobs.items()}
            step(_progress(min(first + CHUNK, len(paths)), len(paths), time.monotonic() - start))

    def _decode(self, paths: Sequence[str], pool: ThreadPoolExecutor) -> list[Future[Ready | str]]:
        return [pool.submit(self._ready, path) for path in paths]

    def _ready(self, path: str) -> Ready | str:
        """A picture, or why there is none."""
        try:
            decoded = decode(self.folder / path)
        except Undecodable as error:
            return error.reason
        return Ready(to_tensor(decoded.pixels, self.rule), decoded.conversions)


def _sorted_out(
    first: int, paths: Sequence[str], decoding: list[Future[Ready | str]], result: Streamed
) -> tuple[Whole, Pixels]:
    """Wait for a chunk's pictures; the numbers and tensors of the good ones, the rest noted in ``result``."""
    numbers, tensors = [], []
    for number, future in enumerate(decoding, first):
        picture = future.result()
        if isinstance(picture, str):
            result.refused.append(Refused(paths[number], picture))
            continue
        result.converted.update(picture.conversions)
        numbers.append(number)
        tensors.append(picture.tensor)
    stacked = np.stack(tensors) if tensors else np.zeros((0, 0, 0, 3), np.uint8)
    return np.asarray(numbers, np.int64), stacked


def _progress(done: int, total: int, seconds: float) -> str:
    return f"Answering {done} of {total} pictures, {done / max(seconds, 1e-9):.1f} pictures a second"
