"""Silence for third-party code that writes past Python's own streams."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2


@contextmanager
def quiet() -> Iterator[None]:
    """Drop warnings, log records and what C++ writes to file descriptor 2 while the block runs.

    TensorFlow's converter and XNNPACK print from C++, before and beside any logging setting. Errors still arrive:
    both raise them as exceptions. The redirect is process-wide, so keep the block short.
    """
    sys.stderr.flush()
    kept, disabled = os.dup(STDERR), logging.root.manager.disable
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, STDERR)
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.stderr.flush()
        logging.disable(disabled)
        os.dup2(kept, STDERR)
        os.close(kept)
        os.close(sink)
