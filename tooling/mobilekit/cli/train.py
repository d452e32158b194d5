"""``mobilekit train``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mobilekit.catalog import ARCHITECTURES
from mobilekit.cli.console import stderr_aside
from mobilekit.train.watch import Epoch, Watch

if TYPE_CHECKING:
    from rich.progress import Progress

    from mobilekit.train.run import Trained

FOLDER = click.Path(path_type=Path)


@click.command("train")
@click.argument("data", type=FOLDER)
@click.option("--arch", type=click.Choice(list(ARCHITECTURES)), default="mobilenet_v2", show_default=True)
@click.option("--alpha", type=click.FloatRange(0.1, 2), default=0.35, show_default=True, help="Width multiplier.")
@click.option("--size", type=click.IntRange(32, 512), default=96, show_default=True, help="Side of the input, pixels.")
@click.option("--out", type=FOLDER, required=True, help="The .keras file to write; its card goes beside it.")
@click.option("--epochs", type=click.IntRange(1), help="Passes over the images at most [default: 28].")
@click.option("--batch-size", type=click.IntRange(2), help="Images a step [default: 64].")
@click.option("--seed", type=click.IntRange(0), help="Of weights, shuffling and augmentation [default: 0].")
@click.option("--val", type=FOLDER, help="Validation images [default: DATA/val, else 4 % of DATA held out].")
@click.option("--state", type=FOLDER, help="Where an interrupted run goes on from [default: OUT.state].")
@click.option("--author", default="unknown", help="For the model card.")
@click.option("--license", "license_", default="unknown", help="Of the weights, for the model card.")
@click.option("--force", is_flag=True, help="Replace the file that --out names.")
@click.option("--quiet", is_flag=True, help="No progress bars.")
def command(data: Path, *, force: bool, quiet: bool, **options: Any) -> None:  # noqa: ANN401
    """Train a MobileNet on a folder of images, ready for convert.

    DATA has one folder of images per class, or train/ with those inside and, if you like, val/ and test/ beside it.
    The file carries its labels and preprocessing. Interrupted, the same command goes on after the last whole epoch.

    \b
    Examples:
      mobilekit train flowers/ --out flowers.keras
      mobilekit train cifar10/ --arch mobilenet_v2 --alpha 0.35 --size 96 --out cifar10.keras --license Apache-2.0
    """
    from mobilekit.train.loop import Net
    from mobilekit.train.order import Order, check_order
    from mobilekit.train.recipe import Recipe
    from mobilekit.train.run import run

    recipe = {key: options[key] for key in ("epochs", "batch_size", "seed") if options[key] is not None}
    net = Net(options["arch"], options["alpha"], options["size"])
    about = {"author": options["author"], "license": options["license_"]}
    order = Order(data, net, Recipe(**recipe), options["out"], options["state"], options["val"], **about)
    folders = check_order(order, force=force)
    try:
        with stderr_aside() as terminal, _bars(terminal, quiet=quiet) as progress:
            trained = run(order, folders, Bars(progress, order.recipe.epochs))
    except KeyboardInterrupt:
        click.echo(f"Stopped. The same command goes on after the last whole epoch ({order.state_folder()}).", err=True)
        sys.exit(130)
    _say(trained)


class Bars(Watch):
    """A bar for the pictures being read, one for the epochs, one for the steps of the epoch."""

    def __init__(self, progress: Progress, epochs: int) -> None:
        self.progress, self.epochs = progress, epochs
        self.tasks: dict[str, Any] = {}

    def counting(self, what: str, total: int) -> Callable[[], None]:
        """A bar of its own."""
        task = self.progress.add_task(what, total=total)
        return lambda: self.progress.advance(task)

    def step(self, epoch: int, done: int, total: int) -> None:
        """Move the bar of the steps."""
        self._move("steps", f"Epoch {epoch}", done, total)

    def epoch(self, line: Epoch) -> None:
        """Move the bar of the epochs, and say what came of this one."""
        at = f"epoch {line.epoch:3d} at {line.size}x{line.size}"
        self.progress.console.print(f"{at}: loss {line.loss:.3f}, validation accuracy {line.val_accuracy:.4f}")
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


def _say(trained: Trained) -> None:
    if trained.test:
        click.echo(f"Accuracy on {trained.test.images:,} test images: {trained.test.overall:.2%}")
    click.echo(f"Model: {trained.out}\nCard:  {trained.card}")
    click.echo(f"Next:  mobilekit convert {trained.out} --out {trained.out.stem}")
