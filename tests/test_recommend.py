from __future__ import annotations

import pytest

from mobilekit.errors import MobileKitError
from mobilekit.recommend import Candidate, Goal, pareto, parse_goal, recommend

FLOAT32 = Candidate("tflite-float32", 14_000_000, 1.0, 500, 6.6)
FLOAT16 = Candidate("tflite-float16", 7_000_000, 0.994, 500, 6.8)
DYNAMIC = Candidate("tflite-dynamic_int8", 4_000_000, 0.998, 500, 13.0)
INT8 = Candidate("tflite-int8", 3_900_000, 0.989, 500, 3.2)
HALF = Candidate("coreml-float16", 7_100_000, 0.996, 500)
EIGHT = Candidate("coreml-weight_int8", 3_700_000, 0.99, 500)
SIX = Candidate("coreml-palettized_6bit", 2_800_000, 0.95, 500)
EVERY = [FLOAT32, FLOAT16, DYNAMIC, INT8, HALF, EIGHT, SIX]


def shipped(candidates, goal=0.98):
    return {r.platform: r.variant for r in recommend(candidates, Goal(least=goal))}


def test_the_fastest_on_android_and_the_smallest_on_ios_that_reach_the_goal() -> None:
    assert shipped(EVERY) == {"Android": "tflite-int8", "iOS": "coreml-weight_int8"}


def test_a_stricter_goal_leaves_less_to_choose_from() -> None:
    assert shipped(EVERY, 0.992) == {"Android": "tflite-float16", "iOS": "coreml-float16"}


def test_of_two_as_fast_the_smaller_is_shipped() -> None:
    assert shipped([FLOAT32, FLOAT16], 0.9) == {"Android": "tflite-float16"}


def test_a_slower_file_is_not_shipped_for_being_smaller() -> None:
    assert shipped([FLOAT32, DYNAMIC]) == {"Android": "tflite-float32"}


def test_where_some_were_timed_the_others_are_not_shipped() -> None:
    untimed = Candidate("tflite-untimed", 1_000_000, 0.99, 500)
    assert shipped([FLOAT32, INT8, untimed]) == {"Android": "tflite-int8"}


def test_the_sentence_has_size_speed_and_agreement() -> None:
    android, ios = recommend(EVERY)
    assert android.sentence == (
        "Android: ship tflite-int8: 3.90 MB, 2.1 x faster than float32 here, 98.9 % agreement on 500 pictures."
    )
    assert ios.sentence == "iOS: ship coreml-weight_int8: 3.70 MB, 99 % agreement on 500 pictures."


def test_a_share_below_one_is_never_rounded_up_to_it() -> None:
    (found,) = recommend([Candidate("coreml-float16", 1, 4999 / 5000, 5000)])
    assert "99.9 % agreement" in found.sentence


def test_a_goal_that_nothing_reaches_is_said_to_be_missed() -> None:
    (found,) = recommend([SIX], Goal(least=0.98))
    assert not found.met
    assert "no file reaches top1_agreement=0.98; coreml-palettized_6bit comes nearest" in found.sentence


def test_what_is_beaten_in_everything_is_not_in_the_pareto_set() -> None:
    worse = Candidate("tflite-worse", 15_000_000, 0.9, 500, 7.0)
    assert pareto([*EVERY, worse]) == (FLOAT32, FLOAT16, DYNAMIC, INT8, HALF, EIGHT, SIX)


def test_formats_are_not_held_against_each_other() -> None:
    assert pareto([FLOAT16, SIX]) == (FLOAT16, SIX)


@pytest.mark.parametrize("text", ["top1_agreement", "top1_agreement=", "top1_agreement=nan", "top1_agreement=99", "top1_agreement=0", "accuracy=0.9", "=0.9"])  # fmt: skip  # noqa: E501
def test_what_is_no_goal_is_refused(text: str) -> None:
    with pytest.raises(MobileKitError, match="is no goal"):
        parse_goal(text)


def test_a_goal_reads_as_it_is_written() -> None:
    assert str(parse_goal("top1_agreement=0.995")) == "top1_agreement=0.995"
