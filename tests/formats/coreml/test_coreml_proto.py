from __future__ import annotations

import subprocess
import sys

import pytest

ALONE = """
import sys
from mobilekit.formats.coreml.proto import messages
messages("Model_pb2").Model(specificationVersion=6).SerializeToString()
print(sorted({"coremltools", "tensorflow", "numpy.testing"} & set(sys.modules)))
"""
KIT = "from mobilekit.formats.coreml.proto import messages; ours = messages('Model_pb2')\n"
VENDOR = "import coremltools; theirs = coremltools.proto.Model_pb2\n"
SHARED = """
data = theirs.Model(specificationVersion=7).SerializeToString()
read = ours.Model(); read.ParseFromString(data)
model = theirs.Model(); model.CopyFrom(read)
print(read.specificationVersion, model.specificationVersion)
"""


def output(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_classes_come_without_coremltools():
    assert output(ALONE) == "[]\n"


@pytest.mark.slow
@pytest.mark.parametrize("order", [KIT + VENDOR, VENDOR + KIT], ids=["kit first", "coremltools first"])
def test_classes_work_beside_coremltools_in_either_order(order):
    assert output(order + SHARED) == "7 7\n"
