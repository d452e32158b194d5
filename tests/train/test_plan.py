"""From the options to a network and a recipe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mobilekit.train.net import Net
from mobilekit.train.phases import choose_recipe
from mobilekit.train.plan import Given, Wishes, choose_net, head_is_kept, read_given
from mobilekit.train.recipe import HEAD, PRUNE, QAT, TRAIN, TUNE


def phases(wishes: Wishes, *, keeps_head: bool = False) -> list[tuple[str, int, float, int]]:
    made = choose_recipe(wishes, keeps_head=keeps_head).phases
    return [(phase.name, phase.epochs, phase.rate, phase.batch_size) for phase in made]


@pytest.mark.parametrize(
    ("wishes", "given", "net"),
    [
        (Wishes(), Given(), Net("mobilenet_v2", 0.35, 96)),
        (Wishes(weights="imagenet"), Given(), Net("mobilenet_v2", 1.0, 160)),
        (Wishes(weights="f"), Given("mobilenet_v1", 0.25, 224), Net("mobilenet_v1", 0.25, 224)),
        (Wishes(weights="f", size=96), Given("mobilenet_v1", 0.25, 224), Net("mobilenet_v1", 0.25, 96)),
        (Wishes(weights="f"), Given("mobilenet_v3_small", None, 96), Net("mobilenet_v3_small", 1.0, 96)),
        (Wishes(arch="mobilenet_v1_0.5_128"), Given(), Net("mobilenet_v1", 0.5, 128)),
        (Wishes(arch="mobilenet_v1_0.5_128", alpha=0.25), Given(), Net("mobilenet_v1", 0.25, 128)),
        (Wishes(arch="mobilenet_v3_small"), Given(), Net("mobilenet_v3_small", 1.0, 96)),
        (Wishes(arch="mobilenet_v2", alpha=1.4, size=224), Given(), Net("mobilenet_v2", 1.4, 224)),
    ],
)
def test_the_network_is_what_the_user_says_else_what_the_weights_say(wishes: Wishes, given: Given, net: Net) -> None:
    assert choose_net(wishes, given) == net


def test_a_file_that_does_not_say_its_network_is_asked_about(refusal: Any) -> None:
    assert refusal(choose_net, Wishes(weights="a.h5"), Given()) == "a.h5 does not say which network it holds."
    assert choose_net(Wishes(weights="a.h5", arch="mobilenet_v1", alpha=0.5, size=64), Given()).alpha == 0.5


def test_the_name_of_no_architecture(refusal: Any) -> None:
    assert (
        refusal(choose_net, Wishes(arch="resnet"), Given()) == "resnet is neither a file nor a name of the catalogue."
    )


def test_the_phases_are_those_that_are_needed() -> None:
    assert [p[0] for p in phases(Wishes())] == [TRAIN]
    assert [p[0] for p in phases(Wishes(weights="f"))] == [HEAD, TUNE]
    assert [p[0] for p in phases(Wishes(weights="f", sparsity=0.5, qat=True))] == [HEAD, TUNE, PRUNE, QAT]
    assert [p[0] for p in phases(Wishes(weights="f", qat=True), keeps_head=True)] == [TUNE, QAT]


def test_a_number_without_a_phase_is_the_main_ones() -> None:
    wishes = Wishes(
        weights="f", epochs={"": "3", "head": "2"}, rates={"": "0.5"}, batches={"": "32", "head": "256", "96px": "16"}
    )
    head, tune = phases(wishes)
    assert head[:2] == (HEAD, 2)
    assert head[3] == 256
    assert tune == (TUNE, 3, 0.5, 32)
    assert choose_recipe(wishes, keeps_head=False).sized_batches == ((96, 16),)


def test_a_batch_size_for_all_is_for_the_added_phases_too() -> None:
    assert [p[3] for p in phases(Wishes(qat=True, batches={"": "16"}))] == [16, 16]


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        (Wishes(epochs={"head": "2"}), "--epochs names head, which is no phase of this run."),
        (Wishes(rates={"": "fast"}), "--rate was given 'fast'; it takes a number of at least 1e-09."),
        (Wishes(rates={"": "nan"}), "--rate was given 'nan'; it takes a number of at least 1e-09."),
        (Wishes(epochs={"": "2.5"}), "--epochs was given '2.5'; it takes a whole number of at least 0."),
        (Wishes(batches={"": "1"}), "--batch-size was given '1'; it takes a whole number of at least 2."),
        (Wishes(batches={"manypx": "8"}), "--batch-size was given 'many'; it takes a whole number of at least 1."),
        (Wishes(epochs={"": "0"}), "There is nothing to train: every phase has 0 epochs."),
    ],
)
def test_what_a_phase_cannot_have(wishes: Wishes, sentence: str, refusal: Any) -> None:
    assert refusal(choose_recipe, wishes, keeps_head=False) == sentence


def test_what_a_file_says_of_itself(tiny_model: Path) -> None:
    assert read_given(str(tiny_model)) == Given("mobilenet_v2", 0.35, 32)
    assert read_given("imagenet") == read_given(None) == Given()


def test_a_head_for_the_same_classes_is_kept(colours: Path) -> None:
    assert head_is_kept(str(colours), Given(labels=("blue", "green", "red")))
    assert not head_is_kept(str(colours), Given(labels=("red", "green", "blue")))
    assert not head_is_kept(str(colours), Given())
