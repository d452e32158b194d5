"""What no compiler of the demo looks at: ``python static.py DEMO`` prints the number of checks that passed, or fails.

The Android build itself cannot run without Google's repository, so its files are held to each other here.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

DEMO = Path(sys.argv[1])
ANDROID = "{http://schemas.android.com/apk/res/android}"
MODULES = ("core", "engine", "ui", "app")


def text(path: str) -> str:
    """A file of the demo."""
    return (DEMO / path).read_text("utf-8")


def catalogue() -> dict[str, dict[str, str]]:
    """The version catalogue: table -> alias -> the rest of the line. Python reads TOML itself from 3.11 on."""
    tables: dict[str, dict[str, str]] = {}
    for line in text("gradle/libs.versions.toml").splitlines():
        if line.startswith("["):
            rows = tables.setdefault(line.strip("[]"), {})
        elif "=" in line and not line.startswith("#"):
            alias, value = line.split("=", 1)
            rows[alias.strip()] = value.strip().strip('"')
    return tables


def scripts() -> str:
    """Every Gradle build script, one after the other."""
    return "\n".join(path.read_text("utf-8") for path in sorted(DEMO.glob("**/build.gradle.kts")))


def manifest() -> ElementTree.Element:
    """The app's Android manifest."""
    return ElementTree.fromstring(text("app/src/main/AndroidManifest.xml"))


def used(table: str, prefix: str) -> set[str]:
    """Aliases of one table that the build scripts use, as Gradle spells them: dots for hyphens."""
    lookahead = "" if prefix else "(?!plugins|versions)"
    return set(re.findall(rf"\blibs\.{prefix}{lookahead}([a-zA-Z0-9.]+?)(?=[\s)\],]|\.get\b|$)", table))


def every_alias_is_defined_and_used() -> None:
    """A misspelt alias stops the build; an unused one is a dependency that nobody has."""
    rows, build = catalogue(), scripts()
    for table, prefix in (("libraries", ""), ("plugins", r"plugins\.")):
        defined = {alias.replace("-", ".") for alias in rows[table]}
        found = used(build, prefix)
        assert found == defined, f"{table}: {sorted(found ^ defined)}"


def every_version_is_referred_to() -> None:
    """Versions stand once, and each is some library's, some plugin's or read by a script."""
    rows, build = catalogue(), scripts()
    lines = [line for table in ("libraries", "plugins") for line in rows[table].values()]
    referred = set(re.findall(r'version\.ref = "([\w-]+)"', "\n".join(lines)))
    read = set(re.findall(r"libs\.versions\.([a-zA-Z0-9.]+?)\.get", build))
    unknown = {name for name in rows["versions"] if name not in referred and name.replace("-", ".") not in read}
    assert not unknown, f"unused versions: {sorted(unknown)}"
    assert referred | read <= set(rows["versions"]), (
        f"undefined versions: {sorted((referred | read) - set(rows['versions']))}"
    )


def both_builds_have_the_same_versions() -> None:
    """What Maven tests here is what Gradle builds."""
    pom, rows = text("verify/pom.xml"), catalogue()["versions"]
    for name in ("kotlin", "coroutines", "junit"):
        assert f"<{name}.version>{rows[name]}</{name}.version>" in pom, (
            f"verify/pom.xml has another {name} than {rows[name]}"
        )
    assert f'runtime = "LiteRT {rows["litert"]}"' in text(
        "engine/src/main/kotlin/org/mobilekit/demo/engine/LiteRtEngines.kt"
    )


def every_module_is_included() -> None:
    """A folder that settings.gradle.kts leaves out is not built."""
    included = set(re.findall(r'":([a-z]+)"', text("settings.gradle.kts")))
    assert included == set(MODULES), included
    for module in MODULES:
        assert (DEMO / module / "build.gradle.kts").is_file(), f"{module} has no build script"


def the_wrapper_names_a_release() -> None:
    """Android Studio fetches what this names."""
    assert re.search(r"gradle-9\.\d+\.\d+-bin\.zip$", text("gradle/wrapper/gradle-wrapper.properties"), re.MULTILINE)


def the_app_asks_for_the_camera_alone() -> None:
    """No INTERNET permission, and a device without a camera can still install it."""
    asked = {node.get(f"{ANDROID}name") for node in manifest().iter("uses-permission")}
    assert asked == {"android.permission.CAMERA"}, asked
    features = {node.get(f"{ANDROID}name"): node.get(f"{ANDROID}required") for node in manifest().iter("uses-feature")}
    assert features.get("android.hardware.camera.any") == "false", features
    assert set(features.values()) == {"false"}, features


def every_component_is_a_class_and_says_who_may_start_it() -> None:
    """Android finds out at run time, or when the app is installed."""
    for kind in ("activity", "service", "receiver", "provider"):
        for node in manifest().iter(kind):
            name = node.get(f"{ANDROID}name").rsplit(".", 1)[-1]
            assert list((DEMO / "app/src/main").glob(f"**/{name}.kt")) or name == "FileProvider", f"there is no {name}"
            assert node.get(f"{ANDROID}exported") in ("true", "false"), f"{name} does not say android:exported"


def models_are_stored_as_they_are() -> None:
    """LiteRT maps a model from the file's bytes, which a compressed asset does not have."""
    assert 'noCompress += "tflite"' in text("app/build.gradle.kts")


def nothing_of_verify_is_in_the_apk() -> None:
    """Stubs and shims are test-only: no build script and no source folder of the app reaches them."""
    assert "verify" not in scripts()
    for module in MODULES:
        for path in (DEMO / module / "src/main").rglob("*.kt"):
            package = re.search(r"^package ([\w.]+)", path.read_text("utf-8"), re.MULTILINE)
            assert package and package[1].startswith("org.mobilekit.demo."), (
                f"{path} is in package {package and package[1]}"
            )


def core_knows_no_android() -> None:
    """It runs on any JVM."""
    for path in (DEMO / "core/src/main").rglob("*.kt"):
        found = re.search(r"^import (android|androidx|com\.google)\..*", path.read_text("utf-8"), re.MULTILINE)
        assert not found, f"{path}: {found[0]}"


def nobody_logs_or_prints() -> None:
    """Pictures, labels and paths stay where they are."""
    for module in MODULES:
        for path in (DEMO / module / "src/main").rglob("*.kt"):
            found = re.search(r"\b(Log\.[vdiwe]\(|println\(|printStackTrace\()", path.read_text("utf-8"))
            assert not found, f"{path}: {found[0]}"


def no_engine_has_two_accelerators() -> None:
    """GPU or CPU at once would hide a fall-back."""
    source = text("engine/src/main/kotlin/org/mobilekit/demo/engine/LiteRtOptions.kt")
    assert source.count("CompiledModel.Options(") == 1
    assert "CompiledModel.Options(accelerator)" in source


CHECKS = (
    every_alias_is_defined_and_used,
    every_version_is_referred_to,
    both_builds_have_the_same_versions,
    every_module_is_included,
    the_wrapper_names_a_release,
    the_app_asks_for_the_camera_alone,
    every_component_is_a_class_and_says_who_may_start_it,
    models_are_stored_as_they_are,
    nothing_of_verify_is_in_the_apk,
    core_knows_no_android,
    nobody_logs_or_prints,
    no_engine_has_two_accelerators,
)

if __name__ == "__main__":
    for check in CHECKS:
        try:
            check()
        except AssertionError as error:
            sys.exit(f"{check.__name__.replace('_', ' ')}: {error}")
    print(len(CHECKS))
