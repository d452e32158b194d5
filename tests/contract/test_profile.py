import contextlib
import json
import random
import time
from pathlib import Path

import pytest

from mobilekit.contract import profile
from mobilekit.contract.example_edits import PLAIN
from mobilekit.contract.refusals import Refusal

ENDLESS = Path("/dev/zero")


def reason_for(data):
    with pytest.raises(Refusal) as caught:
        profile.parse(data, "a.json")
    return caught.value.reason


def test_parse_gives_exact_types():
    value = profile.parse(b'{"a": [1, 1.0, -0, 1e2, true, null, "\\ud83d\\ude00"]}', "a.json")
    assert value == {"a": [1, 1.0, 0, 100.0, True, None, "😀"]}
    assert [type(item) for item in value["a"]] == [int, float, int, float, bool, type(None), str]


def test_size_limit_is_exact():
    assert profile.parse(b"1" + b" " * (profile.MAX_BYTES - 1), "a.json") == 1
    assert reason_for(b"1" + b" " * profile.MAX_BYTES) == "too_large"


@pytest.mark.skipif(not ENDLESS.exists(), reason="this system has no /dev/zero")
def test_load_reads_no_more_than_the_limit():
    with pytest.raises(Refusal) as caught:
        profile.load(ENDLESS)
    assert caught.value.message == "zero is larger than 4194304 bytes."


def test_load_names_the_file(tmp_path):
    (tmp_path / "manifest.json").write_bytes(b"[1,]")
    with pytest.raises(Refusal, match="manifest.json is not JSON"):
        profile.load(tmp_path / "manifest.json")


def test_depth_limit_is_exact_for_lists_and_objects_together():
    assert profile.parse(b'[{"a":' * 16 + b"1" + b"}]" * 16, "a.json")
    assert reason_for(b'[{"a":' * 16 + b"[1]" + b"}]" * 16) == "depth"


def test_depth_counts_no_bracket_inside_a_string():
    assert profile.parse(b'["' + b"[" * 100 + b'\\"[", "' + b"\\\\" + b'", 1]', "a.json")


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 4_000_000,
        b'"' + b'\\"' * 2_000_000,
        b'"' + b'\\"' * 2_000_000 + b"\\",
        b'"' * 4_000_000,
        b"1" * 4_000_000,
        b"1." + b"1" * 4_000_000,
        b"-" * 4_000_000,
        b"[" + b"1e999," * 600_000,
    ],
    ids=["brackets", "escapes", "escapes_cut", "quotes", "digits", "fraction", "minus", "infinities"],
)
def test_hostile_bytes_are_answered_within_seconds(data):
    start = time.process_time()
    with contextlib.suppress(Refusal):
        profile.parse(data, "a.json")
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'{"a": 1, "b": 2, "a": 3}', 'a.json has the key "a" twice in one object.'),
        (b'{"a": 01}', "a.json is not JSON as RFC 8259 has it: see byte 7."),
        ('{"é": }'.encode(), "a.json is not JSON as RFC 8259 has it: see byte 7."),
        (b"[NaN]", "a.json is not JSON as RFC 8259 has it: see NaN."),
        (b"[9007199254740993]", "a.json has an integer beyond 2^53: 9007199254740993."),
        (b"[-1e999]", "a.json has a number that is not finite: -1e999."),
        (b'["\\uDFFF"]', "a.json has half a surrogate pair in a string: \\udfff."),
        (b"\xef\xbb\xbf1", "a.json is not UTF-8 without a byte order mark."),
        (b"[" * 33 + b"]" * 33, "a.json is nested more than 32 levels deep."),
    ],
)
def test_refusal_is_a_sentence_that_names_the_place(data, sentence):
    with pytest.raises(Refusal) as caught:
        profile.parse(data, "a.json")
    assert caught.value.message == sentence
    assert caught.value.remedy


def test_keys_that_only_look_equal_are_two_keys():
    assert len(profile.parse('{"é": 1, "e\u0301": 2}'.encode(), "a.json")) == 2


def test_mutated_manifests_are_parsed_as_strict_json_or_refused_and_never_crash():
    draw = random.Random(1)
    alphabet = b'{}[]",:\\ue0123456789.+-eEtrufalsn \n\x00\x1f\x7f\x80\xc3\xed\xef\xff'
    refused = 0
    for _ in range(1500):
        data = bytearray(PLAIN)
        for _ in range(draw.randint(1, 3)):
            place = draw.randrange(len(data))
            data[place : place + draw.randint(0, 2)] = bytes(draw.choices(alphabet, k=draw.randint(0, 2)))
        try:
            value = profile.parse(bytes(data), "a.json")
        except Refusal:
            refused += 1
        else:
            assert value == json.loads(data.decode())
            assert profile.parse(json.dumps(value, allow_nan=False).encode(), "a.json") == value
    assert 500 < refused < 1500
