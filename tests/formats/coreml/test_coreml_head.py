from __future__ import annotations

import pytest

from mobilekit.formats.coreml.head import AUTHOR, LICENSE, MODEL_VERSION, SHORT, read_head
from mobilekit.formats.coreml.proto import messages
from mobilekit.formats.coreml.wire import fields, number_of


@pytest.mark.parametrize("recipe", ["float16", "weight_int8"])
def test_the_head_is_what_the_whole_message_class_reads(packages, recipe):
    data = (packages[recipe] / "Data/com.apple.CoreML/model.mlmodel").read_bytes()
    model = messages("Model_pb2").Model.FromString(data)
    head, about = read_head(list(fields(data))), model.description
    assert head.version == model.specificationVersion
    assert [(f.name, f.text, f.type) for f in head.inputs] == [
        (f.name, f.shortDescription, f.type) for f in about.input
    ]
    assert [(f.name, f.text, f.type) for f in head.outputs] == [
        (f.name, f.shortDescription, f.type) for f in about.output
    ]
    assert head.texts == {
        SHORT: about.metadata.shortDescription,
        MODEL_VERSION: about.metadata.versionString,
        AUTHOR: about.metadata.author,
        LICENSE: about.metadata.license,
    }
    assert head.user_defined == dict(about.metadata.userDefined)
    assert all(head.texts.values())
    assert head.user_defined


def test_a_named_main_function_is_found():
    model = messages("Model_pb2").Model(specificationVersion=300)
    model.description.defaultFunctionName = "other"
    head = read_head(list(fields(model.SerializeToString())))
    assert (head.version, head.main) == (300, "other")


def test_a_version_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="wire type 2"):
        number_of(b"\x0a\x01x")
