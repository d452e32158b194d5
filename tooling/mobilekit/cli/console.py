"""Progress and quiet: one line that moves on stderr, and other people's logs kept out of the way."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from typing import IO, TextIO

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from mobilekit.errors import MobileKitError
from mobilekit.spec import Step
from mobilekit.tensorflow_settings import hush

KEPT_LOG = 20_000
"""Bytes of other people's logs shown when the kit itself fails."""


@contextlib.contextmanager
def working(*, quiet: bool = False) -> Iterator[Step]:
    """A progress line on stderr for the length of the block; gives the function that names the next step.

    What TensorFlow, Keras and coremltools write to stderr meanwhile is kept aside, and shown only if a bug ends the
    block: their C++ parts take no notice of Python's logging, so the file descriptor itself is redirected.
    """
    with stderr_aside() as terminal:
        console = Console(file=terminal, quiet=quiet)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("Starting")
            yield lambda sentence: progress.update(task, description=sentence)


@contextlib.contextmanager
def stderr_aside() -> Iterator[TextIO]:
    """Give the terminal's stderr, and keep what others write to file descriptor 2 meanwhile in a temporary file."""
    hush()
    logging.disable(logging.WARNING)
    sys.stderr.flush()
    saved = os.dup(2)
    with tempfile.TemporaryFile() as log, os.fdopen(saved, "w", buffering=1) as terminal, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        os.dup2(log.fileno(), 2)
        try:
            yield terminal
        except (MobileKitError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException:
            sys.stderr.flush()
            _show_tail(log, terminal)
            raise
        finally:
            sys.stderr.flush()
            os.dup2(saved, 2)
            logging.disable(logging.NOTSET)


def _show_tail(log: IO[bytes], terminal: TextIO) -> None:
    size = os.fstat(log.fileno()).st_size
    tail = os.pread(log.fileno(), KEPT_LOG, max(0, size - KEPT_LOG))
    terminal.write(tail.decode("utf-8", "replace"))
