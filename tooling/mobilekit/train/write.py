"""The finished network on disk: measured, described, with its card and pictures, each file whole or not at all."""

from __future__ import annotations

import dataclasses
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobilekit.train.card import card_text
from mobilekit.train.evaluate import Evaluation, evaluate
from mobilekit.train.export import pack
from mobilekit.train.listing import Listing
from mobilekit.train.order import Order
from mobilekit.train.plots import confusion_picture, learning_curve
from mobilekit.train.watch import Epoch, Watch

if TYPE_CHECKING:
    import keras

    from mobilekit.sources.base import Source


@dataclass(frozen=True)
class Trained:
    """What came of a run.

    Attributes:
        out: the model; its card and pictures lie beside it.
        card: its model card.
        history: one line an epoch.
        test: None where there were no test pictures.
        about: ``mobilekit.json``.
    """

    out: Path
    card: Path
    history: tuple[Epoch, ...]
    test: Evaluation | None
    about: dict[str, Any]


def write(
    order: Order, listing: Listing, model: keras.Model, history: tuple[Epoch, ...], skipped: int, watch: Watch
) -> Trained:
    """Measure the file that is shipped, not the model in memory."""
    from mobilekit.sources.keras import load
    from mobilekit.train.prune import share_of_zeros

    with tempfile.TemporaryDirectory(dir=order.out.parent, prefix=f".{order.out.name}.") as name:
        folder = Path(name)
        model.save(folder / "saved.keras")
        source = load(folder / "saved.keras")
        test = None
        if listing.test:
            step = watch.counting("Measuring on the test images", len(listing.test))
            test = evaluate(source, listing.test, listing.names, order.net.rule(order.net.size), step)
            confusion_picture(test, folder / "confusion.png")
        learning_curve(history, folder / "curve.png")
        zeros = share_of_zeros(model) if order.recipe.sparsity else 0.0
        about = describe_run(order, listing, history, test, {"zeros": round(zeros, 4), "skipped": skipped})
        pack(folder / "saved.keras", folder / "packed.keras", about)
        (folder / "card.md").write_text(_card(order, about, source, history), "utf-8")
        for file in folder.glob("c*.*"):
            file.replace(order.beside("." + file.name))
        (folder / "packed.keras").replace(order.out)
    return Trained(order.out, order.beside(".card.md"), history, test, about)


def _card(order: Order, about: dict[str, Any], source: Source, history: tuple[Epoch, ...]) -> str:
    seconds = sum(line.seconds for line in history)
    return card_text(order.out.stem, about, source.parameters, source.macs, seconds)


def describe_run(
    order: Order, listing: Listing, history: tuple[Epoch, ...], test: Evaluation | None, more: dict[str, Any]
) -> dict[str, Any]:
    """``mobilekit.json``: what a converter and a reader need to know of the file it is in."""
    rule, net = dataclasses.asdict(order.net.rule(order.net.size)), dataclasses.asdict(order.net)
    last = [line.val_accuracy for line in history if (line.phase, line.size) == (history[-1].phase, order.net.size)]
    about = f"{order.net.arch} {order.net.alpha} at {order.net.size}x{order.net.size}, trained on {listing.name}"
    start = "random weights" if not order.weights else f"the weights of {Path(order.weights).name}"
    return {
        "net": net,
        "preprocessing": {**rule, **{key: list(rule[key]) for key in ("size", "mean", "std")}},
        "labels": list(listing.names),
        "card": {
            "description": f"{about}: {len(listing.names)} classes.",
            "author": order.author,
            "license": order.license,
            "version": "1",
            "origin": f"trained by `{order.command}`",
        },
        "training": {
            "command": order.command,
            "data": {"name": listing.name, "images": listing.counts(), "skipped": more["skipped"]},
            "recipe": dataclasses.asdict(order.recipe),
            "start": start,
            "teacher": order.teacher and order.teacher.name,
            "zeros": more["zeros"],
            "epochs": len(history),
            "val_accuracy": round(max(last, default=0.0), 4),
            "history": [_line(line) for line in history],
            "test": test.as_json() if test else None,
        },
    }


def _line(epoch: Epoch) -> dict[str, Any]:
    """Without its time: the same run gives the same bytes."""
    return {key: value for key, value in dataclasses.asdict(epoch).items() if key != "seconds"}
