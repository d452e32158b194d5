"""What a user asked to be trained, checked before anything heavy is loaded."""

from __future__ import annotations

import dataclasses
import errno
import shlex
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobilekit.bundle import explain, sha256_of
from mobilekit.errors import MobileKitError
from mobilekit.train.listing import Listing, find_pictures
from mobilekit.train.net import IMAGENET, Net, nearest_checkpoint
from mobilekit.train.places import is_ready, locate, set_name, settle
from mobilekit.train.recipe import Recipe
from mobilekit.train.state import State
from mobilekit.train.store import digest
from mobilekit.train.watch import Watch


@dataclass(frozen=True)
class Order:
    """What ``mobilekit train`` was asked for.

    Attributes:
        data: a folder, a CSV, an archive, or ``cifar10``.
        net: what to train.
        recipe: how.
        out: the ``.keras`` file to write.
        weights: to start from: ``imagenet``, a file, or None for random ones.
        keeps_head: whether the head of ``weights`` is taken too, since it is for the same classes.
        teacher: a trained network for the same classes to learn from, or None.
        state: folder that an interrupted run goes on from; None for ``<out>.state``, removed when ``out`` is written.
        validation: validation pictures; None for val/ in ``data``, else a share held out.
        test: test pictures; None for test/ in ``data``.
        tensorboard: folder for TensorBoard's logs, or None.
        author: for the model card.
        license: for the model card.
        command: as it was given, without this machine's folders.
    """

    data: str
    net: Net
    recipe: Recipe
    out: Path
    weights: str | None = None
    keeps_head: bool = False
    teacher: Path | None = None
    state: Path | None = None
    validation: Path | None = None
    test: Path | None = None
    tensorboard: Path | None = None
    author: str = "unknown"
    license: str = "unknown"
    command: str = ""

    def state_folder(self) -> Path:
        """Where the run's state is."""
        return self.state or self.out.with_name(self.out.name + ".state")

    def beside(self, ending: str) -> Path:
        """A file that goes beside the model: ``.card.md``, ``.curve.png``, ``.confusion.png``."""
        return self.out.with_suffix(ending)


def check_order(order: Order, *, force: bool) -> None:
    """Every mistake that can be seen without unpacking or reading a picture.

    Raises:
        MobileKitError: a file that exists, a suffix other than .keras, no data set, no weights, a folder that
            cannot be written to.
    """
    if order.out.suffix != ".keras":
        raise MobileKitError(f"{order.out} does not end in .keras.", remedy="Choose an --out that ends in .keras.")
    if order.out.is_dir() or (order.out.exists() and not force):
        raise MobileKitError(f"{order.out} exists.", remedy="Choose another --out, or replace it with --force.")
    place = locate(order.data)
    if is_ready(place):
        find_pictures(place, set_name(order.data), order.validation, order.test)
    if order.weights == IMAGENET:
        nearest_checkpoint(order.net)
    if order.teacher and not order.teacher.is_file():
        raise MobileKitError(f"There is no file {order.teacher}.", remedy="Check the path after --teacher.")
    try:
        order.out.parent.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=order.out.parent).close()
    except FileExistsError as error:  # a parent is a file
        raise explain(NotADirectoryError(errno.ENOTDIR, str(error)), order.out) from error
    except OSError as error:
        raise explain(error, order.out) from error


def list_pictures(order: Order, watch: Watch) -> Listing:
    """The pictures of an order; an archive is unpacked into the run's state first, once.

    Raises:
        MobileKitError: as ``settle`` and ``find_pictures``.
    """
    place = locate(order.data)
    if not is_ready(place):
        step = watch.counting(f"Unpacking {place.name}", 0)
        place = settle(place, order.state_folder() / "pictures", step)
    return find_pictures(place, set_name(order.data), order.validation, order.test)


def state_of(order: Order, listing: Listing) -> State:
    """The run's state: its settings are all that decides the outcome."""
    settings: dict[str, Any] = {
        "net": dataclasses.asdict(order.net),
        "recipe": dataclasses.asdict(order.recipe),
        "weights": _fingerprint(order.weights),
        "teacher": _fingerprint(str(order.teacher) if order.teacher else None),
        "classes": list(listing.names),
        "images": [digest(listed) if listed else None for listed in (listing.training, listing.validation)],
    }
    return State(order.state_folder(), settings)


def _fingerprint(weights: str | None) -> str | None:
    return weights if weights in (None, IMAGENET) else sha256_of(Path(str(weights)))


def shown_command(words: list[str], places: set[str]) -> str:
    """The command as it was given, with names instead of this machine's folders.

    Args:
        words: of the command line, after ``mobilekit``.
        places: those among them that are paths.
    """
    return shlex.join(["mobilekit", *(Path(word).name if word in places else word for word in words)])
