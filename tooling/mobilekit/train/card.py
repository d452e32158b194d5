"""The model card, Markdown, from what ``mobilekit.json`` holds."""

from __future__ import annotations

from typing import Any

LISTED = 50
"""Classes up to which the card has a row for each."""
CROSSED = 12
"""Classes up to which the confusion matrix is a table too."""


def card_text(name: str, about: dict[str, Any], parameters: int, macs: int, seconds: float) -> str:
    """The model card of a trained network.

    Args:
        name: of the file, without its ending.
        about: ``mobilekit.json``.
        parameters: numbers in the weights.
        macs: multiply-accumulates of one picture.
        seconds: that learning took.
    """
    net, rule, card = about["net"], about["preprocessing"], about["card"]
    labels = about["labels"]
    shown = ", ".join(labels[:20]) + (f" and {len(labels) - 20} more" if len(labels) > 20 else "")
    lines = [
        f"# {name}",
        "",
        card["description"],
        "",
        f"* Network: {net['arch']}, width multiplier {net['alpha']}, {parameters:,} parameters, {macs:,} MACs",
        f"* Input: {rule['size'][0]}x{rule['size'][1]} RGB, (x - {rule['mean']}) / {rule['std']}, "
        f"centre crop {rule['crop_fraction']}",
        f"* Classes ({len(labels)}): {shown}",
        f"* Author: {card['author']}",
        f"* Licence: {card['license']}",
        "",
        *_training(name, about["training"], seconds),
        "",
        *_accuracy(name, about["training"]["test"], labels),
    ]
    return "\n".join(lines) + "\n"


def _training(name: str, training: dict[str, Any], seconds: float) -> list[str]:
    images = ", ".join(f"{count:,} images for {split}" for split, count in training["data"]["images"].items())
    skipped = training["data"]["skipped"]
    lines = [
        "## Training",
        "",
        f"    {training['command']}",
        "",
        f"* Data: {training['data']['name']}, {images}" + (f"; {skipped} could not be read" if skipped else ""),
        f"* Start: {training['start']}",
        f"* Epochs: {training['epochs']} ({_phases(training['history'])}), the best one kept (validation accuracy "
        f"{training['val_accuracy']:.4f})",
        f"* Time: {seconds / 60:.1f} minutes",
    ]
    if training["zeros"]:
        lines.append(f"* Pruned: {training['zeros']:.1%} of the weights of its kernels are 0")
    return [*lines, "", f"![Learning curve]({name}.curve.png)"]


def _phases(history: list[dict[str, Any]]) -> str:
    names = list(dict.fromkeys(line["phase"] for line in history))
    return ", ".join(f"{phase} {sum(line['phase'] == phase for line in history)}" for phase in names)


def _accuracy(name: str, test: dict[str, Any] | None, labels: list[str]) -> list[str]:
    if test is None:
        return ["## Accuracy", "", "Not measured: the data has no test images."]
    skipped = f" ({test['skipped']} more could not be read)" if test["skipped"] else ""
    lines = [
        "## Accuracy",
        "",
        f"Top-1 on {test['images']:,} test images{skipped}, preprocessed as above: **{test['accuracy']:.4f}**. Means "
        f"over the classes: precision {test['macro_precision']:.4f}, recall {test['macro_recall']:.4f}, "
        f"F1 {test['macro_f1']:.4f}.",
        "",
    ]
    if len(labels) <= LISTED:
        rows = [
            f"| {_cell(label)} | {row['precision']:.4f} | {row['recall']:.4f} | {row['f1']:.4f} | {row['images']:.0f} |"
            for label, row in test["classes"].items()
        ]
        lines += ["| class | precision | recall | F1 | images |", "|---|---|---|---|---|", *rows, ""]
    if len(labels) <= CROSSED:
        lines += ["Label down, answer across:", "", *_matrix(labels, test["confusion"]), ""]
    return [*lines, f"![Confusion matrix]({name}.confusion.png)"]


def _matrix(labels: list[str], confusion: list[list[int]]) -> list[str]:
    head = "| | " + " | ".join(map(_cell, labels)) + " |"
    rows = [
        f"| {_cell(label)} | " + " | ".join(map(str, row)) + " |" for label, row in zip(labels, confusion, strict=True)
    ]
    return [head, "|---" * (len(labels) + 1) + "|", *rows]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
