from __future__ import annotations

import copy
import sys

import pytest

from mobilekit.formats.coreml.copies import deep_copy


class Link:
    def __init__(self, after):
        self.after = after


def chain(length):
    link = None
    for _ in range(length):
        link = Link(link)
    return link


def test_a_chain_too_long_for_deepcopy_is_copied():
    limit, links = sys.getrecursionlimit(), chain(5_000)
    with pytest.raises(RecursionError):
        copy.deepcopy(links)
    made, count = deep_copy(links), 0
    assert made is not links
    while made is not None:
        made, count = made.after, count + 1
    assert count == 5_000
    assert sys.getrecursionlimit() == limit


def test_what_cannot_be_copied_raises_as_deepcopy_does():
    with pytest.raises(TypeError, match="cannot pickle"):
        deep_copy([sys.stdout.buffer])
