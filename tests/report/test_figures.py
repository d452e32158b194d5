"""Drawn figures take their colours from the page, and what they label can be told apart."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from mobilekit.report import plots, words
from mobilekit.report.confusion import heat
from mobilekit.report.svg import TOKENS, spread
from report import made
from report.markup import Page

POINTS = [plots.Point(f"tflite-{k}", 1.0 + k, 1 - k / 100, (0.9, 1.0)) for k in range(6)]


def drawn() -> dict[str, str]:
    return {
        "trade": plots.trade(POINTS, "size, MB", "a"),
        "confidences": plots.confidences((1, 2, 3), (3, 2, 1), "b"),
        "depth": plots.depth(made.curves(), "c"),
        "kept_in_float": plots.kept_in_float([(0, 0.95), (3, 0.98), (9, 0.991)], 0.99, "d"),
    }


@pytest.mark.parametrize("name", ["trade", "confidences", "depth", "kept_in_float"])
def test_a_figure_has_no_colour_font_date_or_address_of_its_own(name: str) -> None:
    text = drawn()[name]
    # Black is what matplotlib leaves as the default of a shape that it also gives a variable.
    assert set(re.findall(r"#[0-9a-f]{6}\b", text)) <= {"#000000"}
    assert "var(--ink)" in text or "var(--soft)" in text
    assert not re.search(r"DejaVu|http|<style|<metadata|\d{4}-\d\d-\d\d", text)
    assert Page(text).faults == []


def test_every_stand_in_colour_is_another_and_a_variable_of_the_page() -> None:
    from importlib.resources import files

    css = (files("mobilekit") / "report" / "templates" / "page.css").read_text("utf-8")
    assert len(set(TOKENS.values())) == len(TOKENS)
    light, dark = css.split("prefers-color-scheme: dark", 1)
    for token in TOKENS:
        assert f"--{token}: #" in light
        assert f"--{token}: #" in dark


def test_the_same_figure_is_the_same_bytes() -> None:
    assert drawn() == drawn()


def test_a_name_with_a_dollar_and_a_tag_is_drawn_as_it_is() -> None:
    text = plots.trade([plots.Point("tflite-$x$<b>", 1.0, 0.5)], "size", "a")
    assert "tflite-$x$&lt;b&gt;" in text


def test_nothing_to_draw_is_no_figure() -> None:
    assert plots.trade([], "size", "a") == ""
    assert plots.depth((), "a") == ""


@pytest.mark.parametrize("wanted", [[1.0, 1.0, 1.0], [3.0, 1.0, 1.1, 1.2], [0.0], [5.0, 4.9, 0.0]])
def test_labels_keep_their_order_and_their_distance(wanted: list[float]) -> None:
    places = spread(wanted, 1.0)
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(np.array(places)[order]) >= 1 - 1e-9).all()
    assert np.mean(places) == pytest.approx(np.mean(wanted))


def test_labels_that_are_far_apart_stay_where_they_are() -> None:
    assert spread([0.0, 5.0, 2.0], 1.0) == [0.0, 5.0, 2.0]


def test_a_matrix_shades_mistakes_and_right_answers_apart() -> None:
    drawn = heat(np.array([[8, 2], [0, 5]]), ("<a>", "b"), "label", "answer")
    assert re.findall(r'<path d="([^"]*)" fill="var\(--(\w+)\)"', drawn) == [
        ("M0 0h1v1h-1z", "accent"), ("M1 1h1v1h-1z", "accent"), ("M1 0h1v1h-1z", "bad"),
    ]  # fmt: skip
    assert "&lt;a&gt;" in drawn
    assert Page(drawn).faults == []


def test_fifty_classes_stay_small() -> None:
    labels = tuple(f"class {k}" for k in range(50))
    assert len(heat(np.ones((50, 50), np.int64), labels, "label", "answer")) < 50_000


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (words.percent(0.99996), "99.9 %"),
        (words.percent(1.0), "100.0 %"),
        (words.percent(None), "–"),
        (words.points(-0.004), "−0.4"),
        (words.points(-0.0001), "0.0"),
        (words.small(0.0), "0"),
        (words.small(1e30), "∞"),
        (words.small(1.234e-6), "1.2e-06"),
        (words.decibels(-math.inf), "−∞"),
        (words.decibels(math.nan), "–"),
        (words.probability(0.0004), "< .001"),
        (words.milliseconds(0.234), "0.23"),
        (words.milliseconds(123.4), "123"),
        (words.plural(1, "file"), "1 file"),
        (words.listed(["a", "b", "c"]), "a, b and c"),
        (words.decibels(words.ratio_of({"max_abs_difference": 0.0, "snr_db": None})), "∞"),
    ],
)
def test_figures_are_shown_as_people_write_them(shown: str, text: str) -> None:
    assert shown == text
