from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mobilekit.errors import MobileKitError
from mobilekit.picture_store import PictureStore


def picture(seed: int):
    return np.random.default_rng(seed).integers(0, 256, (5, 7, 3), np.uint8)


@pytest.fixture
def store() -> PictureStore:
    found = PictureStore((5, 7))
    for seed in range(4):
        found.append(picture(seed))
    return found


def test_pictures_come_back_in_order_by_number_from_either_end_and_by_slice(store: PictureStore) -> None:
    assert len(store) == 4
    for seed, found in enumerate(store):
        assert np.array_equal(found, picture(seed))
    assert np.array_equal(store[-1], picture(3))
    assert [np.array_equal(a, picture(b)) for a, b in zip(store[1:4:2], (1, 3), strict=True)] == [True, True]


@pytest.mark.parametrize("index", [4, -5])
def test_a_number_outside_is_an_index_error(store: PictureStore, index: int) -> None:
    with pytest.raises(IndexError):
        store[index]


@pytest.mark.parametrize("wrong", [picture(0)[:4], picture(0).astype(np.float32), picture(0).transpose(1, 0, 2)])
def test_another_shape_or_type_is_refused(store: PictureStore, wrong) -> None:
    with pytest.raises(ValueError, match="in a store of"):
        store.append(wrong)


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_a_full_disk_is_said_with_its_remedy(store: PictureStore) -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        store._file = full
        with pytest.raises(MobileKitError, match="No space left for pictures") as caught:
            store.append(picture(0))
    assert "TMPDIR" in caught.value.remedy


def test_a_hundred_times_the_pictures_take_no_more_memory() -> None:
    code = (
        "import resource, sys, numpy as np\n"
        "from mobilekit.picture_store import PictureStore\n"
        "store = PictureStore((224, 224))\n"
        "for _ in range(int(sys.argv[1])):\n    store.append(np.zeros((224, 224, 3), np.uint8))\n"
        "print(sum(int(p.sum()) for p in store), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    peaks = [
        int(
            subprocess.run(
                [sys.executable, "-c", code, str(n)], capture_output=True, text=True, check=True
            ).stdout.split()[1]
        )
        for n in (10, 1000)
    ]
    unit = 1 if sys.platform == "darwin" else 1024
    assert (peaks[1] - peaks[0]) * unit < 10e6 < 1000 * 150528
