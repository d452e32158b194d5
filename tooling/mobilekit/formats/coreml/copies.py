"""Copies of linked structures deeper than Python's stack."""

from __future__ import annotations

import copy
import sys
import threading
from typing import TypeVar

T = TypeVar("T")

STACK, DEPTH = 1 << 29, 1_000_000
"""Bytes and frames: a program's ops refer to each other in a chain, at some dozen frames of ``deepcopy`` each."""


def deep_copy(value: T) -> T:
    """``copy.deepcopy`` on a thread with room for long chains; the memory is only reserved, not used."""
    made: list[T] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            made.append(copy.deepcopy(value))
        except BaseException as error:
            failed.append(error)

    size, limit = threading.stack_size(STACK), sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(DEPTH)
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if failed:
        raise failed[0]
    return made[0]
