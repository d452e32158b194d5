import json

import pytest

from mobilekit.contract.example_report import BUNDLE
from mobilekit.contract.make_examples import examples, write_examples
from mobilekit.contract.refusals import FOLDER, Refusal, sentences
from mobilekit.device_report import accept, read_device_report
from mobilekit.manifest import read_manifest

EXAMPLES = FOLDER / "examples"
REPORTS = EXAMPLES / "device_report"
VERDICTS = json.loads((EXAMPLES / "verdicts.json").read_text())
REPORT_VERDICTS = json.loads((REPORTS / "verdicts.json").read_text())


def accept_report(data):
    manifest = read_manifest((EXAMPLES / "valid" / "plain.json").read_bytes())
    return accept(read_device_report(data), BUNDLE, manifest)


def verdict_on(data, reader=read_manifest):
    try:
        reader(data)
    except Refusal as refusal:
        return f"refused: {refusal.reason}"
    return "accepted"


def test_reader_gives_the_verdict_of_the_table_on_every_example():
    assert {name: verdict_on((EXAMPLES / name).read_bytes()) for name in VERDICTS} == VERDICTS


def test_reader_of_reports_gives_the_verdict_of_the_table_on_every_example():
    given = {name: verdict_on((REPORTS / name).read_bytes(), accept_report) for name in REPORT_VERDICTS}
    assert given == REPORT_VERDICTS


def test_table_names_every_example_and_there_are_enough():
    for folder, verdicts in ((EXAMPLES, VERDICTS), (REPORTS, REPORT_VERDICTS)):
        stored = {path.relative_to(folder).as_posix() for path in folder.glob("*valid/*")}
        assert stored == set(verdicts)
    assert len(REPORT_VERDICTS) >= 60
    assert sum(verdict == "accepted" for verdict in VERDICTS.values()) >= 30
    assert sum(verdict != "accepted" for verdict in VERDICTS.values()) >= 100


def test_folder_is_what_the_script_writes(tmp_path):
    write_examples(tmp_path)
    written = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*.json")}
    assert written == {path.relative_to(EXAMPLES).as_posix(): path.read_bytes() for path in EXAMPLES.rglob("*.json")}


def test_each_example_is_another_file():
    bodies = list(examples().values())
    assert len(set(bodies)) == len(bodies)


def reasons_met(verdicts):
    return {verdict.removeprefix("refused: ") for verdict in verdicts.values()} - {"accepted"}


def test_every_reason_that_a_manifest_can_have_is_among_the_examples():
    by_bytes = {"too_large"}  # four megabytes are made in test_profile, not stored
    of_files = {"file_missing", "file_unlisted", "file_changed", "sums", "labels", "picture", "reference", "model"}
    of_reports = {reason for reason in sentences() if reason.startswith("report_")}
    assert reasons_met(VERDICTS) == set(sentences()) - by_bytes - of_files - of_reports
    assert reasons_met(REPORT_VERDICTS) >= of_reports | {"class_index", "type", "value", "missing_key", "unknown_key"}


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


def test_readme_names_every_reason_that_a_report_alone_can_have_beside_its_rule():
    rules = (FOLDER / "README.md").read_text("utf-8").partition("## Device reports")[2].partition("## Refusals")[0]
    assert [reason for reason in sentences() if reason.startswith("report_") and f"(`{reason}`)" not in rules] == []


@pytest.mark.parametrize("reason", sentences())
def test_readme_has_the_sentences_of_the_table(reason):
    sentence, remedy = sentences()[reason]
    assert f"| `{reason}` | {sentence} | {remedy} |\n" in (FOLDER / "README.md").read_text("utf-8")
