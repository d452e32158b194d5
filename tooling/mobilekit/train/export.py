"""The finished network as one file that says how to use it, and a model card beside it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from mobilekit.sources.keras.archive import EMBEDDED

_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(saved: Path, out: Path, about: dict[str, Any]) -> None:
    """Copy a ``.keras`` file with ``about`` in it as ``mobilekit.json``, the same bytes for the same weights.

    Keras ignores members that it does not know. Its own date of saving is left out: it is all that would differ
    between two equal runs.
    """
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "metadata.json":
                data = json.dumps({"keras_version": json.loads(data)["keras_version"]}).encode()
            _add(target, member.filename, data)
        _add(target, EMBEDDED, json.dumps(about, indent=1, ensure_ascii=False).encode("utf-8"))


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED if name.endswith(".json") else zipfile.ZIP_STORED
    archive.writestr(info, data)


def card_text(name: str, about: dict[str, Any], parameters: int, macs: int) -> str:
    """The model card, Markdown, from what ``mobilekit.json`` holds."""
    net, rule, training, card = about["net"], about["preprocessing"], about["training"], about["card"]
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
        "## Training",
        "",
        f"    {training['command']}",
        "",
        f"* Data: {training['data']['name']}, {_counted(training['data']['images'])}",
        f"* Epochs: {training['epochs']}, the best one kept (validation accuracy {training['val_accuracy']:.4f})",
        "",
        *_accuracy_lines(training["test"]),
    ]
    return "\n".join(lines) + "\n"


def _counted(images: dict[str, int]) -> str:
    return ", ".join(f"{count:,} images for {split}" for split, count in images.items())


def _accuracy_lines(test: dict[str, Any] | None) -> list[str]:
    if test is None:
        return ["## Accuracy", "", "Not measured: the data has no test folder."]
    rows = [f"| {label} | {share:.4f} |" for label, share in test["per_class"].items()]
    head = ["| class | accuracy |", "|---|---|"]
    return [
        "## Accuracy",
        "",
        f"Top-1 on {test['images']:,} test images, preprocessed as above: **{test['accuracy']:.4f}**.",
        "",
        *head,
        *rows,
    ]
