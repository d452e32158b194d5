import json

import pytest

from mobilekit.contract.make_examples import examples, write_examples
from mobilekit.contract.refusals import FOLDER, Refusal, sentences
from mobilekit.manifest import read_manifest

EXAMPLES = FOLDER / "examples"
VERDICTS = json.loads((EXAMPLES / "verdicts.json").read_text())


def verdict_on(data):
    try:
        read_manifest(data)
    except Refusal as refusal:
        return f"refused: {refusal.reason}"
    return "accepted"


def test_reader_gives_the_verdict_of_the_table_on_every_example():
    assert {name: verdict_on((EXAMPLES / name).read_bytes()) for name in VERDICTS} == VERDICTS


def test_table_names_every_example_and_there_are_enough():
    stored = {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.glob("*/*")}
    assert stored == set(VERDICTS)
    assert sum(verdict == "accepted" for verdict in VERDICTS.values()) >= 30
    assert sum(verdict != "accepted" for verdict in VERDICTS.values()) >= 100


def test_folder_is_what_the_script_writes(tmp_path):
    write_examples(tmp_path)
    written = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*.json")}
    assert written == {path.relative_to(EXAMPLES).as_posix(): path.read_bytes() for path in EXAMPLES.rglob("*.json")}


def test_each_example_is_another_file():
    bodies = list(examples().values())
    assert len(set(bodies)) == len(bodies)


def test_every_reason_that_a_manifest_can_have_is_among_the_examples():
    by_bytes = {"too_large"}  # four megabytes are made in test_profile, not stored
    of_other_files = {"file_missing", "file_unlisted", "file_changed", "sums", "labels", "picture", "reference"}
    met = {verdict.removeprefix("refused: ") for verdict in VERDICTS.values()} - {"accepted"}
    assert met == set(sentences()) - by_bytes - of_other_files


@pytest.mark.parametrize("reason", sentences())
def test_every_reason_makes_a_sentence_and_a_remedy(reason):
    refusal = Refusal(reason, file="manifest.json", at="$.here")
    assert refusal.message.endswith(".") and refusal.remedy.endswith(".")
    assert "{" not in refusal.message


def test_plain_json_loads_would_get_many_verdicts_wrong():
    """The examples' own control: a lax reader takes what they forbid."""
    taken = 0
    for name, verdict in VERDICTS.items():
        if verdict.removeprefix("refused: ") in ("grammar", "repeated_key", "surrogate", "number_range", "encoding"):
            try:
                json.loads((EXAMPLES / name).read_bytes())
                taken += 1
            except ValueError:
                continue
    assert taken >= 15


@pytest.mark.parametrize("reason", sentences())
def test_readme_has_the_sentences_of_the_table(reason):
    sentence, remedy = sentences()[reason]
    assert f"| `{reason}` | {sentence} | {remedy} |\n" in (FOLDER / "README.md").read_text("utf-8")
