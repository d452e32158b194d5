"""Silence for coremltools, which greets, warns and draws bars on every call."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Drop warnings, log records below ERROR and Python's stderr while the block runs.

    On Linux each import of coremltools logs that ``libcoremlpython`` is missing, and that scikit-learn and TensorFlow
    are newer than it was tested with: both are normal. Its progress bars (tqdm) go to ``sys.stderr``. Failures still
    arrive, as exceptions.
    """
    disabled = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)
