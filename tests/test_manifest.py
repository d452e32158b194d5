import json
import os

import pytest

from mobilekit import manifest
from mobilekit.contract.example_manifest import example_manifest
from mobilekit.contract.refusals import FOLDER, Refusal
from mobilekit.errors import MobileKitError
from mobilekit.manifest import read_manifest, write_manifest


def refusal_of(value):
    with pytest.raises(MobileKitError) as caught:
        read_manifest(json.dumps(value).encode())
    return caught.value


def changed(path, value):
    whole = example_manifest()
    *parents, last = path
    place = whole
    for part in parents:
        place = place[part]
    place[last] = value
    return whole


def test_written_bytes_are_pinned():
    data = write_manifest(example_manifest())
    assert data.startswith(b'{\n "schema_version": 1,\n "model": {\n  "name": "example_0.35_64",\n')
    assert '"author": "Zoë Ångström 山田"'.encode() in data
    assert b'"mean": [\n   127.5,\n   127.5,\n   127.5\n  ],' in data
    assert data.endswith(b'"command": "mobilekit convert example.keras --preprocessing tf"\n}\n')
    assert b"\r" not in data


def test_what_was_written_is_read_back_the_same_in_the_same_order():
    first = write_manifest(example_manifest())
    again = read_manifest(first)
    assert again == example_manifest()
    assert write_manifest(again) == first


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("model", "activation"), "relu", "manifest.json has a value that is not allowed at $.model.activation."),
        (("model", "classes"), 3.0, "manifest.json has the wrong type of value at $.model.classes."),
        (("model", "classes"), True, "manifest.json has the wrong type of value at $.model.classes."),
        (("made",), 1, "manifest.json has a key that schema_version 1 does not know: $.made."),
        (("labels",), {"path": "a", "count": 3}, "manifest.json lacks $.labels.sha256."),
        (("schema_version",), 7, "manifest.json has schema_version 7, which this program does not know."),
        (
            ("artifacts", 1, "path"),
            "../x",
            "manifest.json has a path that is not plain and inside the bundle at $.artifacts[1].path.",
        ),
        (
            ("labels", "count"),
            4,
            "manifest.json names a number of labels at $.labels.count that differs from the number of outputs.",
        ),
        (
            ("artifacts", 0, "app_steps"),
            ["rotate", "resize", "crop"],
            "manifest.json has app_steps at $.artifacts[0].app_steps that are out of order or do not fit the input "
            "tensor.",
        ),
        (("artifacts", 2, "path"), "Labels.txt", "manifest.json uses a variant or path twice: labels.txt."),
        (
            ("golden", "images", 1, "top5"),
            [3],
            "manifest.json names a class at $.golden.images[1].top5 that the model does not have.",
        ),
    ],
)
def test_refusal_names_the_place_of_the_fault(path, value, sentence):
    refusal = refusal_of(changed(path, value))
    assert refusal.message == sentence
    assert refusal.remedy.endswith(".")


def test_newer_manifest_is_refused_for_its_version_whatever_else_it_holds():
    refusal = refusal_of({"schema_version": 2, "networks": [], "artifacts": None})
    assert refusal.reason == "version"
    assert refusal.remedy.startswith("Update this program")


def test_older_manifest_is_brought_up_and_then_held_to_the_schema(monkeypatch):
    def upgrade(old):
        return {key: value for key, value in old.items() if key != "maker"} | {"schema_version": 1}

    monkeypatch.setitem(manifest.UPGRADES, 0, upgrade)
    old = example_manifest() | {"schema_version": 0, "maker": "me"}
    assert read_manifest(json.dumps(old).encode()) == example_manifest()
    assert refusal_of(old | {"other": 1}).reason == "unknown_key"


@pytest.mark.parametrize("path", ["CON/../x", "a/..", "..", "a/./b", "~/x", "a b", "a\u0301", "a:b", "//x", "a\\..\\b"])
def test_no_path_leaves_the_bundle_or_is_spelt_in_two_ways(path):
    assert refusal_of(changed(("artifacts", 0, "path"), path)).reason == "path"


def test_writer_refuses_what_the_reader_would_not_take():
    with pytest.raises(Refusal) as caught:
        write_manifest(changed(("model", "classes"), 0))
    assert caught.value.reason == "value"


def test_writer_refuses_a_file_name_that_is_no_unicode():
    broken = changed(("calibration", "images", 0, "name"), os.fsdecode(b"photo-\xff.jpg"))
    with pytest.raises(Refusal) as caught:
        write_manifest(broken)
    assert caught.value.reason == "encoding"


def test_nan_in_a_manifest_is_a_bug_and_never_written():
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_manifest(changed(("artifacts", 0, "parity", "max_abs_difference"), float("nan")))


def test_schema_closes_every_object():
    def objects(node):
        if isinstance(node, dict):
            if "properties" in node:
                yield node
            for value in node.values():
                yield from objects(value)
        elif isinstance(node, list):
            for value in node:
                yield from objects(value)

    schema = json.loads((FOLDER / "manifest.schema.json").read_text())
    found = list(objects(schema))
    assert len(found) >= 12
    assert all(each["additionalProperties"] is False for each in found)
    assert all(set(each["required"]) == set(each["properties"]) for each in found)
