"""The page: whole, alone, safe, small, and with everything on it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

from mobilekit.checks import FAILED, SKIPPED, Outcome
from mobilekit.device_report import device_outcomes
from mobilekit.report import gallery
from mobilekit.report.page import SECTIONS, page
from mobilekit.report.record import Report
from report import made
from report.markup import Page

Whole = tuple[Report, Path]


def test_every_tag_is_closed_and_every_name_leads_somewhere(shown: Page) -> None:
    assert shown.faults == []


@pytest.mark.parametrize(
    "bad",
    ["<p><b></p></b>", "<div>", '<a href="#x">x</a>', '<i id="a"></i><i id="a"></i>', '<g clip-path="url(#n)"></g>'],
)
def test_a_broken_page_is_told_from_a_whole_one(bad: str) -> None:
    assert Page(bad).faults


def test_the_page_asks_the_network_for_nothing_and_runs_nothing(shown: Page) -> None:
    assert shown.addresses == []
    assert not [tag for tag, attributes in shown.tags if tag in ("script", "iframe", "object", "form")]
    assert not [name for _, attributes in shown.tags for name in attributes if name.startswith("on")]


@pytest.mark.parametrize(
    "bad", ['<img src="https://x/y.png">', '<link href="//x/y.css">', "<style>a{background:url(https://x)}</style>"]
)
def test_an_address_beyond_the_page_is_found(bad: str) -> None:
    assert Page(bad).addresses


def test_every_part_is_there_in_order_and_reached_from_the_top(shown: Page) -> None:
    sections = [attributes["id"] for tag, attributes in shown.tags if tag == "section"]
    links = [attributes["href"] for tag, attributes in shown.tags if tag == "a"]
    assert sections == [name for name, _ in SECTIONS if name != "precision"], "no file of the made bundle has a record"
    assert links == ["#main", *(f"#{name}" for name in sections)]


def test_names_from_files_are_text_and_nothing_more(source: str, shown: Page) -> None:
    assert "<script>" not in source
    for label in made.NASTY:
        assert label in shown.text
    for text in ("photo 3 <b>&amp;.png", "a <i>.png", "<layer 2>", "Acme <Phone>, android 15", "unknown: <foo>"):
        assert text in shown.text


def test_the_verdict_comes_first_with_what_to_do(whole: Whole) -> None:
    text = Page(page(made.with_failure(whole[0]), whole[1])).text
    head = text[: text.index("Held against")]
    assert "Failed: do not ship tflite-int8" in head
    assert "The other 2 files hold." in head
    assert "Convert again." in head


def test_a_file_that_failed_any_check_is_marked_so_in_the_table(whole: Whole) -> None:
    outcomes = [*whole[0].outcomes, Outcome("accuracy", "tflite-int8", FAILED, "9 points lost")]
    bad = dataclasses.replace(whole[0], outcomes=outcomes)
    assert [bad.verdict_on(row) for row in bad.rows] == ["passed", "failed", "passed"]
    text = Page(page(bad, whole[1])).text
    assert re.search(r"Files that hold\s*2\s*of 3", text)


def test_a_delegate_that_is_wrong_on_a_phone_does_not_condemn_the_bundle(whole: Whole) -> None:
    outcomes = [*whole[0].outcomes, *device_outcomes(made.devices())]
    text = Page(page(dataclasses.replace(whole[0], outcomes=outcomes), whole[1])).text
    assert "Failed on a phone: leave out the delegates named here" in text
    assert "do not ship" not in text.lower()


def test_a_bundle_that_was_not_accepted_still_gives_a_page(whole: Whole) -> None:
    why = "labels.txt is not what SHA256SUMS says"
    broken = Report("0" * 64, None, [Outcome("files", "bundle", FAILED, why, remedy="Convert again.")], [])
    shown = Page(page(broken, whole[1]))
    assert shown.faults == []
    assert "Failed: do not ship this bundle" in shown.text
    assert why in shown.text
    assert not [tag for tag, _ in shown.tags if tag == "img"]


def test_nothing_asked_is_no_pass(whole: Whole) -> None:
    nothing = Report("0" * 64, None, [Outcome("files", "bundle", SKIPPED, "why")], [])
    assert "this is no pass" in Page(page(nothing, whole[1])).text


def test_a_report_without_pictures_phones_and_layers_leaves_those_parts_out(whole: Whole) -> None:
    bare = dataclasses.replace(whole[0], evaluation=None, curves=(), devices=())
    shown = Page(page(bare, whole[1]))
    sections = [attributes["id"] for tag, attributes in shown.tags if tag == "section"]
    assert sections == ["variants", "ladder", "skipped", "checks", "golden", "provenance"]
    assert shown.faults == []


def test_pictures_without_labels_show_agreement_and_no_accuracy(whole: Whole, tmp_path: Path) -> None:
    found = made.evaluation(tmp_path, made.NASTY, 6, labelled=False)
    shown = Page(page(dataclasses.replace(whole[0], evaluation=found), whole[1]))
    assert "without labels, so agreement only" in shown.text
    assert "McNemar" not in shown.text
    assert "Most frequent flips" in shown.text
    assert shown.faults == []


def test_a_folder_in_which_no_picture_could_be_used_says_why(whole: Whole, tmp_path: Path) -> None:
    found = made.evaluation(tmp_path, made.NASTY, 0)
    shown = Page(page(dataclasses.replace(whole[0], evaluation=found), whole[1]))
    assert "0 pictures" in shown.text
    assert "cannot be read as an image" in shown.text


def test_an_answer_that_is_no_number_has_no_label(whole: Whole, tmp_path: Path) -> None:
    found = made.evaluation(tmp_path, made.NASTY, 6)
    lost = dataclasses.replace(found.targets["tflite-int8"], top5=np.full((6, 5), -1))
    found = dataclasses.replace(found, targets={"tflite-int8": lost})
    assert "no answer: not a number" in Page(page(dataclasses.replace(whole[0], evaluation=found), whole[1])).text


def test_core_ml_has_no_time_and_says_why(shown: Page) -> None:
    assert "only a phone can tell" in shown.text
    assert "not executed yet" not in shown.text


def test_badges_say_their_verdict_in_words(shown: Page) -> None:
    for word in ("PASS", "DRIFT", "WRONG", "FELL BACK", "passed", "skipped"):
        assert word in shown.text
    signs = [attributes.get("data-sign") for _, attributes in shown.tags if "badge" in (attributes.get("class") or "")]
    assert signs
    assert all(signs)


def test_every_picture_every_figure_and_every_table_that_scrolls_has_a_name(shown: Page) -> None:
    assert all(attributes.get("alt") for tag, attributes in shown.tags if tag == "img")
    for _, attributes in shown.tags:
        if attributes.get("role") in ("img", "region"):
            assert attributes.get("aria-label")
        if attributes.get("role") == "region":
            assert attributes.get("tabindex") == "0"
    cells = [attributes for tag, attributes in shown.tags if tag == "th"]
    assert all(attributes.get("scope") in ("col", "row", "colgroup") for attributes in cells)


def test_headings_go_down_one_level_at_a_time(shown: Page) -> None:
    levels = [int(tag[1]) for tag, _ in shown.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_five_hundred_flips_stay_below_five_megabytes(whole: Whole, tmp_path: Path) -> None:
    labels = tuple(f"class {k}" for k in range(1000))
    found = made.evaluation(tmp_path, labels, 500)
    source = page(dataclasses.replace(whole[0], evaluation=found), whole[1])
    assert len(source.encode()) < 5_000_000


def test_the_gallery_stops_at_its_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mobilekit.preprocess import Preprocessing

    found = made.evaluation(tmp_path, ("a", "b", "c"), 30)
    every, total = gallery.flips(found, Preprocessing((64, 48)))
    assert (len(every), total) == (10, 10)
    monkeypatch.setattr(gallery, "BUDGET", sum(len(flip.data) for flip in every[:4]))
    shown, total = gallery.flips(found, Preprocessing((64, 48)))
    assert (len(shown), total) == (4, 10)


def test_a_photo_is_shown_as_the_model_saw_it_and_one_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    import base64
    import io

    from PIL import Image

    from mobilekit.preprocess import Preprocessing

    found = made.evaluation(tmp_path, ("a", "b", "c"), 9)
    shown, _ = gallery.flips(found, Preprocessing((40, 30)))
    data = {flip.path: flip.data for flip in shown}
    assert data[found.pictures.paths[0]] == ""
    file = io.BytesIO(base64.b64decode(data[found.pictures.paths[3]].partition(",")[2]))
    assert Image.open(file).size == (30, 40)


def test_the_same_report_is_the_same_page(whole: Whole, source: str) -> None:
    assert page(*whole) == source
