"""``mobilekit train``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mobilekit.cli.console import stderr_aside
from mobilekit.train.augment import AUGMENTATIONS
from mobilekit.train.watch import Epoch, Watch

if TYPE_CHECKING:
    from rich.progress import Progress

    from mobilekit.train.order import Order
    from mobilekit.train.write import Trained

PATH = click.Path(path_type=Path)


class ByPhase(click.ParamType):  # type: ignore[type-arg]
    """``8``, or ``head=2,fine-tune=6``: values by phase, the main one without a name."""

    name = "[PHASE=]N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """A dictionary from phase to text; its numbers are read once the phases of the run are known."""
        if isinstance(value, dict):
            return value
        parts = [part.rpartition("=") for part in str(value).split(",") if part.strip()]
        return {key.strip(): text.strip() for key, _, text in parts}


BY_PHASE = ByPhase()


@click.command("train")
@click.argument("data")
@click.option("--out", type=PATH, required=True, help="The .keras file to write; card and pictures go beside it.")
@click.option("--arch", metavar="NAME", help="mobilenet_v1, _v2, _v3_small, ..., or a row of the catalogue such as "
              "mobilenet_v1_0.5_128 [default: that of --weights, else mobilenet_v2].")  # fmt: skip
@click.option("--alpha", type=click.FloatRange(0.1, 2), help="Width multiplier [default: 0.35; with weights theirs].")
@click.option("--size", type=click.IntRange(32, 512),
              help="Side of the input, pixels [default: 96; of a file its own; imagenet 160].")  # fmt: skip
@click.option("--weights", metavar="imagenet|FILE", help="Start from trained weights instead of random ones.")
@click.option("--epochs", type=BY_PHASE, default="", help="Passes over the images at most [default: 28 from scratch, "
              "head=1,fine-tune=8 from weights].")  # fmt: skip
@click.option("--rate", type=BY_PHASE, default="", help="Learning rate for 64 images a step; it scales with "
              "--batch-size [default: 0.1 from scratch, 0.01 from weights].")  # fmt: skip
@click.option("--batch-size", type=BY_PHASE, default="", help="Images a step, by phase or by side, as in "
              "64,96px=32 [default: 64].")  # fmt: skip
@click.option("--small-share", type=click.FloatRange(0, 1), help="Share of the main phase's epochs learnt at two "
              "thirds of --size [default: 0.65 from scratch, 0 from weights].")  # fmt: skip
@click.option("--freeze", type=click.FloatRange(0, 1, max_open=True), help="Share of the layers, from the picture on, "
              "that fine-tuning leaves as they came [default: 0.25].")  # fmt: skip
@click.option("--augment", type=click.Choice(list(AUGMENTATIONS)), default="standard", show_default=True,
              help="; ".join(f"{name}: {row.title}" for name, row in AUGMENTATIONS.items()) + ".")  # fmt: skip
@click.option("--class-weights", default="none", show_default=True, metavar="none|balanced|A=2,B=1",
              help="Of each class's pictures in the loss, for classes of unequal size.")  # fmt: skip
@click.option("--smoothing", type=click.FloatRange(0, 0.5), default=0.0, show_default=True, help="Of the labels.")
@click.option("--patience", type=click.IntRange(1), default=6, show_default=True,
              help="Epochs without a better validation accuracy before a phase stops.")  # fmt: skip
@click.option("--teacher", type=PATH, help="A trained model of the same classes to learn from (distillation).")
@click.option("--teacher-share", type=click.FloatRange(0, 1), default=0.9, show_default=True,
              help="Of the loss.")  # fmt: skip
@click.option("--temperature", type=click.FloatRange(1, 20), default=4.0, show_default=True, help="Of distillation.")
@click.option("--sparsity", type=click.FloatRange(0, 0.99), help="Set this share of the kernels' weights to 0, and "
              "fine-tune the rest (phase prune).")  # fmt: skip
@click.option("--qat", is_flag=True, help="Fine-tune with int8's rounding in place, so that int8 keeps the accuracy "
              "(phase qat).")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True,
              help="Of weights, shuffling, augmentation.")  # fmt: skip
@click.option("--val", type=PATH, help="Validation images [default: DATA/val, else 4 % of DATA held out].")
@click.option("--test", type=PATH, help="Test images, for the card [default: DATA/test].")
@click.option("--state", type=PATH, help="Where an interrupted run goes on from [default: OUT.state].")
@click.option("--tensorboard", type=PATH, metavar="FOLDER", help="Write TensorBoard logs there.")
@click.option("--author", default="unknown", help="For the model card.")
@click.option("--license", "license_", default="unknown", help="Of the weights, for the model card.")
@click.option("--force", is_flag=True, help="Replace the file that --out names.")
@click.option("--json", "as_json", is_flag=True, help="Print what came of it as JSON.")
@click.option("--quiet", is_flag=True, help="No progress bars.")
def command(*, as_json: bool, force: bool, quiet: bool, **options: Any) -> None:  # noqa: ANN401
    """Train a MobileNet on your images, ready for convert.

    DATA is a folder with one folder of images per class (or train/ with those inside and, if you like, val/ and test/
    beside it), a CSV of path,label, an archive of such a folder, or cifar10 where you have it: nothing is downloaded
    but the weights of --weights imagenet. The file carries its labels and preprocessing, so that convert asks nothing.
    Interrupted, even by a kill, the same command goes on after the last whole epoch.

    A run has phases: train from scratch, or from weights head (only the new head learns) and fine-tune; then prune
    with --sparsity and qat with --qat. Options that take [PHASE=]N set one phase or, without its name, the main one.

    \b
    From trained weights (a few minutes to an hour):
      mobilekit train flowers/ --weights imagenet --out flowers.keras
      mobilekit train flowers/ --weights mobilenet_v1_224.h5 --size 96 --epochs head=2,fine-tune=5 --out flowers.keras
    \b
    From scratch:
      mobilekit train cifar10.tar.xz --alpha 0.35 --size 96 --out cifar10.keras --license Apache-2.0
      mobilekit train list.csv --test test.csv --class-weights balanced --augment strong --out parts.keras
    \b
    Smaller, or made for int8:
      mobilekit train flowers/ --arch mobilenet_v1_0.25_96 --teacher flowers.keras --out small.keras
      mobilekit train flowers/ --weights flowers.keras --epochs 0 --qat --out flowers-int8.keras
      mobilekit train flowers/ --weights flowers.keras --epochs 0 --sparsity 0.6 --out sparse.keras
    """
    from mobilekit.train.run import run

    order = make_order(options)
    from mobilekit.train.order import check_order

    check_order(order, force=force)
    try:
        with stderr_aside() as terminal, _bars(terminal, quiet=quiet or as_json) as progress:
            trained = run(order, Bars(progress, sum(phase.epochs for phase in order.recipe.phases)))
    except KeyboardInterrupt:
        click.echo(f"Stopped. The same command goes on after the last whole epoch ({order.state_folder()}).", err=True)
        sys.exit(130)
    if as_json:
        click.echo(json.dumps(as_record(trained), indent=1))
    else:
        _say(trained)


def make_order(options: dict[str, Any]) -> Order:
    """The order that the command line's options give."""
    from mobilekit.train.order import Order, shown_command
    from mobilekit.train.phases import choose_recipe
    from mobilekit.train.plan import Wishes, choose_net, head_is_kept, read_given

    settings = {key: options[key] for key in ("small_share",) if options[key] is not None}
    settings |= {
        key: options[key] for key in ("augment", "class_weights", "smoothing", "patience", "temperature", "seed")
    }
    settings |= {"frozen_share": options["freeze"]} if options["freeze"] is not None else {}
    settings["distilled"] = options["teacher_share"]
    same = {key: options[key] for key in ("arch", "alpha", "size", "weights", "epochs", "sparsity", "qat")}
    wishes = Wishes(**same, rates=options["rate"], batches=options["batch_size"], settings=settings)
    given = read_given(wishes.weights)
    keeps = head_is_kept(options["data"], given)
    places = {
        options["data"],
        *(
            str(options[key])
            for key in ("out", "weights", "teacher", "val", "test", "state", "tensorboard")
            if options[key]
        ),
    }
    words = [word for word in sys.argv[1:] if word not in ("--quiet", "--json", "--force")]
    return Order(
        options["data"],
        choose_net(wishes, given),
        choose_recipe(wishes, keeps_head=keeps),
        options["out"],
        weights=wishes.weights,
        keeps_head=keeps,
        teacher=options["teacher"],
        state=options["state"],
        validation=options["val"],
        test=options["test"],
        tensorboard=options["tensorboard"],
        author=options["author"],
        license=options["license_"],
        command=shown_command(words, places),
    )


class Bars(Watch):
    """A bar for the pictures being read, one for the epochs, one for the steps of the epoch."""

    def __init__(self, progress: Progress, epochs: int) -> None:
        self.progress, self.epochs = progress, epochs
        self.tasks: dict[str, Any] = {}

    def counting(self, what: str, total: int) -> Callable[[], None]:
        """A bar of its own."""
        task = self.progress.add_task(what, total=total or None)
        return lambda: self.progress.advance(task)

    def step(self, epoch: int, done: int, total: int) -> None:
        """Move the bar of the steps."""
        self._move("steps", f"Epoch {epoch}", done, total)

    def note(self, sentence: str) -> None:
        """Print it above the bars."""
        self.progress.console.print(sentence, markup=False)

    def epoch(self, line: Epoch) -> None:
        """Move the bar of the epochs, and say what came of this one."""
        at = f"epoch {line.epoch:3d}  {line.phase} at {line.size}x{line.size}"
        self.note(f"{at}: loss {line.loss:.3f}, validation accuracy {line.val_accuracy:.4f}, {line.seconds:.0f} s")
        self._move("epochs", "Epochs", line.epoch, self.epochs)

    def _move(self, key: str, text: str, done: int, total: int) -> None:
        if key not in self.tasks:
            self.tasks[key] = self.progress.add_task(text)
        self.progress.update(self.tasks[key], description=text, completed=done, total=total)


def _bars(terminal: Any, *, quiet: bool) -> Progress:  # noqa: ANN401
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(file=terminal, quiet=quiet), transient=True)


def as_record(trained: Trained) -> dict[str, Any]:
    """What ``--json`` prints."""
    training = trained.about["training"]
    keys = ("epochs", "val_accuracy", "zeros", "history", "test")
    seconds = round(sum(line.seconds for line in trained.history), 1)
    files = {"model": str(trained.out), "card": str(trained.card)}
    return files | {"seconds": seconds} | {key: training[key] for key in keys}


def _say(trained: Trained) -> None:
    test = trained.test
    if test:
        means = ", ".join(f"{word} {test.mean(word):.4f}" for word in ("precision", "recall", "f1"))
        click.echo(f"Accuracy on {test.images:,} test images: {test.accuracy:.2%} (mean {means})")
    click.echo(
        f"Model: {trained.out}\nCard:  {trained.card}, with a learning curve{' and a confusion matrix' * bool(test)}"
    )
    click.echo(f"Next:  mobilekit convert {trained.out} --out {trained.out.stem}")
