import json

import numpy as np
import pytest

from mobilekit.contract.pictures import PATTERNS, picture
from mobilekit.contract.refusals import FOLDER
from mobilekit.contract.vectors import sha256, vector_files

STORED = {path.name: path.read_bytes() for path in (FOLDER / "vectors").iterdir()}


def generated_in_plain_integers(pattern, width, height, seed):
    """README.md's rules for the pictures again, a value at a time, in Python's own integers."""

    def mixed(x, y, c):
        h = (seed * 0x9E3779B1 + x * 0x85EBCA77 + y * 0xC2B2AE3D + c * 0x27D4EB2F) % 2**32
        h = (h ^ h >> 15) * 0x2C1B3C6D % 2**32
        h = (h ^ h >> 12) * 0x297A2D39 % 2**32
        return (h ^ h >> 15) >> 24

    def gradient(x, y, c):
        across, down = x * 255 // width, y * 255 // height
        return (across, down, 255 - (across + down) // 2)[c]

    def value(x, y, c):
        return {
            "black": lambda: 0,
            "white": lambda: 255,
            "checker": lambda: (x + y + seed) % 2 * 255,
            "stripes": lambda: (x // (1 + seed % 7) + y // (1 + seed // 7 % 5) + c) % 2 * 255,
            "gradient": lambda: gradient(x, y, c),
            "noise": lambda: mixed(x, y, c),
            "blocks": lambda: mixed(x // 13, y // 13, c),
            "scene": lambda: (2 * gradient(x, y, c) + mixed(x // 13, y // 13, c) + mixed(x, y, c)) // 4,
        }[pattern]()

    rows = [[[value(x, y, c) for c in range(3)] for x in range(width)] for y in range(height)]
    return np.array(rows, np.uint8)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("seed", [0, 1, 2**31, 2**32 - 1])
def test_pictures_follow_their_rules_to_the_bit(pattern, seed):
    expected = generated_in_plain_integers(pattern, 29, 17, seed)
    assert np.array_equal(picture(pattern, 29, 17, seed), expected)


def test_picture_vectors_are_the_rules_too():
    for row in json.loads(STORED["preprocess.json"])["pictures"]:
        pixels = generated_in_plain_integers(row["pattern"], row["width"], row["height"], row["seed"])
        assert sha256(pixels) == row["sha256"]


@pytest.fixture(scope="module")
def written():
    return vector_files()


@pytest.mark.parametrize("name", ["preprocess.json", "frames.json", "input.json"])
def test_stored_vectors_are_what_the_script_writes(written, name):
    assert written[name] == STORED[name]


def test_stored_outputs_are_what_the_script_writes_up_to_the_last_digits_of_exp(written):
    fresh, stored = json.loads(written["output.json"])["outputs"], json.loads(STORED["output.json"])["outputs"]
    for new, old in zip(fresh, stored, strict=True):
        assert new.pop("probabilities") == pytest.approx(old.pop("probabilities"), abs=1e-6)
        assert new == old


def test_script_writes_every_stored_file(written):
    assert set(written) == set(STORED)


def test_no_vector_is_there_twice():
    rows = json.loads(STORED["preprocess.json"])["tensors"]
    recipes = {json.dumps({key: row[key] for key in row if key not in ("id", "sha256")}) for row in rows}
    assert len(recipes) == len(rows) == len({row["id"] for row in rows})


def test_vectors_cover_what_they_are_for():
    rows = json.loads(STORED["preprocess.json"])["tensors"]
    assert {row["rotation"] for row in rows} == {0, 90, 180, 270}
    assert {row["pattern"] for row in rows} == set(PATTERNS)
    assert {0.5, 0.875, 1.0, 1 / 3} <= {row["crop_fraction"] for row in rows}
    assert any(row["size"][0] != row["size"][1] for row in rows)
    assert any(min(row["width"], row["height"]) == 1 for row in rows)
    assert {(row["width"] % 2, row["height"] % 2) for row in rows} == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert any(max(row["width"], row["height"]) >= 400 * min(row["width"], row["height"]) for row in rows)
