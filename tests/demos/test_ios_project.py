import json
import shutil
import sys
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "ios_demo"
sys.path.append(str(DEMO / "verify"))

import openstep  # noqa: E402  (scripts of the demo, no package)
import pairs  # noqa: E402
import project  # noqa: E402

PBXPROJ = project.FILE


@pytest.fixture
def copy(tmp_path):
    ignored = shutil.ignore_patterns("Packaged", ".build", "Tests")
    root = Path(shutil.copytree(DEMO, tmp_path / "demo", ignore=ignored))
    (root / "App" / "Packaged").mkdir()
    return root


def test_the_project_is_whole():
    assert project.faults(DEMO) == []


PACKAGES = "packageReferences = (\n\t\t\t\t4D4B000000000000000000"
UIKIT, CHARTS = "typecheck/Stubs/UIKit/UIKit.swift", "typecheck/Stubs/Charts/Charts.swift"
RUN = "LaunchAction\n      buildConfiguration = "
FAULTS = {
    "an object that is named and not there": (PBXPROJ, f"{PACKAGES}40", f"{PACKAGES}99"),
    "an object that nothing leads to": (PBXPROJ, "\t\t\t\t4D4B00000000000000000043 /* DemoModel */,\n", ""),
    "a folder that is not there": (PBXPROJ, "path = App;", "path = Sources;"),
    "an explicit folder that is not there": (PBXPROJ, "\t\t\t\tPackaged,", "\t\t\t\tBundled,"),
    "a package that is not there": (PBXPROJ, "relativePath = ClassifierCore;", "relativePath = Core;"),
    "a product that the package does not offer": (PBXPROJ, "productName = DemoModel;", "productName = DemoModels;"),
    "an older project format": (PBXPROJ, "objectVersion = 77;", "objectVersion = 56;"),
    "no word about the camera": (project.SETTINGS, "INFOPLIST_KEY_NSCameraUsageDescription = ", "// "),
    "no launch screen": (project.SETTINGS, "UILaunchScreen_Generation = YES", "UILaunchScreen_Generation = NO"),
    "an older deployment target": (project.SETTINGS, "DEPLOYMENT_TARGET = 18.0", "DEPLOYMENT_TARGET = 17.0"),
    "an older language mode": (project.SETTINGS, "SWIFT_VERSION = 6.0", "SWIFT_VERSION = 5.0"),
    "a newer API in a stub": (CHARTS, "@available(iOS 16.0, *)", "@available(iOS 26.0, *)"),
    "a stub without its page": (UIKIT, "https://developer.apple.com/documentation/uikit/uidevice", "somewhere"),
    "a stub without its version": (UIKIT, "@available(iOS 2.0, *)\n", ""),
    "a scheme that runs Debug": (project.SCHEME, f'{RUN}"Release"', f'{RUN}"Debug"'),
    "a scheme of another project": (project.SCHEME, "4D4B00000000000000000020", "4D4B00000000000000000077"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_broken_project_is_seen(name, copy):
    path, old, new = FAULTS[name]
    file = copy / path
    text = file.read_text("utf-8")
    assert old in text
    if name == "an object that nothing leads to":
        text = text.replace("\t\t\t\t4D4B00000000000000000003 /* DemoModel in Frameworks */,\n", "")
    file.write_text(text.replace(old, new), "utf-8")
    assert project.faults(copy)


def test_what_would_be_copied_into_the_app_is_seen(copy):
    (copy / "App" / "README.md").write_text("not for users", "utf-8")
    assert project.faults(copy) == [f"{copy / 'App' / 'README.md'} would be copied into the app"]


@pytest.mark.parametrize("text", ["{a = b}", "{a = b; a = c;}", "(a b)", "{a = ;}", "{", '"', "a b", "{= b;}"])
def test_what_is_no_property_list_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        openstep.parse(text)


def test_a_property_list_is_read():
    text = '// c\n{ a = (1, "x \\" y",); /* c */ "b c" = { d = $(e)/f.g; }; }'.replace("$(e)", "e")
    assert openstep.parse(text) == {"a": ["1", 'x " y'], "b c": {"d": "e/f.g"}}


def test_what_is_begun_and_not_ended_is_seen():
    assert pairs.unpaired("session.beginConfiguration()\n") == [".beginConfiguration()"]
    assert pairs.unpaired("s.beginConfiguration()\ndefer { s.commitConfiguration() }") == []


def test_every_seeded_fault_of_the_app_has_its_place():
    table = json.loads((DEMO / "typecheck" / "faults.json").read_text("utf-8"))
    assert len(table) >= 20
    assert len({fault["name"] for fault in table}) == len(table)
    for fault in table:
        text = (DEMO / fault["file"]).read_text("utf-8")
        assert text.count(fault["old"]) == 1, fault["name"]
        assert fault["new"] != fault["old"]
