"""What TensorFlow is told by the environment, which it reads once, when it is first imported.

Where the process has it already, or the user has set the variable, nothing changes.
"""

from __future__ import annotations

import os


def hush() -> None:
    """No start-up notes from its C++ parts."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def save_memory() -> None:
    """Its own kernels instead of oneDNN's, which keep working memory for every shape they have seen.

    Converting MobileNetV2 1.0 to all default variants takes 1.36 instead of 1.60 GB, and as many CPU seconds
    (``tests/bench/convert.py``). For commands that convert: training is faster with oneDNN, and a process that only
    calls the Python API is not the kit's to set up.
    """
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
