"""What a user asked to be trained, checked before anything heavy is loaded."""

from __future__ import annotations

import errno
import shlex
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mobilekit.bundle import explain
from mobilekit.errors import MobileKitError
from mobilekit.train.folders import Folders, find_folders
from mobilekit.train.loop import Net, check_state
from mobilekit.train.recipe import Recipe


@dataclass(frozen=True)
class Order:
    """What ``mobilekit train`` was asked for.

    Attributes:
        data: class folders, or train/, val/ and test/ with those inside.
        net: what to train.
        recipe: how.
        out: the ``.keras`` file to write.
        state: folder that an interrupted run goes on from; None for ``<out>.state``, removed when ``out`` is written.
        validation: folder of validation pictures; None for val/ in ``data``, else a share held out.
        author: for the model card.
        license: for the model card.
    """

    data: Path
    net: Net
    recipe: Recipe
    out: Path
    state: Path | None = None
    validation: Path | None = None
    author: str = "unknown"
    license: str = "unknown"

    def state_folder(self) -> Path:
        """Where the run's state is."""
        return self.state or self.out.with_name(self.out.name + ".state")

    def card_path(self) -> Path:
        """Where the model card goes."""
        return self.out.with_suffix(".card.md")


def check_order(order: Order, *, force: bool) -> Folders:
    """Every mistake that can be seen without reading a picture.

    Raises:
        MobileKitError: a file that exists, a suffix other than .keras, no data set, a state of another run.
    """
    if order.out.suffix != ".keras":
        raise MobileKitError(f"{order.out} does not end in .keras.", remedy="Choose an --out that ends in .keras.")
    if order.out.is_dir() or (order.out.exists() and not force):
        raise MobileKitError(f"{order.out} exists.", remedy="Choose another --out, or replace it with --force.")
    folders = find_folders(order.data, order.validation)
    check_state(order.state_folder(), order.net, order.recipe)
    try:
        order.out.parent.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=order.out.parent).close()
    except FileExistsError as error:  # a parent is a file
        raise explain(NotADirectoryError(errno.ENOTDIR, str(error)), order.out) from error
    except OSError as error:
        raise explain(error, order.out) from error
    return folders


def command_line(order: Order) -> str:
    """The command that trains the same network, with names instead of this machine's paths."""
    words = ["mobilekit", "train", order.data.name, "--arch", order.net.arch, "--alpha", str(order.net.alpha)]
    words += ["--size", str(order.net.size), "--out", order.out.name]
    usual = Recipe()
    for option, field in (("--epochs", "epochs"), ("--batch-size", "batch_size"), ("--seed", "seed")):
        if getattr(order.recipe, field) != getattr(usual, field):
            words += [option, str(getattr(order.recipe, field))]
    if order.validation:
        words += ["--val", order.validation.name]
    return shlex.join(words)
