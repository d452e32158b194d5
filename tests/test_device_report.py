import dataclasses
import json

import pytest

from mobilekit.bundle import SUMS, identity
from mobilekit.contract.example_edits import changed, encode
from mobilekit.contract.example_manifest import example_manifest
from mobilekit.contract.example_report import BUNDLE, CPU, GPU, NEURAL, edited, example_report
from mobilekit.contract.profile import MAX_BYTES
from mobilekit.contract.refusals import FOLDER, Refusal
from mobilekit.device_report import Stage, accept, device_outcomes, read_device_report
from mobilekit.manifest import read_manifest


def accepted(data=None, manifest=None):
    return accept(read_device_report(data or edited()), BUNDLE, manifest or example_manifest())


def refusal_of(data, manifest=None):
    with pytest.raises(Refusal) as caught:
        accepted(data, manifest)
    return caught.value


def test_result_holds_what_the_report_says_and_what_follows_from_it():
    gpu, cpu, int8, neural = accepted()
    assert (gpu.variant, gpu.delegate, gpu.ran_on, gpu.verdict) == ("tflite-float32", "gpu", "gpu", "PASS")
    assert (gpu.tolerance, gpu.max_abs_difference, gpu.agreement, gpu.latency) == (0.02, 0.015625, 1.0, None)
    assert gpu.device == "Zoë Ångström 山田 Example 1, android 15"
    assert cpu.latency.inference == Stage(4_000_000, 5_000_000, 8_000_000, 100)
    assert (int8.verdict, int8.max_abs_difference) == ("DRIFT", 0.125)
    assert (neural.ran_on, neural.latency.frame_to_result) == ("cpuOnly", None)


def test_latency_mirrors_the_schema():
    wanted = json.loads((FOLDER / "device_report.schema.json").read_text())["$defs"]
    latency = accepted()[1].latency
    assert list(dataclasses.asdict(latency)) == wanted["latency"]["required"]
    assert list(dataclasses.asdict(latency.inference)) == wanted["stage"]["required"]


def test_agreement_counts_the_images_that_kept_the_first_class():
    wrong = edited((f"{GPU}/images/0/top1", 1), (f"{GPU}/verdict", "WRONG"), (f"{GPU}/reason", "One is wrong."))
    assert accepted(wrong)[0].agreement == 0.5


def test_outcomes_say_passed_failed_and_not_measured():
    data = edited(
        (f"{CPU}/images/0/top1", 1), (f"{CPU}/verdict", "WRONG"), (f"{CPU}/reason", "x"), (f"{CPU}/latency", None)
    )
    outcomes = device_outcomes(accepted(data))
    assert [outcome.status for outcome in outcomes] == ["passed", "failed", "failed", "skipped"]
    assert {outcome.check for outcome in outcomes} == {"device"}
    assert outcomes[0].subject == "tflite-float32 on gpu, Zoë Ångström 山田 Example 1, android 15"
    assert outcomes[1].message == "WRONG: max |difference| 1.2e-06, top-1 agreement 50.0%"
    assert outcomes[3].message.startswith("fell back: cpuAndNeuralEngine -> cpuOnly: ")
    assert all(bool(outcome.remedy) == (outcome.status == "failed") for outcome in outcomes)


def test_report_about_another_bundle_is_refused_in_words_that_name_both():
    refusal = refusal_of(edited(("bundle", "12" * 32)))
    assert refusal.message == (
        "The device report is about another bundle than this one: its sha256 is 121212121212..., "
        "this one's abababababab...."
    )
    assert refusal.remedy == "Run the self-check on this bundle, or validate the bundle that the report is about."


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            (f"{GPU}/tolerance", 0.5),
            "The device report has a tolerance that is not the manifest's at $.results[0].tolerance.",
        ),
        (
            (f"{GPU}/images/1/top1", 9),
            "The device report names a class at $.results[0].images[1].top1 that the model does not have.",
        ),
        ((f"{NEURAL}/images/1/top1", 2), "The device report has a latency for wrong answers at $.results[3].latency."),
    ],
)
def test_refusal_names_the_place_of_the_fault(change, sentence):
    assert refusal_of(edited(change)).message == sentence


@pytest.mark.parametrize("data", [b"{", b"[]", edited(("device", {})), edited((f"{GPU}/images/0/top1", 3))])
def test_remedy_for_a_broken_report_is_the_app_and_not_convert(data):
    assert refusal_of(data).remedy == "Export the report again from a current app, and send it as it is."


def test_newer_report_is_refused_for_its_version_and_says_to_update():
    assert refusal_of(b'{"schema_version": 2, "phones": []}').remedy.startswith("Update this program")


def test_size_limit_holds_for_reports_too():
    assert refusal_of(edited() + b" " * MAX_BYTES).reason == "too_large"


def test_networks_with_one_output_have_a_wrong_answer_too():
    manifest = example_manifest()
    manifest["model"]["classes"] = 1
    for image in manifest["golden"]["images"]:
        image["top5"] = [0]
    same = example_report()
    for result in same["results"]:
        for image in result["images"]:
            image["top1"] = 0
    assert accepted(encode(same), manifest)[0].verdict == "PASS"
    assert refusal_of(encode(changed(same, f"{GPU}/images/1/top1", 1)), manifest).reason == "report_verdict"
    assert refusal_of(encode(changed(same, f"{GPU}/images/1/top1", 2)), manifest).reason == "class_index"


def test_words_of_a_stranger_cannot_steer_a_terminal():
    data = edited(
        ("device/model", "A\x1b[2JB\u202eC\nD"), (f"{NEURAL}/reason", "cpu\r\x07"), (f"{NEURAL}/ran_on", "\x9bcpu")
    )
    result = accepted(data)[3]
    assert result.device == "Zoë Ångström 山田 A\ufffd[2JB\ufffdC\ufffdD, android 15"
    assert (result.reason, result.ran_on) == ("cpu\ufffd\ufffd", "\ufffdcpu")


def test_schema_closes_every_object():
    def objects(node):
        if isinstance(node, dict):
            if "properties" in node:
                yield node
            for value in node.values():
                yield from objects(value)

    found = list(objects(json.loads((FOLDER / "device_report.schema.json").read_text())))
    assert len(found) == 7
    assert all(each["additionalProperties"] is False for each in found)
    assert all(set(each["required"]) == set(each["properties"]) for each in found)


def test_report_on_a_real_bundle_is_taken_and_on_its_changed_copy_refused(tiny_bundle, broken):
    manifest = read_manifest((tiny_bundle / "manifest.json").read_bytes())
    report = example_report() | {"bundle": identity(tiny_bundle), "model": manifest["model"]["name"]}
    report["results"] = [
        passing(manifest, artifact, rung) for artifact in manifest["artifacts"] for rung in artifact["delegates"]
    ]
    read = read_device_report(encode(report))
    results = accept(read, identity(tiny_bundle), manifest)
    assert len(results) == 24 and {result.verdict for result in results} == {"PASS"}

    (broken / SUMS).write_text((broken / SUMS).read_text() + "\n")
    with pytest.raises(Refusal) as caught:
        accept(read, identity(broken), manifest)
    assert caught.value.reason == "report_bundle"


def passing(manifest, artifact, rung):
    images = [
        {"path": image["path"], "top1": image["top5"][0], "max_abs_difference": 0.0}
        for image in manifest["golden"]["images"]
    ]
    words = {
        "variant": artifact["variant"],
        "delegate": rung["delegate"],
        "ran_on": rung["delegate"],
        "verdict": "PASS",
    }
    return words | {"reason": "", "tolerance": rung["tolerance"], "images": images, "latency": None}
