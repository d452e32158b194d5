"""One file's answers in detail: confidence, the classes that lost most, who is taken for whom."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from mobilekit.report import plots, words
from mobilekit.report.confusion import MOST, heat

if TYPE_CHECKING:
    from mobilekit.evaluation.records import Evaluation
    from mobilekit.report.statistics import Figures, Statistics

WORST, PAIRS = 10, 10
"""Rows of the tables of classes and of pairs."""

Triples = tuple[tuple[int, int, int], ...]
"""(class, answer, pictures)."""


def details(evaluation: Evaluation, found: Statistics) -> list[dict[str, Any]]:
    """One entry a file, in the manifest's order; the one that agrees least is open."""
    targets = {name: f for name, f in found.targets.items() if name != evaluation.reference_name}
    least = min(targets, key=lambda name: targets[name].agreement.share, default="")
    entries = [_file(evaluation, found, name) for name in targets]
    if found.reference.accuracy is not None:
        entries.insert(0, _reference(evaluation, found.reference))
    return [{**entry, "open": entry["name"] == least} for entry in entries]


def _reference(evaluation: Evaluation, figures: Figures) -> dict[str, Any]:
    entry = {"name": evaluation.reference_name, "line": "the reference itself, against your labels"}
    return {**entry, **_confusion(evaluation, figures, evaluation.reference_name)}


def _file(evaluation: Evaluation, found: Statistics, name: str) -> dict[str, Any]:
    figures = found.targets[name]
    flips = figures.agreement.pictures - figures.agreement.same
    line = f"{words.percent(figures.agreement.share)} agreement, {words.plural(flips, 'flip')}"
    if figures.change is not None:
        line += f", accuracy {words.points(figures.change.accuracy)} points"
    histograms = found.reference.confidence.histogram, figures.confidence.histogram
    return {
        "name": name,
        "line": line,
        "drift": _drift(found.reference, figures),
        "confidence": plots.confidences(*histograms, f"sure-{name}"),
        "worst": worst_classes(evaluation, found.reference, figures),
        **_confusion(evaluation, figures, name),
    }


def _drift(reference: Figures, target: Figures) -> str:
    before, after = reference.confidence, target.confidence
    text = f"mean {words.percent(before.mean)} → {words.percent(after.mean)}"
    if before.error is not None and after.error is not None:
        text += f", calibration error {words.percent(before.error)} → {words.percent(after.error)}"
    return text


def worst_classes(evaluation: Evaluation, reference: Figures, target: Figures) -> list[dict[str, Any]]:
    """The classes whose recall fell most, at most ``WORST``; none without labels, or where none fell."""
    if reference.accuracy is None or target.accuracy is None:
        return []
    pairs = zip(reference.accuracy.classes, target.accuracy.classes, strict=True)
    fallen = [(after.recall - before.recall, before, after) for before, after in pairs if after.recall < before.recall]
    return [
        {
            "label": evaluation.labels[before.index],
            "number": before.pictures,
            "before": words.percent(before.recall, 0),
            "after": words.percent(after.recall, 0),
            "before_at": f"{before.recall:.3f}",
            "after_at": f"{after.recall:.3f}",
        }
        for _, before, after in sorted(fallen, key=lambda row: (row[0], row[1].index))[:WORST]
    ]


def every_class(evaluation: Evaluation, found: Statistics) -> dict[str, Any]:
    """Recall of each class with pictures by the reference, and its change by each file."""
    names = [name for name in found.targets if name != evaluation.reference_name]
    accuracies = [found.targets[name].accuracy for name in names]
    assert found.reference.accuracy is not None, "asked only where there are labels"
    rows = []
    for index, before in enumerate(found.reference.accuracy.classes):
        changes = [a.classes[index].recall - before.recall for a in accuracies if a is not None]
        rows.append(
            {
                "label": evaluation.labels[before.index],
                "number": before.pictures,
                "before": words.percent(before.recall, 0),
                "changes": [words.points(change) if change else "·" for change in changes],
            }
        )
    return {"class_columns": names, "classes": rows}


def _confusion(evaluation: Evaluation, figures: Figures, name: str) -> dict[str, Any]:
    """A heat map where there are few enough classes; the pairs most taken for each other."""
    labels, truth = evaluation.labels, figures.accuracy is not None
    triples = figures.accuracy.confusion if figures.accuracy is not None else _against_reference(evaluation, name)
    pairs = sorted((t for t in triples if t[0] != t[1]), key=lambda t: (-t[2], t[0], t[1]))[:PAIRS]
    source = "Your label" if truth else "Reference"
    entry: dict[str, Any] = {
        "pairs_from": source,
        "pairs_caption": "Most confused pairs" if truth else "Most frequent flips",
        "pairs": [
            {"before": labels[a], "after": labels[b] if b >= 0 else words.NO_ANSWER, "number": n} for a, b, n in pairs
        ],
    }
    if len(labels) > MOST:
        return entry
    drawn = heat(_matrix(triples, len(labels)), labels, source.lower(), "answer of this file")
    caption = f"{source} by answer; a row is shaded by its shares, mistakes in red"
    alt = f"Heat map of {source.lower()} by answer, {len(labels)} classes; the table beside it has the largest mistakes"
    return {**entry, "heat": drawn, "heat_caption": caption, "heat_alt": alt}


def _against_reference(evaluation: Evaluation, name: str) -> Triples:
    first, second = evaluation.reference.top5[:, 0], evaluation.targets[name].top5[:, 0]
    counts = Counter(zip(first.tolist(), second.tolist(), strict=True))
    return tuple((a, b, number) for (a, b), number in sorted(counts.items()) if a >= 0)


def _matrix(triples: Triples, size: int) -> Any:  # noqa: ANN401
    matrix = np.zeros((size, size), np.int64)
    for truth, answer, number in triples:
        if answer >= 0:
            matrix[truth, answer] += number
    return matrix
