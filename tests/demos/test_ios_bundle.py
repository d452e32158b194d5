import hashlib
import re
import shutil
from pathlib import Path

import pytest

from demos import corruptions
from demos.same_bundle import converted, described, differences
from mobilekit.manifest import read_manifest
from mobilekit.packaged import MODEL

ROOT = Path(__file__).parents[2]
PACKAGED = ROOT / "ios_demo" / "App" / "Packaged"
VARIANTS = ("coreml-float16", "coreml-float32", "coreml-weight_int8")
ANDROID = ROOT / "android_demo/verify/litert/src/test/kotlin/org/mobilekit/demo/litert/CorruptedBundlesTest.kt"


def packaged():
    return read_manifest((PACKAGED / "manifest.json").read_bytes())


def test_the_apps_bundle_comes_from_the_packaged_model():
    wanted = hashlib.sha256(MODEL.read_bytes()).hexdigest()
    assert packaged()["model"]["weights"]["sha256"] == wanted, "convert the packaged model again into App/Packaged"
    assert [artifact["variant"] for artifact in packaged()["artifacts"]] == list(VARIANTS)


def test_the_apps_bundle_is_whole():
    from mobilekit.checks.base import Context
    from mobilekit.checks.files import check_files

    (answer,) = check_files(Context(PACKAGED)).values()
    assert answer.status == "passed"


def test_the_apps_bundle_carries_no_report_and_no_android_files():
    wanted = {"SHA256SUMS", "coreml", "golden", "labels.txt", "manifest.json"}
    assert {path.name for path in PACKAGED.iterdir()} == wanted


@pytest.mark.slow
def test_the_apps_bundle_passes_validation(tmp_path, mobilekit):
    copy = shutil.copytree(PACKAGED, tmp_path / "bundle")
    code, out, err = mobilekit("validate", copy)
    assert code == 0, out + err


@pytest.mark.slow
def test_the_apps_bundle_is_what_the_kit_writes_today(tmp_path):
    fresh = converted(VARIANTS, tmp_path / "bundle")
    assert differences(PACKAGED, fresh) == []
    assert described(PACKAGED) == described(fresh)


def test_both_demos_name_the_same_damage_and_the_same_sentence():
    kotlin = ANDROID.read_text("utf-8")
    rows = dict(re.findall(r'Refused\(\s*"([^"]+)",\s*"([^"]+)",?\s*\)', kotlin))
    rows = {name: sentence.replace("$PICTURE", corruptions.PICTURE) for name, sentence in rows.items()}
    mine = {row.name: row.sentence for row in corruptions.CORRUPTIONS if row.verdict is None}
    # Core ML reads its own files safely: nobody follows their offsets before it does.
    alone = {"a file that is no model", "a model cut short under a right hash"}
    assert set(re.findall(r'Refused\(\s*"([^"]+)"', kotlin)) - alone == set(mine)
    # Where in the JSON a reader notices a comma too many is its own business.
    assert {name for name, sentence in rows.items() if name not in alone and sentence != mine[name]} <= {
        "a comma too many"
    }


def test_both_demos_give_the_same_damage_the_same_verdict():
    kotlin = dict(re.findall(r'Answered\(\s*"([^"]+)",\s*\w+,\s*Verdict\.(\w+)', ANDROID.read_text("utf-8")))
    mine = {row.name: row.verdict for row in corruptions.CORRUPTIONS if row.verdict}
    assert mine == {name: verdict for name, verdict in kotlin.items() if name in mine}
    # Core ML's files take the pixels themselves: there is no quantised input to damage.
    assert set(kotlin) - set(mine) == {"another zero point", "another scale"}


def rows():
    """Those that edit a package load its protobuf classes first, which takes its time."""
    marks = {True: pytest.mark.slow, False: ()}
    return [pytest.param(row, id=row.name, marks=marks[bool(row.verdict)]) for row in corruptions.CORRUPTIONS]


@pytest.mark.parametrize("row", rows())
def test_every_corruption_changes_the_bundle(row, tmp_path):
    copy = corruptions.Copy(PACKAGED, tmp_path / "bundle")
    row.harm(copy)
    before, after = (
        {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (PACKAGED, copy.root)
    )
    assert before != after
