"""What can be said of the Xcode project without Xcode: project.py DEMO prints what is wrong and exits 1, or a summary.

No object dangles or is an orphan, every path is there, the generated Info.plist has what the app needs, the deployment
target is no lower than anything that the stubs declare, and the app's folder holds nothing that should not be shipped.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openstep import parse

Objects = dict[str, dict[str, Any]]

IDENTIFIER = re.compile(r"[0-9A-F]{24}")
FILE = "MobileKitDemo.xcodeproj/project.pbxproj"
SCHEME = "MobileKitDemo.xcodeproj/xcshareddata/xcschemes/MobileKitDemo.xcscheme"
SETTINGS = "Config/Shared.xcconfig"
NEEDED = {
    "GENERATE_INFOPLIST_FILE": "YES",
    "INFOPLIST_KEY_NSCameraUsageDescription": None,
    "INFOPLIST_KEY_UIApplicationSceneManifest_Generation": "YES",
    "INFOPLIST_KEY_UILaunchScreen_Generation": "YES",
    "INFOPLIST_KEY_UIFileSharingEnabled": "YES",
    "INFOPLIST_KEY_LSSupportsOpeningDocumentsInPlace": "YES",
    "INFOPLIST_KEY_UISupportedInterfaceOrientations_iPhone": None,
    "SWIFT_VERSION": "6.0",
}
"""Setting -> the value it must have; None for any that is not empty."""


def identifiers(value: object) -> Iterator[str]:
    """Every object's identifier in a value, keys too."""
    if isinstance(value, str):
        if IDENTIFIER.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from identifiers(key)
            yield from identifiers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from identifiers(inner)


def object_faults(objects: Objects, root: str) -> Iterator[str]:
    """Objects that are named and not there, and those that nothing leads to."""
    seen, waiting = set(), [root]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name not in objects:
            yield f"{name} is named and not there"
        waiting.extend(identifiers(objects.get(name, {})))
    yield from (f"{name} ({objects[name]['isa']}) is there and nothing leads to it" for name in set(objects) - seen)


def paths(objects: Objects, name: str, folder: Path) -> Iterator[Path]:
    """Everything below a group that should be on the disk."""
    one = objects[name]
    place = folder / one["path"] if "path" in one else folder
    if one.get("sourceTree") == "BUILT_PRODUCTS_DIR":
        return
    yield place
    yield from (place / inner for inner in one.get("explicitFolders", []))
    for child in one.get("children", []):
        yield from paths(objects, child, place)


def path_faults(demo: Path, objects: Objects, root: str) -> Iterator[str]:
    """Files and folders of groups, and packages, that are not there."""
    wanted = list(paths(objects, objects[root]["mainGroup"], demo))
    kinds = [one for one in objects.values() if one["isa"] == "XCLocalSwiftPackageReference"]
    wanted += [demo / one["relativePath"] / "Package.swift" for one in kinds]
    yield from (f"{path} is not there" for path in wanted if not path.exists())


def product_faults(demo: Path, objects: Objects) -> Iterator[str]:
    """Products that the package does not offer."""
    package = (demo / "ClassifierCore/Package.swift").read_text("utf-8")
    products = [one["productName"] for one in objects.values() if one["isa"] == "XCSwiftPackageProductDependency"]
    yield from (f"the package has no {name}" for name in products if f'.library(name: "{name}"' not in package)


def settings(text: str) -> dict[str, str]:
    """The settings of an xcconfig file."""
    lines = [line.split("//")[0] for line in text.splitlines()]
    pairs = [line.split("=", 1) for line in lines if "=" in line]
    return {name.strip(): value.strip() for name, value in pairs}


def setting_faults(found: dict[str, str]) -> Iterator[str]:
    """Settings that are missing or have another value."""
    for name, wanted in NEEDED.items():
        if not found.get(name) or wanted not in (None, found[name]):
            yield f"{SETTINGS} has {name} = {found.get(name, 'nothing')}, not {wanted or 'some text'}"


def availabilities(text: str) -> list[tuple[int, ...]]:
    """Versions of iOS that a stub's declarations ask for."""
    return [tuple(map(int, version.split("."))) for version in re.findall(r"@available\(iOS ([0-9.]+)", text)]


def target_faults(demo: Path, found: dict[str, str]) -> Iterator[str]:
    """A deployment target below what the app uses, or unlike the package's."""
    target = tuple(map(int, found.get("IPHONEOS_DEPLOYMENT_TARGET", "0").split(".")))
    for stub in sorted((demo / "typecheck/Stubs").rglob("*.swift")):
        for version in availabilities(stub.read_text("utf-8")):
            if version > target:
                yield f"{stub.name} has something that needs iOS {'.'.join(map(str, version))}: the target is older"
    if f".iOS(.v{target[0]})" not in (demo / "ClassifierCore/Package.swift").read_text("utf-8"):
        yield "the package's platform is not the deployment target"


DECLARATION = re.compile(r"(?:    )?(?:@\w+(?:\([^)]*\))? )*(?:public|open) ")
PAGE, VERSION = "https://developer.apple.com/documentation/", "@available(iOS "


def above(lines: list[str], number: int) -> str:
    """The comments and attributes right above a line."""
    found = []
    while number and lines[number - 1].strip().startswith(("//", "@")):
        number -= 1
        found.append(lines[number])
    return "\n".join(found)


def citation_faults(name: str, text: str) -> Iterator[str]:
    """Declarations without Apple's page and version: at the top, and in extensions that have none of their own."""
    lines, covered = text.splitlines(), True
    for number, line in enumerate(lines):
        words = above(lines, number)
        cited = PAGE in words and VERSION in words
        if line.startswith("extension "):
            covered = cited
        elif DECLARATION.match(line):
            top = not line.startswith(" ")
            if not cited and (top or not covered):
                yield f"{name}: no page or version above {line.strip()[:60]!r}"
            covered = covered or top


def shipped_faults(demo: Path) -> Iterator[str]:
    """Files that Xcode would copy into the app: everything in its folder that is no source."""
    for path in sorted((demo / "App").rglob("*")):
        inner = path.relative_to(demo / "App")
        if path.is_file() and path.suffix != ".swift" and inner.parts[0] != "Packaged":
            yield f"{path} would be copied into the app"


def scheme_faults(demo: Path, objects: Objects) -> Iterator[str]:
    """A scheme that builds something else, or runs unoptimised."""
    text = (demo / SCHEME).read_text("utf-8")
    yield from (f"the scheme names {name}" for name in re.findall(r'"([0-9A-F]{24})"', text) if name not in objects)
    if not re.search(r'<LaunchAction\s+buildConfiguration = "Release"', text):
        yield "the scheme's Run is not Release: Debug preprocesses 50 times slower"


def faults(demo: Path) -> list[str]:
    """All that is wrong."""
    project = parse((demo / FILE).read_text("utf-8"))
    objects, root = project["objects"], project["rootObject"]
    if project["objectVersion"] != "77":
        return ["objectVersion is not 77, the first with synchronized folders"]
    wrong = list(object_faults(objects, root))
    if wrong:
        return wrong
    found = settings((demo / SETTINGS).read_text("utf-8"))
    wrong = [*path_faults(demo, objects, root), *product_faults(demo, objects), *setting_faults(found)]
    wrong += [*target_faults(demo, found), *shipped_faults(demo), *scheme_faults(demo, objects)]
    for stub in sorted((demo / "typecheck/Stubs").rglob("*.swift")):
        wrong += citation_faults(f"{stub.parent.name}/{stub.name}", stub.read_text("utf-8"))
    return wrong


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    wrong = faults(folder)
    if wrong:
        sys.exit("\n".join(wrong))
    count = len(parse((folder / FILE).read_text("utf-8"))["objects"])
    stubs = [stub.read_text("utf-8") for stub in (folder / "typecheck/Stubs").rglob("*.swift")]
    newest = max(version for stub in stubs for version in availabilities(stub))
    print(f"{count} objects, none dangles or is an orphan; every path is there; newest API used: iOS {newest[0]}")
